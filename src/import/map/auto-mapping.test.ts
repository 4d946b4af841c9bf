import { describe, expect, it } from 'vitest'
import { autoMapping, findIdColumn } from './auto-mapping.ts'
import { presetOf } from './presets.ts'
import { parseTarget } from './targets.ts'

const byName = (...names: string[]): (string | null)[] => autoMapping(names.map((name) => ({ name, values: [] })), null, null)
const byValues = (...columns: string[][]): (string | null)[] => autoMapping(columns.map((values) => ({ name: '', values })), null, null)

describe('columns map', () => {
  it('by names as people write them, in any case and several languages', () => {
    expect(byName('first_name', 'LastName', 'E-Mail', 'Telefonnummer', 'Straße', 'PLZ', 'Ort', 'Geburtsdatum')).toEqual([
      'firstName', 'lastName', 'emails', 'phones', 'addresses.street', 'addresses.postalCode', 'addresses.city', 'birthday',
    ])
    expect(byName('Prénom', 'Nom de famille', 'Société', 'Courriel')).toEqual(['firstName', 'lastName', 'company', 'emails'])
    expect(byName('Nombre', 'Apellidos', 'Empresa', 'Teléfono')).toEqual(['firstName', 'lastName', 'company', 'phones'])
  })

  it('by what stands beside a "Name"', () => {
    expect(byName('Name', 'Surname')).toEqual(['firstName', 'lastName'])
    expect(byName('Name', 'Vorname')).toEqual(['lastName', 'firstName'])
    expect(byName('Name', 'First Name', 'Last Name')).toEqual(['fullName', 'firstName', 'lastName'])
  })

  it('as the German Outlook writes them', () => {
    expect(byName('Straße geschäftlich', 'Ort privat', 'Land/Region geschäftlich', 'Telefon privat', 'Telefon geschäftlich 2', 'Fax geschäftlich', 'E-Mail 2: Adresse', 'Mobiltelefon')).toEqual([
      'addresses.street:work', 'addresses.city:home', 'addresses.country:work', 'phones:home', 'phones:work', 'phones:work fax', 'emails.value#2', 'phones:mobile',
    ])
  })

  it('by place and kind', () => {
    expect(byName('Home City', 'Work Phone', 'Business Fax', 'Mailing Zip/Postal Code', 'Home Email', 'Other Country')).toEqual([
      'addresses.city:home', 'phones:work', 'phones:work fax', 'addresses.postalCode:mailing', 'emails:home', 'addresses.country:other',
    ])
  })

  it('in numbered groups', () => {
    expect(byName('E-mail 3 - Value', 'E-mail 3 - Label', 'Address 2 - Postal Code', 'Custom Field 1 - Label', 'Custom Field 1 - Value', 'Phone 1 - Type')).toEqual([
      'emails.value#3', 'emails.label#3', 'addresses.postalCode#2', 'notes.label#custom field 1', 'notes.value#custom field 1', 'phones.label#1',
    ])
  })

  it('by what their cells look like, where the names say nothing', () => {
    expect(autoMapping([{ name: 'Kontakt 1', values: ['a@x.org', 'b@y.org'] }, { name: 'Feed', values: ['https://x.org/rss', ''] }, { name: 'Durchwahl', values: ['+49 228 123', '0228/4567'] }], null, null))
      .toEqual(['emails:kontakt 1', 'links:feed', 'phones:durchwahl'])
    expect(byValues(['Ana', 'Bo'], ['Silva', 'Berg'], ['Acme', 'Zeta'], ['a@x.org', 'b@x.org'], ['1980-03-22', '1975-01-01'])).toEqual(['firstName', 'lastName', 'company', 'emails', 'birthday'])
    expect(byValues(['Ana Silva', 'Bo Berg'], ['a@x.org', 'b@x.org'])).toEqual(['fullName', 'emails'])
  })

  it('a title is the job, unless another column is', () => {
    expect(byName('Name', 'Title')).toEqual(['fullName', 'title'])
    expect(byName('Name', 'Title', 'Job Title')).toEqual(['fullName', 'notes:Title', 'title'])
  })

  it('a state without a city is no address', () => {
    expect(byName('last_name', 'state', 'address')).toEqual(['lastName', null, 'addresses.full'])
    expect(byName('Name', 'State', 'City', 'Address', 'Suite')).toEqual(['fullName', 'addresses.region', 'addresses.city', 'addresses.street', 'addresses.street'])
  })

  it('not by names that objects happen to have', () => {
    expect(byName('constructor', 'toString', '__proto__', 'hasOwnProperty')).toEqual([null, null, null, null])
    expect(presetOf(['constructor'])).toBeNull()
  })
})

describe("the other program's ids", () => {
  const find = (columns: Record<string, string[]>): number | null => findIdColumn(Object.entries(columns).map(([name, values]) => ({ name, values })), (i) => Object.values(columns)[i]!)

  it('are the first column named so that is filled and different in every row', () => {
    expect(find({ name: ['a', 'b'], twitter_id: ['1', '2'], bioguide_id: ['X1', 'X2'], other_id: ['1', '2'] })).toBe(2)
    expect(find({ id: ['1', '1'] })).toBeNull()
    expect(find({ id: ['1', ''] })).toBeNull()
    expect(find({ paid: ['1', '2'] })).toBeNull()
  })
})

describe('a target', () => {
  it('is a field, a label, a part of one, or a numbered group', () => {
    expect(parseTarget('addresses.city:home')).toEqual({ field: 'addresses', part: 'city', group: null, label: 'home' })
    expect(parseTarget('emails.value#2')).toEqual({ field: 'emails', part: 'value', group: '2', label: null })
    expect(parseTarget('notes:Wo: wir uns trafen')).toEqual({ field: 'notes', part: null, group: null, label: 'Wo: wir uns trafen' })
  })

  it('that is none is refused', () => {
    for (const text of ['', 'name', 'emails.street', 'firstName.value', 'constructor', ':home', '#1']) expect(parseTarget(text)).toBeNull()
  })
})

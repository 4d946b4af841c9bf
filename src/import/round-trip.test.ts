import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Data, Json } from '../shared/json.ts'
import { systemClock } from '../shared/clock.ts'
import { productEntities } from '../model/model.ts'
import { contacts } from '../model/contacts.ts'
import { isCalendarDate } from '../model/text.ts'
import type { ExportRecord } from './export.ts'
import { exportCompanions, exportRecords } from './export.ts'
import { createJob } from './job.ts'
import { openFile } from './read/open-file.ts'
import { sourceRowsOf } from './read/source-rows.ts'
import { projects } from '../model/projects.ts'
import { runs } from '../../tests/support/whole-run.ts'

/** What comes back from an exported text: each record's data without element ids, and its notes. */
async function reimport(text: string, name: string): Promise<{ id: string | null; data: Data; notes: string[]; warnings: string[] }[]> {
  const job = createJob(systemClock)
  const file = await openFile('f', name, new TextEncoder().encode(text), {}, job)
  const { rows } = await sourceRowsOf(file, job)
  return rows.map(({ draft, error }) => {
    if (draft === null) throw new Error(error ?? 'no draft')
    return { id: draft.recordId, data: draft.data, notes: draft.notes, warnings: draft.warnings }
  })
}

const bare = (data: Data): Data => Object.fromEntries(Object.entries(data).flatMap(([field, value]): [string, Json][] => {
  if (!Array.isArray(value)) return value === '' || value === null ? [] : [[field, value]]
  if (value.length === 0) return []
  return [[field, value.map((element) => (typeof element === 'object' && element !== null && !Array.isArray(element) ? withoutId(element) : element))]]
}))
const withoutId = ({ id: _, ...rest }: Record<string, Json>): Record<string, Json> => rest

/** Every kind of character that these formats escape, fold or run. NUL has no place in text, and a vCard cannot tell CR from LF. */
const pieces = fc.constantFrom(
  '=1+1', '+49 151', '-', '@a', "'", "''=", '\t', ',', ';', ':', '"', '\\', '\\n', '\\,', ' ::: ', ':::', '\\:::', ' ', '\u00a0', '\ufeff', 'é', 'ß', '漢', '😀', '👨‍👩‍👧', 'BEGIN:VCARD', 'END:VCARD', 'item1.X-ABLabel:x',
  '%', '=C3=BC', '^n', '<b>', 'a', 'Müller', 'word '.repeat(20), '\n', '\n \n', '|',
)
const text = (most: number): fc.Arbitrary<string> => fc.oneof(
  fc.array(pieces, { minLength: 1, maxLength: 6 }).map((all) => all.join('').slice(0, most).replace(/[\ud800-\udbff]$/, '')),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).map((value) => value.replace(/[\r\0]/g, '')),
).filter((value) => value.trim() !== '')
const date = fc.tuple(fc.option(fc.integer({ min: 1, max: 9_999 })), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => `${year === null ? '-' : String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`).filter(isCalendarDate)
const label = fc.oneof(fc.constantFrom('work', 'home', 'mobile', 'fax', 'home fax', 'work fax', 'cell', 'Work', 'other'), text(100))
const labelled = fc.record({ id: fc.uuid(), value: text(1_000), label }, { requiredKeys: ['id', 'value'] })
const address = fc.record(
  { id: fc.uuid(), label, street: text(1_000), city: text(200), region: text(200), postalCode: text(100), country: text(200) }, { requiredKeys: ['id'] },
).filter((element) => Object.keys(element).some((part) => part !== 'id' && part !== 'label'))
const list = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(element, { maxLength: 4 })
const contact = fc.record({
  firstName: text(1_000), lastName: text(1_000), company: text(1_000), title: text(1_000), emails: list(labelled), phones: list(labelled), addresses: list(address), links: list(labelled),
  birthday: date, tags: fc.uniqueArray(text(100), { maxLength: 4 }), source: text(1_000), externalId: text(200),
}, { requiredKeys: [] }).filter((data) => contacts.rules.every((rule) => rule.check(data as Data, { role: 'owner', userId: null }) === null)) as fc.Arbitrary<Data>
const records = fc.uniqueArray(fc.record({ id: fc.uuid(), data: contact }), { minLength: 1, maxLength: 4, selector: ({ id }) => id })

const notesOf = (all: readonly ExportRecord[], bodies: readonly string[]): ExportRecord[] =>
  bodies.map((body, i) => ({ id: `n${i}`, createdAt: `2024-01-01T00:00:${String(i).padStart(2, '0')}.000Z`, data: { contactId: all[i % all.length]!.id, body } }))
const textOf = (result: ReturnType<typeof exportRecords>): string => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('a contact goes out and comes back', () => {
  it('as CSV, every field to the letter', async () => {
    await fc.assert(fc.asyncProperty(records, list(text(500)), async (all, bodies) => {
      const notes = notesOf(all, bodies)
      const back = await reimport(textOf(exportRecords(contacts, 'csv', all, { notes })), 'export.csv')
      expect(back.map(({ data }) => data)).toEqual(all.map(({ data }) => bare(data)))
      expect(back.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
      expect(back.map((row) => row.notes)).toEqual(all.map(({ id }) => notes.filter(({ data }) => data['contactId'] === id).map(({ data }) => data['body'])))
      expect(back.flatMap(({ warnings }) => warnings)).toEqual([])
    }), { numRuns: runs(150) })
  })

  it('as vCard 4.0, every field to the letter', async () => {
    await fc.assert(fc.asyncProperty(records, list(text(500)), async (all, bodies) => {
      const notes = notesOf(all, bodies)
      const back = await reimport(textOf(exportRecords(contacts, 'vcard', all, { notes })), 'export.vcf')
      expect(back.map(({ data }) => data)).toEqual(all.map(({ data }) => bare(data)))
      expect(back.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
      expect(back.map((row) => row.notes)).toEqual(all.map(({ id }) => notes.filter(({ data }) => data['contactId'] === id).map(({ data }) => data['body'])))
    }), { numRuns: runs(150) })
  })

  it('as vCard, a phone that reads like the parameters of an address too', async () => {
    const all = [{ id: '00000000-0000-1000-8000-000000000000', data: { phones: [{ id: 'p', value: ';a=1+1' }] } }]
    expect((await reimport(textOf(exportRecords(contacts, 'vcard', all, { notes: [] })), 'export.vcf')).map(({ data }) => data)).toEqual(all.map(({ data }) => bare(data)))
  })

  it('as vCard in lines of at most 75 octets that never end within a character', () => {
    fc.assert(fc.property(records, (all) => {
      const vcard = textOf(exportRecords(contacts, 'vcard', all))
      for (const line of vcard.split('\r\n')) {
        const bytes = new TextEncoder().encode(line)
        expect(bytes.length).toBeLessThanOrEqual(75)
        expect(line.isWellFormed()).toBe(true)
      }
    }), { numRuns: runs(100) })
  })

  it('as JSON in the fields of the wire, notes within', () => {
    const notes: ExportRecord[] = [{ id: 'n', data: { contactId: 'a', body: 'Met in Porto', happenedAt: '2024-05-01T00:00:00.000Z' } }]
    const json: unknown = JSON.parse(textOf(exportRecords(contacts, 'json', [{ id: 'a', data: { firstName: 'Ana', tags: ['x'] }, createdAt: '2024-01-01T00:00:00.000Z' }], { notes })))
    expect(json).toEqual([{
      id: 'a', firstName: 'Ana', tags: ['x'], createdAt: '2024-01-01T00:00:00.000Z', notes: [{ id: 'n', body: 'Met in Porto', happenedAt: '2024-05-01T00:00:00.000Z' }],
    }])
  })
})

describe('other entities', () => {
  it('go out as tables by their fields, what they name by title and id, and as vCard not at all', () => {
    const notes = productEntities.find(({ name }) => name === 'notes')!
    expect(textOf(exportRecords(notes, 'csv', [{ id: 'n', data: { contactId: 'a', body: '=cmd|x' } }], { contacts: [{ id: 'a', data: { firstName: 'Ana' } }] }))).toBe("\ufeffContact,Contact ID,Company,Company ID,Project,Project ID,Note,When,Kind,Direction,Minutes,People,People IDs,External id,Satchel ID\r\nAna,a,,,,,'=cmd|x,,,,,,,,n\r\n")
    expect(exportRecords(notes, 'vcard', [])).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(exportCompanions(notes, 'json')).toEqual([])
    for (const format of ['csv', 'vcard', 'json'] as const) expect(exportCompanions(contacts, format)).toEqual([{ entity: 'notes', reference: 'contactId' }])
    expect(exportCompanions(contacts, 'ics'), 'a calendar holds no notes').toEqual([])
  })

  it('a company goes out as JSON with its notes, and with nobody else’s', () => {
    const companies = productEntities.find(({ name }) => name === 'companies')!
    expect(exportCompanions(companies, 'json')).toEqual([{ entity: 'notes', reference: 'companyId' }])
    expect(exportCompanions(projects, 'json')).toEqual([{ entity: 'notes', reference: 'projectId' }])
    const call = { id: 'n', data: { projectId: 'p', kind: 'call', minutes: 25, people: [{ id: 'a', value: 'Ana' }] } }
    const exported = exportRecords(projects, 'json', [{ id: 'p', data: { name: 'Onboarding', notes: 'About it.' } }], { notes: [call] })
    expect(exported.ok && JSON.parse(exported.value)).toEqual([{ id: 'p', name: 'Onboarding', notes: 'About it.', timeline: [{ id: 'n', body: '', kind: 'call', minutes: 25, people: [{ id: 'a', value: 'Ana' }] }] }])
    const notes: ExportRecord[] = [{ id: 'n', data: { companyId: 'c', body: 'Moved to Porto' } }, { id: 'm', data: { contactId: 'c', body: 'Another’s' } }]
    expect(JSON.parse(textOf(exportRecords(companies, 'json', [{ id: 'c', data: { name: 'Onda' } }, { id: 'd', data: { name: 'Mare' } }], { notes }))))
      .toEqual([{ id: 'c', name: 'Onda', notes: [{ id: 'n', body: 'Moved to Porto' }] }, { id: 'd', name: 'Mare' }])
  })
})

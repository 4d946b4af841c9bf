import { z } from '../shared/zod.ts'
import type { Data } from '../shared/json.ts'
import { plainName } from './companies.ts'
import { customColumn, customValues } from './custom-values.ts'
import { defineEntity } from './entity.ts'
import { contactName } from './names.ts'
import { sharePhone } from './share-phone.ts'
import { addressList, labelledList, tagList } from './list-schemas.ts'
import { calendarDate, line } from './text-schemas.ts'
import { elementsOf, str, tagsOf, valuesOf } from './text.ts'

/** People one works with. Field by field; names, title and birthday the newest, the company by hand, lists by union. */
export const contacts = defineEntity({
  name: 'contacts',
  label: { one: 'contact', many: 'contacts' },
  priority: 'critical',
  schemaVersion: 3,
  authored: 'people',
  fields: {
    firstName: { kind: 'text', label: 'First name', policy: 'newest', schema: line(), search: 'text' },
    lastName: { kind: 'text', label: 'Last name', policy: 'newest', schema: line(), search: 'text' },
    company: { kind: 'text', label: 'Company', policy: 'manual', schema: line(), search: 'text' },
    /**
     * The written name is what says the company: it is read as the one that is called so (companies.ts, decision 0038). Only where two are called the same this
     * says which, and counts only while that one is called as is written.
     */
    companyId: { kind: 'reference', label: 'Which company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'detach' } },
    title: { kind: 'text', label: 'Title', policy: 'newest', schema: line(), search: 'text' },
    emails: { kind: 'list', label: 'E-mails', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },
    phones: { kind: 'list', label: 'Phones', policy: 'union', schema: labelledList(), search: 'phone', elementText: ['value'] },
    addresses: {
      kind: 'list', label: 'Addresses', policy: 'union', schema: addressList(), search: 'text',
      elementText: ['street', 'postalCode', 'city', 'region', 'country'],
    },
    links: { kind: 'list', label: 'Links', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },
    birthday: { kind: 'date', label: 'Birthday', policy: 'newest', schema: calendarDate(), search: 'text' },
    tags: { kind: 'tags', label: 'Tags', policy: 'union', schema: tagList(), search: 'text' },
    // Not searched: what an import or the sample wrote there, everybody would be found by.
    source: { kind: 'text', label: 'Source', policy: 'newest', schema: line() },
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: line() },
    custom: customValues(),
  },
  columns: {
    name: { label: 'Name', type: 'text', sort: sortName, all: (data) => [contactName(data)], shown: true, width: 220 },
    firstName: { label: 'First name', type: 'text', sort: (data) => str(data['firstName']) || null, edits: 'firstName', width: 140 },
    lastName: { label: 'Last name', type: 'text', sort: (data) => str(data['lastName']) || null, edits: 'lastName', width: 140 },
    company: { label: 'Company', type: 'text', sort: (data) => plainName(str(data['company'])) || null, edits: 'company', shown: true, width: 180 },
    title: { label: 'Title', type: 'text', sort: (data) => str(data['title']) || null, edits: 'title', shown: true, width: 160 },
    email: { label: 'E-mails', type: 'text', sort: (data) => valuesOf(data, 'emails')[0] ?? null, all: (data) => valuesOf(data, 'emails'), shown: true, width: 220 },
    phone: { label: 'Phones', type: 'text', sort: (data) => valuesOf(data, 'phones')[0] ?? null, all: (data) => valuesOf(data, 'phones'), shown: true, width: 160 },
    city: {
      label: 'City', type: 'text',
      sort: (data) => str(elementsOf(data, 'addresses')[0]?.['city']) || null,
      all: (data) => elementsOf(data, 'addresses').map((element) => str(element['city'])).filter(Boolean),
      shown: true, width: 130,
    },
    tags: { label: 'Tags', type: 'text', sort: (data) => tagsOf(data, 'tags').join(', ') || null, all: (data) => tagsOf(data, 'tags'), shown: true, width: 160 },
    companyId: { label: 'Which company', type: 'text', sort: (data) => str(data['companyId']) || null },
    birthday: { label: 'Birthday', type: 'date', sort: (data) => str(data['birthday']) || null, edits: 'birthday', shown: true, width: 110 },
    custom: customColumn(),
  },
  rules: [
    {
      name: 'contact_needs_a_name',
      check: (data) =>
        str(data['firstName']).trim() || str(data['lastName']).trim() || str(data['company']).trim()
        || valuesOf(data, 'emails').length > 0 || valuesOf(data, 'phones').length > 0
          ? null
          : { message: 'A contact needs a name, a company, an e-mail or a phone.', field: 'firstName' },
    },
  ],
  title: contactName,
  calendar: (data) => (str(data['birthday']) === '' ? null : { summary: `${contactName(data)}’s birthday`, on: { date: str(data['birthday']) }, yearly: true }),
  alike: { by: [{ column: 'name' }, { column: 'email' }, { column: 'phone', most: 8, confirm: sharePhone }], apart: bornApart },
  // Since 2 a name may say which of two companies of that name it means; since 3 there are fields that people make.
  upcasts: [(data) => data, (data) => data],
})

/** Born on different days: two people, however alike their names. */
export function bornApart(one: Data, other: Data): boolean {
  const [first, second] = [str(one['birthday']), str(other['birthday'])]
  if (first === '' || second === '') return false
  return first.startsWith('--') || second.startsWith('--') ? first.slice(-5) !== second.slice(-5) : first !== second
}

/** By last name, then first; what has no name by what it is known by. */
function sortName(data: Data): string {
  const last = str(data['lastName']).trim(), first = str(data['firstName']).trim()
  return [last, first].filter(Boolean).join(' ') || contactName(data)
}

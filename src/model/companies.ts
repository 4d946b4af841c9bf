import { v5 } from 'uuid'
import { fold } from '../shared/fold.ts'
import type { Data } from '../shared/json.ts'
import { customColumn, customValues } from './custom-values.ts'
import { defineEntity } from './entity.ts'
import { addressList, labelledList, tagList } from './list-schemas.ts'
import { companyName } from './names.ts'
import { sharePhone } from './share-phone.ts'
import { line, text } from './text-schemas.ts'
import { elementsOf, str, tagsOf, valuesOf } from './text.ts'

/** Who people work for. Field by field, the newest; lists by union. A contact's written company name is read as one of these (called, below). */
export const companies = defineEntity({
  name: 'companies',
  label: { one: 'company', many: 'companies' },
  priority: 'important',
  schemaVersion: 2,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: line(), search: 'text' },
    /** Other names by which contacts mean it: former ones, short ones, and those of companies that were merged into it. Its people may be written so, whatever it is put back to. */
    aliases: { kind: 'tags', label: 'Also called', policy: 'union', schema: tagList(), search: 'text', keepsOnRestore: true },
    industry: { kind: 'text', label: 'Industry', policy: 'newest', schema: line(), search: 'text' },
    domains: { kind: 'list', label: 'Domains', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },
    emails: { kind: 'list', label: 'E-mails', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },
    phones: { kind: 'list', label: 'Phones', policy: 'union', schema: labelledList(), search: 'phone', elementText: ['value'] },
    addresses: {
      kind: 'list', label: 'Addresses', policy: 'union', schema: addressList(), search: 'text',
      elementText: ['street', 'postalCode', 'city', 'region', 'country'],
    },
    links: { kind: 'list', label: 'Links', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },
    tags: { kind: 'tags', label: 'Tags', policy: 'union', schema: tagList(), search: 'text' },
    description: { kind: 'longText', label: 'About', policy: 'newest', schema: text(), search: 'text' },
    source: { kind: 'text', label: 'Source', policy: 'newest', schema: line() },
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: line() },
    custom: customValues(),
  },
  columns: {
    name: { label: 'Name', type: 'text', sort: (data) => plainName(companyName(data)), all: (data) => namesOf(data), shown: true, width: 240 },
    industry: { label: 'Industry', type: 'text', sort: (data) => str(data['industry']) || null, edits: 'industry', shown: true, width: 170 },
    domain: { label: 'Domains', type: 'text', sort: (data) => valuesOf(data, 'domains')[0] ?? null, all: (data) => valuesOf(data, 'domains'), shown: true, width: 190 },
    phone: { label: 'Phones', type: 'text', sort: (data) => valuesOf(data, 'phones')[0] ?? null, all: (data) => valuesOf(data, 'phones'), shown: true, width: 160 },
    email: { label: 'E-mails', type: 'text', sort: (data) => valuesOf(data, 'emails')[0] ?? null, all: (data) => valuesOf(data, 'emails'), width: 220 },
    city: {
      label: 'City', type: 'text',
      sort: (data) => str(elementsOf(data, 'addresses')[0]?.['city']) || null,
      all: (data) => elementsOf(data, 'addresses').map((element) => str(element['city'])).filter(Boolean),
      shown: true, width: 130,
    },
    tags: { label: 'Tags', type: 'text', sort: (data) => tagsOf(data, 'tags').join(', ') || null, all: (data) => tagsOf(data, 'tags'), shown: true, width: 160 },
    custom: customColumn(),
  },
  rules: [
    {
      name: 'company_needs_a_name',
      check: (data) => (str(data['name']).trim() || valuesOf(data, 'domains').length > 0 ? null : { message: 'A company needs a name or a domain.', field: 'name' }),
    },
  ],
  title: companyName,
  alike: { by: [{ column: 'name' }, { column: 'domain', most: 8 }, { column: 'phone', most: 8, confirm: sharePhone }], apart: () => false },
  // Since 2 there are fields that people make.
  upcasts: [(data) => data],
})

/** All that it is called by, its name first. */
export const namesOf = (data: Data): string[] => [...new Set([companyName(data), ...tagsOf(data, 'aliases')].map(plainName))]

/** A name without the blanks that a file or a slip brought along. */
export const plainName = (name: string): string => name.replace(/\s+/g, ' ').trim()

/** Whether a name, as somebody wrote it, means this company: however it is capitalised and accented. */
export const isCalled = (data: Data, written: string): boolean => namesOf(data).some((name) => nameKey(name) === nameKey(written))

/** What two spellings of one name have in common. */
export const nameKey = (name: string): string => fold(plainName(name))

/**
 * The id of the company that is made out of a name that contacts were given, so that two devices which do that apart make one record (decision 0038).
 * A UUID of version 5 (RFC 9562, 5.5).
 */
export const namedCompanyId = (name: string): string => v5(nameKey(name), namespace)

const namespace = 'b6a0a3f5-6f2d-4f8e-9a57-3d0d5f1c2e41'

/**
 * Of the companies that a contact's written name means, the one that it is about: the one that the contact says (`companyId`), where two are called the same, else
 * the oldest. Null: none is called so.
 */
export function companyOf<C extends { id: string }>(called: readonly C[], companyId: string): C | null {
  return called.find(({ id }) => id === companyId) ?? called.reduce<C | null>((first, one) => (first === null || one.id < first.id ? one : first), null)
}


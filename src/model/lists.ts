import { v5 } from 'uuid'
import type { Data } from '../shared/json.ts'
import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

/**
 * Contacts, or companies, that belong together: those somebody put there, or whatever meets a filter now. Who was put there is a record each
 * (`listMembers`, decision 0049), so a list holds as many as there are, and one that becomes a live one keeps them for the way back.
 */
export const lists = defineEntity({
  name: 'lists',
  label: { one: 'list', many: 'lists' },
  priority: 'normal',
  schemaVersion: 1,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: line(), search: 'text' },
    /** What it is a list of. */
    entity: {
      kind: 'choice', label: 'Of', policy: 'server', schema: z.enum(['contacts', 'companies']),
      choices: [{ value: 'contacts', label: 'Contacts' }, { value: 'companies', label: 'Companies' }],
    },
    kind: {
      kind: 'choice', label: 'Kind', policy: 'newest', schema: z.enum(['manual', 'live']),
      choices: [{ value: 'manual', label: 'By hand' }, { value: 'live', label: 'Live, by a filter' }],
    },
    /** Of a live one: `{q, f}`, what is searched for and the filters, as the address of the table says them. Days count from the day one looks. */
    filter: { kind: 'json', label: 'Filter', policy: 'newest', schema: z.record(z.string(), z.json()), isView: true },
  },
  columns: {
    name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null, edits: 'name', shown: true, width: 260 },
    entity: { label: 'Of', type: 'text', sort: (data) => str(data['entity']) || null },
    kind: { label: 'Kind', type: 'text', sort: (data) => str(data['kind']) || null },
  },
  rules: [{ name: 'list_needs_a_name', check: (data) => (str(data['name']).trim() ? null : { message: 'Give the list a name.', field: 'name' }) }],
  title: (data) => str(data['name']).trim() || 'List without a name',
})

/** That a contact or a company is in a list. It goes with either of them, and comes back with it. */
export const listMembers = defineEntity({
  name: 'listMembers',
  label: { one: 'list member', many: 'list members' },
  priority: 'normal',
  schemaVersion: 1,
  authored: 'people',
  aside: true,
  fields: {
    listId: { kind: 'reference', label: 'List', policy: 'newest', schema: z.string(), reference: { entity: 'lists', onDelete: 'cascade' } },
    contactId: { kind: 'reference', label: 'Contact', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'cascade' } },
    companyId: { kind: 'reference', label: 'Company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'cascade' } },
  },
  columns: {
    listId: { label: 'List', type: 'text', sort: (data) => str(data['listId']) || null },
    contactId: { label: 'Contact', type: 'text', sort: (data) => str(data['contactId']) || null },
    companyId: { label: 'Company', type: 'text', sort: (data) => str(data['companyId']) || null },
  },
  rules: [
    {
      name: 'member_is_somebody_in_a_list',
      check: (data) => (str(data['listId']) !== '' && (str(data['contactId']) === '') !== (str(data['companyId']) === '')
        ? null
        : { message: 'A member is one contact or one company, in one list.', field: 'listId' }),
    },
  ],
  title: () => 'Membership',
  searchThrough: ['listId'],
})

/** The field of a membership that names a record of this entity; null: lists hold none of it. */
export const memberField = (entity: string): 'contactId' | 'companyId' | null => (entity === 'contacts' ? 'contactId' : entity === 'companies' ? 'companyId' : null)

/** The one id of a record's membership in a list, so that two devices which put it there apart write the same one (RFC 9562, 5.5). */
export const memberId = (listId: string, recordId: string): string => v5(`${listId}/${recordId}`, namespace)

const namespace = '5b0a4a5e-93c1-4d0e-8c6e-2f1d8a7c4b13'

export const isLive = (data: Data): boolean => data['kind'] === 'live'

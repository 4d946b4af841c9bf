import { contacts } from '../../../model/contacts.ts'
import { columnsOf } from '../records/columns.ts'
import type { Listed } from '../records/saved-views.tsx'

/** What addresses and the sidebar know of the contacts' screens. */
export const contactList = {
  entity: contacts,
  list: '/contacts',
  columns: columnsOf(contacts, { tight: { phone: 160, city: 104, birthday: 106 }, groupable: ['company', 'title', 'city'] }),
} as const satisfies Listed

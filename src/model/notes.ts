import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { str, text } from './text.ts'

/** What one writes down about a contact or a company, on its timeline. */
export const notes = defineEntity({
  name: 'notes',
  label: { one: 'note', many: 'notes' },
  priority: 'normal',
  schemaVersion: 3,
  authored: 'people',
  fields: {
    contactId: { kind: 'reference', label: 'Contact', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'cascade' } },
    companyId: { kind: 'reference', label: 'Company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'cascade' } },
    body: { kind: 'longText', label: 'Note', policy: 'text', schema: text(), search: 'text' },
    /** When what the note tells of happened; ISO 8601. */
    happenedAt: { kind: 'dateTime', label: 'When', policy: 'newest', schema: z.string() },
    /** Set on a note that an import made, so that the same file does not write it twice. */
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: z.string() },
  },
  columns: {
    contactId: { label: 'Contact', type: 'text', sort: (data) => str(data['contactId']) || null },
    companyId: { label: 'Company', type: 'text', sort: (data) => str(data['companyId']) || null },
    happenedAt: { label: 'When', type: 'dateTime', sort: (data) => str(data['happenedAt']) || null },
  },
  rules: [
    { name: 'note_needs_text', check: (data) => (str(data['body']).trim() ? null : { message: 'Write something first.', field: 'body' }) },
    { name: 'note_needs_a_contact', check: (data) => (str(data['contactId']) || str(data['companyId']) ? null : { message: 'A note belongs to a contact or a company.', field: 'contactId' }) },
  ],
  title: (data) => str(data['body']).split('\n', 1)[0]!.slice(0, 80) || 'Empty note',
  searchThrough: ['contactId', 'companyId'],
  // Since 2 the body is a text whose edits merge; words without a document are what they were.
  // Since 3 it may be about a company instead.
  upcasts: [(data) => data, (data) => data],
})

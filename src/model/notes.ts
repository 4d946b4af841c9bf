import { z } from '../shared/zod.ts'
import type { Data } from '../shared/json.ts'
import { defineEntity } from './entity.ts'
import { line, text } from './text-schemas.ts'
import { elementsOf, limits, plainWords, str } from './text.ts'

const person = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), value: line() })

/** What one writes down about a contact, a company or a project, or did with them: a call, a meeting, an e-mail. All of it is one timeline. */
export const notes = defineEntity({
  name: 'notes',
  label: { one: 'note', many: 'notes' },
  priority: 'normal',
  schemaVersion: 4,
  authored: 'people',
  fields: {
    contactId: { kind: 'reference', label: 'Contact', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'cascade' } },
    companyId: { kind: 'reference', label: 'Company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'cascade' } },
    projectId: { kind: 'reference', label: 'Project', policy: 'newest', schema: z.string(), reference: { entity: 'projects', onDelete: 'cascade' } },
    body: { kind: 'longText', label: 'Note', policy: 'text', schema: text(), search: 'text' },
    /** When what the note tells of happened; ISO 8601. */
    happenedAt: { kind: 'dateTime', label: 'When', policy: 'newest', schema: z.string() },
    /** What it tells of; a note that does not say is one. */
    kind: {
      kind: 'choice', label: 'Kind', policy: 'newest', schema: z.enum(['note', 'call', 'meeting', 'email']),
      choices: [{ value: 'note', label: 'Note' }, { value: 'call', label: 'Call' }, { value: 'meeting', label: 'Meeting' }, { value: 'email', label: 'E-mail' }],
    },
    /** Of calls and e-mails: who turned to whom. */
    direction: {
      kind: 'choice', label: 'Direction', policy: 'newest', schema: z.enum(['out', 'in']),
      choices: [{ value: 'out', label: 'From us' }, { value: 'in', label: 'To us' }],
    },
    /** How long a call or a meeting took. */
    minutes: { kind: 'number', label: 'Minutes', policy: 'newest', schema: z.int().check(z.nonnegative(), z.lte(100_000)) },
    /** Who else took part: each element's id is the contact's, `value` the name it had then, for search, history and export. */
    people: { kind: 'list', label: 'People', policy: 'union', schema: z.array(person).check(z.maxLength(limits.elements)), search: 'text', elementText: ['value'], elementsOf: 'contacts' },
    /** Set on a note that an import made, so that the same file does not write it twice. */
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: z.string() },
  },
  columns: {
    contactId: { label: 'Contact', type: 'text', sort: (data) => str(data['contactId']) || null },
    companyId: { label: 'Company', type: 'text', sort: (data) => str(data['companyId']) || null },
    projectId: { label: 'Project', type: 'text', sort: (data) => str(data['projectId']) || null },
    happenedAt: { label: 'When', type: 'dateTime', sort: (data) => str(data['happenedAt']) || null },
    kind: { label: 'Kind', type: 'text', sort: kindOf },
    people: { label: 'People', type: 'text', sort: (data) => personIds(data)[0] ?? null, all: personIds },
  },
  rules: [
    // That somebody called is worth keeping without a word about it.
    { name: 'note_needs_text', check: (data) => (str(data['body']).trim() || kindOf(data) !== 'note' ? null : { message: 'Write something first.', field: 'body' }) },
    {
      name: 'note_needs_a_contact',
      check: (data) => (str(data['contactId']) || str(data['companyId']) || str(data['projectId']) ? null : { message: 'A note belongs to a contact, a company or a project.', field: 'contactId' }),
    },
  ],
  title: (data) => plainWords(str(data['body']).split('\n', 1)[0]!).slice(0, 80) || (kindOf(data) === 'note' ? 'Empty note' : kindLabels[kindOf(data)]!),
  searchThrough: ['contactId', 'companyId', 'projectId'],
  // Since 2 the body is a text whose edits merge; words without a document are what they were.
  // Since 3 it may be about a company instead.
  // Since 4 it may be about a project, and tell of a call, a meeting or an e-mail.
  upcasts: [(data) => data, (data) => data, (data) => data],
})

const kindLabels: Readonly<Record<string, string>> = { call: 'Call', meeting: 'Meeting', email: 'E-mail' }

/** Of what a note tells; `note` where it does not say. */
export function kindOf(data: Data): string {
  return str(data['kind']) || 'note'
}

function personIds(data: Data): string[] {
  return elementsOf(data, 'people').map((element) => str(element['id'])).filter(Boolean)
}

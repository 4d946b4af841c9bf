import { str } from '../model/text.ts'
import type { Data } from '../shared/json.ts'
import type { ExportRecord, NoteReference } from './export-record.ts'
import { notesBy } from './export-record.ts'

/** Records as a JSON array in the wire's fields; the notes of a contact, a company or a project, which name it by `reference`, stand within it: under `notes`, of a project under `timeline`, since it has a text of that name. */
export function exportJson(records: readonly ExportRecord[], notes: readonly ExportRecord[] = [], reference: NoteReference = 'contactId'): string {
  const byOwner = notesBy(reference, notes)
  const all = records.map(({ id, data, createdAt, updatedAt }) => {
    const own = byOwner.get(id)
    return {
      id, ...data, ...(createdAt === undefined ? {} : { createdAt }), ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(own === undefined ? {} : { [reference === 'projectId' ? 'timeline' : 'notes']: own.map((note) => ({ id: note.id, body: str(note.data['body']), ...described(note.data) })) }),
    }
  })
  return `${JSON.stringify(all, null, 1)}\n`
}

/** What is said of a note beside its words: when, and of a call, a meeting or an e-mail all that was logged. */
const described = (data: Data): Data => Object.fromEntries(Object.entries(data).filter(([field]) => ['happenedAt', 'kind', 'direction', 'minutes', 'people'].includes(field)))

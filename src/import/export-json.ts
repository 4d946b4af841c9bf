import { str } from '../model/text.ts'
import type { ExportRecord } from './export-record.ts'
import { notesByContact } from './export-record.ts'

/** Records as a JSON array in the wire's fields; a contact's notes stand within it. */
export function exportJson(records: readonly ExportRecord[], notes: readonly ExportRecord[]): string {
  const byContact = notesByContact(notes)
  const all = records.map(({ id, data, createdAt, updatedAt }) => {
    const own = byContact.get(id)
    return {
      id, ...data, ...(createdAt === undefined ? {} : { createdAt }), ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(own === undefined ? {} : { notes: own.map((note) => ({ id: note.id, body: str(note.data['body']), ...(note.data['happenedAt'] === undefined ? {} : { happenedAt: note.data['happenedAt'] }) })) }),
    }
  })
  return `${JSON.stringify(all, null, 1)}\n`
}

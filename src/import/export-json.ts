import { str } from '../model/text.ts'
import type { ExportRecord } from './export-record.ts'
import { notesBy } from './export-record.ts'

/** Records as a JSON array in the wire's fields; the notes of a contact or a company, which name it by `reference`, stand within it. */
export function exportJson(records: readonly ExportRecord[], notes: readonly ExportRecord[] = [], reference: 'contactId' | 'companyId' = 'contactId'): string {
  const byOwner = notesBy(reference, notes)
  const all = records.map(({ id, data, createdAt, updatedAt }) => {
    const own = byOwner.get(id)
    return {
      id, ...data, ...(createdAt === undefined ? {} : { createdAt }), ...(updatedAt === undefined ? {} : { updatedAt }),
      ...(own === undefined ? {} : { notes: own.map((note) => ({ id: note.id, body: str(note.data['body']), ...(note.data['happenedAt'] === undefined ? {} : { happenedAt: note.data['happenedAt'] }) })) }),
    }
  })
  return `${JSON.stringify(all, null, 1)}\n`
}

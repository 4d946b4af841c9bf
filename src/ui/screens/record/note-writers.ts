import type { HistoryEntry } from '../../../data-api/types.ts'

/** Who wrote a note, and who wrote in it last, where that was later or somebody else. Null: this person, not synced yet; a name is that of then. */
export interface NoteWriter { by: string | null; edited: { by: string | null; at: string } | null }

/** By note, from what was done to them; of one whose beginning the history has no more, nobody is known. */
export function noteWriters(entries: readonly HistoryEntry[]): ReadonlyMap<string, NoteWriter> {
  const inTime = [...entries].sort((a, b) => a.at.localeCompare(b.at))
  const writers = new Map<string, NoteWriter>()
  for (const { op, recordId, userName } of inTime) if (op === 'create' && !writers.has(recordId)) writers.set(recordId, { by: userName, edited: null })
  for (const { op, recordId, fields, at, userName } of inTime) {
    const known = writers.get(recordId)
    if (op === 'update' && known && 'body' in fields) writers.set(recordId, { ...known, edited: { by: userName, at } })
  }
  return writers
}

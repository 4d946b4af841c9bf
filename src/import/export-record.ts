import type { Data } from '../shared/json.ts'
import { str } from '../model/text.ts'

/** A record as it is exported. */
export interface ExportRecord { id: string; data: Data; createdAt?: string; updatedAt?: string }

/** The fields by which a note says what it is about. */
export type NoteReference = 'contactId' | 'companyId' | 'projectId'

/** Notes by what they belong to, oldest first as far as they say when. */
export function notesBy(reference: NoteReference, notes: readonly ExportRecord[]): Map<string, ExportRecord[]> {
  const result = new Map<string, ExportRecord[]>()
  const when = (note: ExportRecord): string => str(note.data['happenedAt']) || note.createdAt || ''
  for (const note of [...notes].sort((a, b) => (when(a) < when(b) ? -1 : when(a) > when(b) ? 1 : 0))) {
    const owner = str(note.data[reference])
    const standing = result.get(owner)
    if (standing === undefined) result.set(owner, [note])
    else standing.push(note)
  }
  return result
}

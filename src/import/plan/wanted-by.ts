import { contacts } from '../../model/contacts.ts'
import { importables } from '../importables/importables.ts'
import type { ImportDb } from '../import-db.ts'
import type { Job } from '../job.ts'
import type { KeyedRow } from './key-row.ts'
import type { KnownRecords, Wanted } from './known-records.ts'
import { personKeys } from './persons-named.ts'
import { fetchKnownRecords, nothingWanted } from './known-records.ts'

/** What of this device's records an import could be about, by entity. */
export type Known = ReadonlyMap<string, KnownRecords>

/** Asks for all that `makePlan` will ask for: what the rows could be, and whom they name. */
export async function fetchKnown(db: ImportDb, rows: readonly KeyedRow[], job: Job): Promise<Known> {
  const known = new Map<string, KnownRecords>()
  for (const [entity, wanted] of wantedBy(rows)) {
    const notes = importables.find((one) => one.entity.name === entity)?.notes
    known.set(entity, await fetchKnownRecords(db, entity, wanted, notes !== undefined && 'reference' in notes ? notes.reference : null, job))
  }
  return known
}

function wantedBy(rows: readonly KeyedRow[]): ReadonlyMap<string, Wanted> {
  const all = new Map<string, Wanted>()
  const of = (entity: string): Wanted => {
    let wanted = all.get(entity)
    if (wanted === undefined) all.set(entity, wanted = nothingWanted())
    return wanted
  }
  for (const { source: { into, draft }, data, same, alike, notes, recordId } of rows) {
    const persons = personKeys(data)
    for (const { key } of persons) of(contacts.name).same.add(key)
    const own = of(into.entity.name)
    // Names that come to nothing go to a note.
    const brings = notes.length > 0 || draft?.links.some(({ words }) => words !== '') === true
    for (const { key } of same) { own.same.add(key); if (brings) own.withNotes.add(key) }
    for (const { key } of alike) own.alike.add(key)
    if (recordId !== null) { own.ids.add(recordId); if (brings) own.withNotes.add(recordId) }
    for (const { field, words, id } of draft?.links ?? []) {
      const rule = into.links[field]
      if (rule === undefined) continue
      const other = of(rule.entity)
      if (id !== null) { other.ids.add(id); if (into.noteOn !== undefined) other.withNotes.add(id) }
      if (words === '') continue
      for (const { key } of rule.keys?.(words) ?? []) { other.same.add(key); if (into.noteOn !== undefined) other.withNotes.add(key) }
      const making = rule.make?.(words).id ?? null
      if (making !== null) other.making.add(making)
    }
  }
  return all
}

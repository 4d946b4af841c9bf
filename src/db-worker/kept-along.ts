import type { Data } from '../shared/json.ts'
import type { InnerDraft } from './mutate.ts'
import { referringTo } from './cascades.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { isUnsettled } from './journal.ts'
import { asGiven } from './kept-records.ts'
import type { ReadRecord } from './records.ts'

/*
 * R5: records that the server has purged, or does not name any more, and that hang together with one of which a change of this person waits or
 * failed: the notes of a contact, the contact of a note. They leave the view as everybody's do, and are kept aside, so that "restore as new"
 * brings back more than the one record. They go when no such change is left.
 *
 *   in view ── purged ──▶ kept_along ── restore as new ──▶ made anew    (or: what it hung on is discarded ──▶ gone, at the next sweep)
 */

/** Keeps a record aside that is about to leave the view, where a change that waits or failed is about what it hangs together with. */
export function keepAlong(core: Core, table: EntityTable, row: ReadRecord): void {
  const { entity } = table
  if (row.deletedAt !== null || entity.bookkeeping === true || entity.authored === 'server' || !anyClaim(core)) return
  const parents = parentsOf(table, row.data)
  const hangsTogether = isClaimed(core, row.id) || parents.some(({ id }) => isClaimed(core, id)) || isReferredTo(core, entity.name, row.id) || parents.some((parent) => isReferredTo(core, parent.entity, parent.id))
  if (!hangsTogether) return
  core.db.run('INSERT OR REPLACE INTO kept_along (entity, id, data) VALUES (?, ?, ?)', [entity.name, row.id, JSON.stringify(row.data)])
}

/**
 * What is kept aside and hangs together with some records, as changes that make it anew.
 * @param about ids of the records, and of those that they refer to
 * @returns `front`: what they refer to, and `after`: what refers to them, each in an order in which it can be made
 */
export function madeAnewAlong(core: Core, about: ReadonlySet<string>): { front: InnerDraft[]; after: InnerDraft[] } {
  const left = rowsOf(core), known = new Set(about)
  const front: Kept[] = [], after: Kept[] = []
  for (let more = true; more;) {
    more = false
    for (const kept of left) {
      const named = kept.parents.some((id) => known.has(id))
      if (!known.has(kept.id) && !named) continue
      left.delete(kept)
      more = true
      if (known.has(kept.id)) front.unshift(kept)
      else after.push(kept)
      known.add(kept.id)
      // What it refers to comes first, if that is kept aside as well; what else refers to it comes after.
      for (const id of kept.parents) known.add(id)
    }
  }
  const drafts = (rows: readonly Kept[]): InnerDraft[] => rows.flatMap(({ table, id, data }) => {
    core.db.run('DELETE FROM kept_along WHERE entity = ? AND id = ?', [table.entity.name, id])
    // Made anew by somebody else meanwhile.
    if (core.records.read(table, id) !== null) return []
    return [{ entity: table.entity.name, recordId: id, op: 'create' as const, patch: {}, asGiven: asGiven(data), baseRevision: 0 }]
  })
  return { front: drafts(front), after: drafts(after) }
}

/** Lets go of what hangs together with no change that waits or failed any more. */
export function sweepKeptAlong(core: Core): void {
  const rows = rowsOf(core)
  if (rows.size === 0) return
  const claims = core.journal.select(claimed, [])
  const known = new Set(claims.flatMap(({ change, error }) => {
    const table = core.tables.get(change.entity)
    return [change.recordId, ...table === undefined ? [] : [change.patch, error?.kept ?? {}].flatMap((data) => parentsOf(table, data).map(({ id }) => id))]
  }))
  for (let more = true; more;) {
    more = false
    for (const kept of rows) {
      if (!known.has(kept.id) && !kept.parents.some((id) => known.has(id))) continue
      rows.delete(kept)
      for (const id of [kept.id, ...kept.parents]) known.add(id)
      more = true
    }
  }
  for (const { table, id } of rows) core.db.run('DELETE FROM kept_along WHERE entity = ? AND id = ?', [table.entity.name, id])
}

interface Kept { table: EntityTable; id: string; data: Data; parents: string[] }

const rowsOf = (core: Core): Set<Kept> => new Set(core.db.all<{ entity: string; id: string; data: string }>('SELECT entity, id, data FROM kept_along ORDER BY entity, id').flatMap((row) => {
  const table = core.tables.get(row.entity), data = JSON.parse(row.data) as Data
  return table === undefined ? [] : [{ table, id: row.id, data, parents: parentsOf(table, data).map(({ id }) => id) }]
}))

/** What a record cannot do without: the records it refers to, but for those whose deletion only takes the reference out. */
export const parentsOf = ({ entity }: EntityTable, data: Data): { entity: string; id: string }[] => Object.entries(entity.fields).flatMap(([field, { reference }]) => {
  const id = data[field]
  return reference === undefined || reference.onDelete === 'detach' || typeof id !== 'string' ? [] : [{ entity: reference.entity, id }]
})

/** For SQL: a change of this person that waits for its answer, or for the person. */
const claimed = `(${isUnsettled} OR status = 'failed')`

/** Whether there is anything that something could be kept for: mostly not. */
export const anyClaim = ({ db }: Core): boolean => db.value(`SELECT 1 FROM local_changes WHERE ${claimed} LIMIT 1`) !== undefined
const isClaimed = ({ db }: Core, id: string): boolean => db.value(`SELECT 1 FROM local_changes WHERE record_id = ? AND ${claimed} LIMIT 1`, [id]) !== undefined
/** By a record of which a change waits or failed, in view or (made and refused) not. */
const isReferredTo = (core: Core, entity: string, id: string): boolean => referringTo(core, entity, id, claimed)

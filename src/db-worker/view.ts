import { layOver } from '../merge/lay-over.ts'
import { parseHlc } from '../merge/clock.ts'
import { liftChange } from '../merge/lift.ts'
import type { PendingChange } from '../merge/lay-over.ts'
import type { Data } from '../shared/json.ts'
import type { Change } from '../protocol/change.ts'
import { goneAtServer } from './digest-shares.ts'
import { broughtBack, goingAlong, isTakenAlong, takenAlong, withoutDetached } from './cascades.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { isNowhere, noEpoch } from './kept-records.ts'
import type { ReadRecord, StoredRecord } from './records.ts'

/*
 * R3: what a person sees of a record is its base with the unsettled changes laid over it.
 *
 *   no unsettled change    entity row = base             base_records: nothing
 *   unsettled changes      entity row = base + changes   base_records: the base, or nothing where the server never saw the record
 *   taken along (M4)       entity row = base, deleted    base_records: the base; the same for what is brought back along, and for a
 *                          or without the reference                    reference that a deletion takes out
 */

/** The base of a record that has unsettled changes; null where the server never gave it. */
export function readBase({ db }: Core, table: EntityTable, id: string): StoredRecord | null {
  const row = db.get<{ revision: number; epoch: number; gen: number; deleted_at: string | null; updated_at: number; data: string }>(
    'SELECT revision, epoch, gen, deleted_at, updated_at, data FROM base_records WHERE id = ? AND entity = ?', [id, table.entity.name])
  return row === undefined ? null : {
    id, revision: row.revision, epoch: row.epoch, gen: row.gen, deletedAt: row.deleted_at, updatedAt: row.updated_at, data: JSON.parse(row.data) as Data,
  }
}

export function writeBase({ db }: Core, table: EntityTable, base: StoredRecord): void {
  db.run(
    `INSERT INTO base_records (entity, id, revision, epoch, gen, deleted_at, updated_at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id, entity) DO UPDATE SET revision = excluded.revision, epoch = excluded.epoch, gen = excluded.gen,
       deleted_at = excluded.deleted_at, updated_at = excluded.updated_at, data = excluded.data`,
    [table.entity.name, base.id, base.revision, base.epoch, base.gen, base.deletedAt, base.updatedAt, JSON.stringify(base.data)])
}

/** A record's unsettled changes by seq, in the shape that the model has today (K1): what is laid over its base. */
export const unsettledOf = ({ journal }: Core, { entity }: EntityTable, id: string): Change[] =>
  journal.unsettledOf(entity.name, id).map((change) => liftChange(entity, change))

/** Computes a record's view anew, after its base or its unsettled changes became others. */
export function refresh(core: Core, table: EntityTable, id: string): void {
  const row = core.records.read(table, id)
  const base = readBase(core, table, id)
  const changes = unsettledOf(core, table, id)
  core.touch(table.entity.name)
  const before = row?.deletedAt ?? null
  const after = changes.length === 0 ? showBase(core, table, row, base) : showChanges(core, table, row, base, changes)
  if ((before === null) !== (after === null)) refreshGoingAlong(core, table, id, after === null)
}

/** A record was deleted, or came `back`: so do those that go along with it (M4). */
export function refreshGoingAlong(core: Core, table: EntityTable, id: string, back: boolean): void {
  for (const other of goingAlong(core, table.entity.name, id, back)) refresh(core, other.table, other.id)
}

/** Nothing lies over it: the base is shown, unless another's pending deletion takes it along, or its restore back. Answers its `deletedAt`. */
function showBase(core: Core, table: EntityTable, row: ReadRecord | null, base: StoredRecord | null): string | null {
  const settled = base ?? (row !== null && row.revision > 0 ? row : null)
  if (settled === null || isNowhere(core, table.entity.name, settled)) {
    if (base !== null) core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [base.id, table.entity.name])
    if (row !== null) core.records.remove(table, row.n)
    return null
  }
  const along = settled.deletedAt === null ? takenAlong(core, table, settled.data) : broughtBack(core, table, settled) ? null : settled.deletedAt
  const data = withoutDetached(core, table, settled.data)
  if (along !== settled.deletedAt || data !== settled.data) {
    if (base === null) writeBase(core, table, settled)
    core.records.put(table, { ...settled, deletedAt: along, data }, row)
    return along
  }
  if (base !== null) {
    core.records.put(table, base, row)
    core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [base.id, table.entity.name])
  }
  return settled.deletedAt
}

function showChanges(core: Core, table: EntityTable, row: ReadRecord | null, base: StoredRecord | null, changes: readonly Change[]): string | null {
  const first = changes[0]!
  if (base === null && first.op !== 'create') {
    // What the record was made by has left the view (P4), so there is nothing to show.
    if (row !== null) core.records.remove(table, row.n)
    return null
  }
  let shown = { data: base?.data ?? {}, deletedAt: base?.deletedAt ?? null }
  for (const change of changes) shown = layOver(table.entity, shown, change as PendingChange)
  const deletedAt = shown.deletedAt ?? takenAlong(core, table, shown.data)
  const changedAt = parseHlc(changes.at(-1)!.at)?.ms ?? core.clock.now()
  core.records.put(table, {
    id: first.recordId, revision: base?.revision ?? 0, epoch: base?.epoch ?? core.meta.get('epochNumber') ?? 0, gen: base?.gen ?? 0,
    data: withoutDetached(core, table, shown.data), deletedAt, updatedAt: Math.max(changedAt, base?.updatedAt ?? 0),
  }, row)
  return deletedAt
}

/**
 * A record as the server gave it becomes the base, unless what is there is newer (R2: one of the living epoch replaces any of a dead one;
 * within an epoch only an older revision). Whether it did.
 * @param anyhow also where what is there claims to be newer: it was found to differ from what the server has (R7)
 */
export function takeBase(core: Core, table: EntityTable, given: StoredRecord, anyhow = false): boolean {
  const pending = core.journal.hasUnsettled(table.entity.name, given.id)
  const row = core.records.read(table, given.id)
  const base = pending ? readBase(core, table, given.id) : row
  if (!anyhow && base !== null && base.epoch === given.epoch && base.revision >= given.revision && base.revision > 0) {
    if (base.gen !== given.gen) {
      if (base.gen === goneAtServer && row !== null) core.digests.mark(table, row.n)
      if (pending) writeBase(core, table, { ...base, gen: given.gen })
      else {
        core.records.mark(table, row!.n, { revision: base.revision, epoch: base.epoch, gen: given.gen })
        // What is taken along has its base aside, which a snapshot has named now too (R6).
        core.db.run('UPDATE base_records SET gen = ? WHERE id = ? AND entity = ?', [given.gen, given.id, table.entity.name])
      }
    }
    return false
  }
  if (!pending) {
    core.records.put(table, given, row)
    // An answer to the last pending change: the base of before must not come back in its place.
    core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [given.id, table.entity.name])
    core.touch(table.entity.name)
    if (isTakenAlong(table) && core.journal.anyUnsettled()) refresh(core, table, given.id)
    // Its deletion here gave way: what was hidden along with it shows again (M4).
    if (row !== null && row.deletedAt !== null && given.deletedAt === null) refreshGoingAlong(core, table, given.id, true)
  } else {
    writeBase(core, table, given)
    refresh(core, table, given.id)
  }
  return true
}

/**
 * The server has a record no more, and this person's changes keep it here until they are answered, or until the person decides (R5). Its
 * base is none of the server's then, and has no part in the digest (R7); nor is it of the living epoch, or an edit that the server defers for want
 * of it would wait for what is here alone.
 */
export function keepWithoutServer(core: Core, table: EntityTable, id: string): void {
  const n = core.db.value<number>(`SELECT n FROM ${table.name} WHERE id = ?`, [id])
  if (n === undefined) return
  if (core.db.run('UPDATE base_records SET gen = ? WHERE id = ? AND entity = ?', [goneAtServer, id, table.entity.name]) === 0) {
    core.db.run(`UPDATE ${table.name} SET gen = ? WHERE n = ?`, [goneAtServer, n])
  }
  const living = core.meta.get('epochNumber') ?? 0
  core.db.run('UPDATE base_records SET epoch = ? WHERE id = ? AND entity = ? AND epoch = ?', [noEpoch, id, table.entity.name, living])
  core.db.run(`UPDATE ${table.name} SET epoch = ? WHERE n = ? AND revision > 0 AND epoch = ?`, [noEpoch, n, living])
  core.digests.mark(table, n)
}

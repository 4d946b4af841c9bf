import type { Entity } from '../../model/entity.ts'
import type { MergeRecord } from '../../merge/types.ts'
import type { Data } from '../../shared/json.ts'
import type { Link, StoredRecord } from '../store/port.ts'
import { referencesOf } from './check-change.ts'
import type { WorkingSet } from './working-set.ts'

/** Puts a merged record into the set, with the links of its reference fields. */
export function writeMerged(set: WorkingSet, entity: Entity, id: string, before: StoredRecord | null, merged: MergeRecord, by: { at: string; userId: string }): StoredRecord {
  const record: StoredRecord = {
    entity: entity.name,
    id,
    revision: merged.revision,
    createdRevision: before?.createdRevision ?? merged.revision,
    data: merged.data,
    deletedAt: merged.deletedAt,
    updatedAt: by.at,
    updatedBy: by.userId,
    meta: merged.meta,
    removed: merged.removed,
  }
  set.put(record, movesLinks(entity, before, record) ? linksOf(entity, record) : null)
  return record
}

/** Puts a record that the server itself writes (history, conflicts, notices): no marks of who wrote which field. */
export function writeDerived(set: WorkingSet, entity: Entity, id: string, data: Data, by: { at: string; userId: string }): StoredRecord {
  return writeOver(set, entity, id, null, data, by)
}

/** The same over a record that is there. */
export function writeOver(set: WorkingSet, entity: Entity, id: string, before: StoredRecord | null, data: Data, by: { at: string; userId: string }): StoredRecord {
  const revision = set.nextRevision()
  return writeMerged(set, entity, id, before, { data, deletedAt: null, revision, meta: before?.meta ?? {}, removed: before?.removed ?? {} }, by)
}

/** Most edits leave references as they are, and with them what is noted of them: to write that again costs two statements a record. */
function movesLinks(entity: Entity, before: StoredRecord | null, record: StoredRecord): boolean {
  const there = before === null ? [] : referencesOf(entity, before.data), now = referencesOf(entity, record.data)
  return there.length !== now.length || there.some(({ field, id }) => now.every((other) => other.field !== field || other.id !== id))
}

/** What a record names in its reference fields. */
export const linksOf = (entity: Entity, record: Pick<StoredRecord, 'id' | 'data'>): Link[] =>
  referencesOf(entity, record.data).map(({ id: target, field }) => ({ entity: entity.name, id: record.id, field, target }))

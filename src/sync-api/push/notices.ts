import { notices } from '../../model/bookkeeping.ts'
import { elementId } from '../../model/entity.ts'
import type { Entity } from '../../model/entity.ts'
import { canonicalJson } from '../../merge/canonical.ts'
import { parseHlc } from '../../merge/clock.ts'
import { metaOf, pathOf } from '../../merge/field-meta.ts'
import { diffLists, isElementList } from '../../merge/list-patch.ts'
import type { MergeOutcome } from '../../merge/types.ts'
import type { Change } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { RecordKey, StoredRecord } from '../store/port.ts'
import { derivedId } from './derived-id.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeDerived } from './write-record.ts'

/**
 * M2: whoever wrote a value that lost is told once a change, record and field, on all their devices; of a list, once for what of it lost, since its
 * elements may lose to several others one after the other. The id follows from these (a delete takes other records along), so a value that loses again,
 * or a push that is repeated, tells nobody twice.
 */
export async function writeNotices(context: Pick<PushContext, 'sender' | 'nameOf'>, set: WorkingSet, entity: Entity, recordId: string, changeId: string, at: string, outcome: Pick<MergeOutcome, 'superseded' | 'overruled'>): Promise<void> {
  if (entity.bookkeeping === true) return
  const { sender } = context

  const tell = async (forUserId: string, lostChange: string, field: string, lost: Json | null, stands: Json | null, byUserName: string): Promise<void> => {
    const id = derivedId('notice', lostChange, recordId, field, ...partsOf(lost, stands))
    if (await set.record(notices.name, id) !== null) return
    writeDerived(set, notices, id, { forUserId, entity: entity.name, recordId, field, lost, stands, byUserName, at }, { at, userId: sender.userId })
  }

  for (const { field, lost, stands, by } of outcome.superseded) {
    await tell(sender.userId, changeId, field, lost, stands, by === null ? '' : await context.nameOf(by.userId))
  }
  const told = new Set<string>()
  for (const { field, lost, stands, lostMeta } of outcome.overruled) {
    // Who wrote the same on two devices lost it once.
    const value = canonicalJson([lostMeta.userId, field, lost])
    if (told.has(value)) continue
    told.add(value)
    await tell(lostMeta.userId, lostMeta.changeId, field, lost, stands, sender.userName)
  }
}

/**
 * The notices that a change may come to write, to be looked for with those of the whole push instead of one by one. A guess, from the plain fields that
 * another wrote since its base, of which the earlier is the one that loses; what it misses is looked for when it is written.
 */
export function likelyNotices(entity: Entity, record: StoredRecord, change: Change, replicaId: string): RecordKey[] {
  if (entity.bookkeeping === true) return []
  const madeAt = parseHlc(change.at)?.ms ?? Infinity
  return Object.keys(change.patch).flatMap((field) => {
    const mark = metaOf(record.meta, field)
    if (mark === undefined || mark.replicaId === replicaId || mark.revision <= (change.baseRevision ?? 0)) return []
    return [{ entity: notices.name, id: derivedId('notice', madeAt < mark.at.ms ? change.id : mark.changeId, record.id, field) }]
  })
}

/** What of a list lost: elements, and members of those. */
function partsOf(lost: Json | null, stands: Json | null): string[] {
  if (!isElementList(lost) || !isElementList(stands)) return []
  const { add = [], remove = [], update = {} } = diffLists(stands, lost)?.$set ?? {}
  return [...add.map(elementId), ...remove, ...Object.entries(update).flatMap(([id, members]) => Object.keys(members).map((name) => pathOf(id, name)))].sort()
}

import { notices } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import type { MergeOutcome } from '../../merge/types.ts'
import { metaOf } from '../../merge/field-meta.ts'
import type { Change } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { RecordKey, StoredRecord } from '../store/port.ts'
import { derivedId } from './derived-id.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeDerived } from './write-record.ts'

/**
 * M2: whoever wrote a value that lost is told once a change, record and field, on all their devices. The id follows from the three (a
 * delete takes other records along), so a value that loses again, or a push that is repeated, tells nobody twice.
 */
export async function writeNotices(context: PushContext, set: WorkingSet, entity: Entity, recordId: string, changeId: string, at: string, outcome: MergeOutcome): Promise<void> {
  if (entity.bookkeeping === true) return
  const { sender } = context

  const tell = async (forUserId: string, lostChange: string, field: string, lost: Json | null, stands: Json | null, byUserName: string): Promise<void> => {
    const id = derivedId('notice', lostChange, recordId, field)
    if (await set.record(notices.name, id) !== null) return
    writeDerived(set, notices, id, { forUserId, entity: entity.name, recordId, field, lost, stands, byUserName, at }, { at, userId: sender.userId })
  }

  for (const { field, lost, stands, by } of outcome.superseded) {
    await tell(sender.userId, changeId, field, lost, stands, by === null ? '' : await context.nameOf(by.userId))
  }
  for (const { field, lost, stands, lostMeta } of outcome.overruled) {
    await tell(lostMeta.userId, lostMeta.changeId, field, lost, stands, sender.userName)
  }
}

/**
 * The notices that a change may come to write, to be looked for with those of the whole push instead of one by one. A guess, from the plain fields that
 * another wrote since its base; what it misses is looked for when it is written.
 */
export function likelyNotices(entity: Entity, record: StoredRecord, change: Change, replicaId: string): RecordKey[] {
  if (entity.bookkeeping === true) return []
  return Object.keys(change.patch).flatMap((field) => {
    const mark = metaOf(record.meta, field)
    if (mark === undefined || mark.replicaId === replicaId || mark.revision <= (change.baseRevision ?? 0)) return []
    return [change.id, mark.changeId].map((lost) => ({ entity: notices.name, id: derivedId('notice', lost, record.id, field) }))
  })
}

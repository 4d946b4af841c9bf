import { history } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import type { MergeOutcome } from '../../merge/types.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { Sender } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeDerived } from './write-record.ts'

/** The act an entry tells of. */
export interface Act { op: string; mutationId: string; groupId?: string | undefined; at: string }

/**
 * H1: one entry a committed change, whose id it takes. A create's values are not repeated: they are what the next entries come from.
 * Records about records have no history.
 */
export function writeHistory(set: WorkingSet, entity: Entity, recordId: string, entryId: string, act: Act, outcome: Pick<MergeOutcome, 'changed' | 'superseded' | 'conflicts'>, made: boolean, sender: Sender): void {
  if (entity.bookkeeping === true) return
  const lost: Record<string, Json> = {}
  for (const { field, lost: value } of outcome.superseded) lost[field] = value
  for (const { field, mine, stands } of outcome.conflicts) if (stands === 'theirs') lost[field] = mine
  const data: Data = {
    entity: entity.name,
    recordId,
    op: act.op,
    fields: made ? {} : outcome.changed as unknown as Json,
    lost,
    mutationId: act.mutationId,
    ...(act.groupId === undefined ? {} : { groupId: act.groupId }),
    at: act.at,
    userId: sender.userId,
    userName: sender.userName,
    replicaId: sender.replicaId,
    deviceName: sender.deviceName,
  }
  writeDerived(set, history, entryId, data, { at: act.at, userId: sender.userId })
}

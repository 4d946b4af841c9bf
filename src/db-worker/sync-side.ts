import { compareDigests, digestRanges, healRange } from './compare-digests.ts'
import { adopt } from './adopt.ts'
import type { Core } from './core.ts'
import { discard, discardable } from './discard.ts'
import { gaveBack, isGivingBack, nextGiveBack } from './give-back.ts'
import { nextBatch } from './push-batch.ts'
import { applyResults, pushFailed } from './push-results.ts'
import { applyFrame, applyPage, resetRequired } from './pull.ts'
import { snapshotBegin, snapshotEnd, snapshotRecords } from './snapshot.ts'
import { attention } from './rows.ts'
import type { Store } from './store.ts'
import { hashed } from './journal.ts'
import { addToSyncLog } from './sync-log.ts'
import { sweep } from './sweep.ts'
import { bind } from './bind.ts'
import { turnAround } from './undo.ts'
import { withdrawable } from './withdraw.ts'
import { holdsAlong, pullCompleted } from './pull-completed.ts'

/** What the changes worker may do, over one core. */
export function createSyncSide(core: Core): Store['sync'] {
  const { meta, journal } = core
  return {
    identity: () => ({ replicaId: core.replicaId, workspaceId: meta.get('workspaceId'), userId: meta.get('userId'), role: meta.get('role'), schemaVersion: core.model.schemaVersion }),
    state: () => ({
      replicaId: core.replicaId,
      cursor: meta.get('cursor'),
      seen: meta.get('seen'),
      epoch: meta.get('epochNames')?.[meta.get('epochNumber') ?? 0] ?? null,
      snapshot: meta.get('snapshot'),
      lastSyncedAt: meta.get('lastSyncedAt'),
      givingBack: isGivingBack(core),
      counts: journal.counts(),
      ...attention(core),
      healed: meta.get('healed'),
    }),
    bindTo: (workspaceId, userId, role, former) => { bind(core, workspaceId, userId, role, former) },
    nextBatch: (options) => nextBatch(core, options?.only),
    applyResults: (results, seen) => { applyResults(core, results, seen) },
    holdsAlong: () => holdsAlong(core),
    pushFailed: (changeIds, error) => { pushFailed(core, changeIds, error) },
    applyPage: (page) => applyPage(core, page),
    applyFrame: (frame) => applyFrame(core, frame),
    snapshotBegin: (header, continued) => { snapshotBegin(core, header, continued) },
    snapshotRecords: (records, checkpoint) => { snapshotRecords(core, records, checkpoint) },
    snapshotEnd: () => { snapshotEnd(core) },
    pullCompleted: () => { pullCompleted(core) },
    resetRequired: (entities) => { resetRequired(core, entities) },
    nextGiveBack: () => nextGiveBack(core),
    gaveBack: (answer, step) => { gaveBack(core, answer, step) },
    log: (entry) => { addToSyncLog(core, entry) },
    unsettled: (sinceSeq, limit) => journal.unsettledAfter(sinceSeq, limit).map(({ change }) => hashed(change)),
    adopt: (changes, isAll) => adopt(core, changes, isAll),
    discardable: (mutationIds) => discardable(core, mutationIds),
    discard: (mutationIds, unsent) => discard(core, mutationIds, unsent),
    turn: (of, unsent) => turnAround(core, of, unsent),
    withdrawable: (of) => withdrawable(core, of),
    unsettledAmong: (mutationIds) => mutationIds.filter((id) => journal.byMutation(id).some(({ status }) => status !== 'replaced')),
    sweep: () => sweep(core),
    compareDigests: (at, digests, thorough) => compareDigests(core, at, digests, thorough),
    digestRanges: (at, entity, prefix) => digestRanges(core, at, entity, prefix),
    healRange: (at, entity, prefix, records) => healRange(core, at, entity, prefix, records),
  }
}

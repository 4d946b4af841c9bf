import type { Change } from '../../protocol/change.ts'
import type { PushResult } from '../../protocol/push.ts'
import { bodyHash } from '../../merge/canonical.ts'
import type { StoredAnswer } from '../store/port.ts'
import { applyChange, type MutationState } from './apply-change.ts'
import type { PushContext } from './sender.ts'
import { settlementsOf } from './settle.ts'
import { detailOf, duplicateResult, refused, writtenResult, type Verdict } from './verdict.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * P2: applies a mutation whole or not at all.
 *
 *   every change written or a duplicate ── it stays in the set, with its answers
 *   one refused ── rolled back; the refusals are stored, the others answer `mutation_refused`
 *   one deferred, none refused ── rolled back; nothing is stored
 */
export async function applyMutation(context: PushContext, set: WorkingSet, changes: readonly Change[]): Promise<PushResult[]> {
  const start = set.savepoint()
  const state: MutationState = {
    madeHere: new Set(changes.filter((change) => change.op === 'create').map((change) => `${change.entity}/${change.recordId}`)),
    settlements: await settlementsOf(set, changes),
    conflicted: new Set(),
  }
  const verdicts: Verdict[] = []
  for (const change of changes) verdicts.push(await judge(context, set, state, change))

  if (verdicts.some(refuses)) {
    set.rollback(start)
    return refuse(context, set, changes, verdicts)
  }
  const deferred = verdicts.find((verdict) => verdict.kind === 'deferred')
  if (deferred !== undefined) {
    set.rollback(start)
    return defer(changes, verdicts, deferred.waitsFor)
  }
  return changes.map((change, index) => resultOf(change, verdicts[index]!))
}

async function judge(context: PushContext, set: WorkingSet, state: MutationState, change: Change): Promise<Verdict> {
  const hash = hashOf(change)
  const known = set.answer(change.id)
  if (known !== undefined) {
    // What was answered in a life that is over and given back (R8) names no body: the id alone is known.
    if (known.bodyHash !== hash && known.bodyHash !== '') return { kind: 'refused', store: false, error: { code: 'id_reused', message: 'Another change was sent under this id before.' } }
    return { kind: 'duplicate', result: duplicateResult(known, await set.record(known.entity, known.recordId) ?? await set.purged(known.entity, known.recordId)) }
  }
  set.notes.because({ change })
  const verdict = await applyChange(context, set, state, change)
  if (verdict.kind === 'written') set.store(answerOf(context, change, verdict.status, detailOf(verdict), verdict.record.revision))
  return verdict
}

/** A stored refusal refuses the mutation again; other duplicates stay what they were. */
const refuses = (verdict: Verdict): boolean =>
  verdict.kind === 'refused' || (verdict.kind === 'duplicate' && verdict.result.status === 'rejected')

function refuse(context: PushContext, set: WorkingSet, changes: readonly Change[], verdicts: readonly Verdict[]): PushResult[] {
  return changes.map((change, index) => {
    const verdict = verdicts[index]!
    if (verdict.kind === 'duplicate') return verdict.result
    const refusal = verdict.kind === 'refused' ? verdict : otherRefused
    if (refusal.store && set.answer(change.id) === undefined) {
      set.store(answerOf(context, change, 'rejected', { error: { ...refusal.error } }, 0))
      set.notes.rejected(change, refusal.error)
    }
    return { id: change.id, status: 'rejected', error: refusal.error }
  })
}

const otherRefused = refused('mutation_refused', 'Another change of the same act was refused.') as Extract<Verdict, { kind: 'refused' }>

const defer = (changes: readonly Change[], verdicts: readonly Verdict[], waitsFor: string): PushResult[] =>
  changes.map((change, index) => {
    const verdict = verdicts[index]!
    if (verdict.kind === 'duplicate') return verdict.result
    return { id: change.id, status: 'deferred', waitsFor: verdict.kind === 'deferred' ? verdict.waitsFor : waitsFor }
  })

function resultOf(change: Change, verdict: Verdict): PushResult {
  if (verdict.kind === 'written') return writtenResult(change.id, verdict)
  if (verdict.kind === 'duplicate') return verdict.result
  throw new Error('A refused or deferred change was not rolled back')
}

const answerOf = (context: PushContext, change: Change, status: StoredAnswer['status'], detail: StoredAnswer['detail'], revision: number): StoredAnswer => ({
  id: change.id,
  bodyHash: hashOf(change),
  mutationId: change.mutationId,
  seq: change.seq,
  replicaId: context.sender.replicaId,
  userId: context.sender.userId,
  entity: change.entity,
  recordId: change.recordId,
  status,
  detail,
  revision,
})

const hashOf = (change: Change): string => change.bodyHash ?? bodyHash(change)

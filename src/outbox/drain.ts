import type { Clock } from '../shared/clock.ts'
import { halves, mutationRejection } from './bisect.ts'
import { buildPush, mutationIds, type PushIdentity } from './build-push.ts'
import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import type { Failure } from './failure.ts'
import { matchResults } from './read-answers.ts'
import type { Account, SyncTransport } from './sync-transport.ts'

/** Where unsent mutations come from and their answers go to: the journal (page) or the mirror (service worker). */
export interface PushSource {
  /**
   * The next whole mutations in `seq` order (P1, J3), without those of `except` and what waits for them, or those of `only` that may
   * still travel, and as whom. No changes: nothing to send.
   */
  next(only: readonly string[] | null, except: ReadonlySet<string>): Promise<{ changes: readonly Change[]; seen: string | null; identity: PushIdentity }>
  answered(results: readonly PushResult[], seen: string | null): Promise<void>
  /** The request failed; its changes go back to waiting. */
  failed(changeIds: readonly string[], failure: Failure): Promise<void>
}

export interface DrainParts {
  source: PushSource
  transport: Pick<SyncTransport, 'push'>
  account: Account
  clock: Pick<Clock, 'now'>
  /** Held for one request and what belongs to it, not for the whole drain: the other pusher of the profile gets its turn. */
  locked: <T>(work: () => Promise<T>) => Promise<T>
  /** Told after each answered request. */
  onAnswers?: (results: readonly PushResult[]) => void
  /** Asked before each request; true ends the drain. */
  stop?: () => boolean
  /** The server has stumbled over our pushes for long: find the mutation it stumbles over, so that the others get past it (P4). */
  isolate?: boolean
}

/** `failure` null: everything that may travel has been answered. */
export interface Drained { answered: number; failure: Failure | null }

/**
 * Sends everything that may be sent, batch after batch, without waiting for any echo. Page and service worker run this same function
 * over the same ids (P7); a lost answer is cured by running it again (P3). A request that is refused as a whole is halved down to the
 * mutation that is to blame, which alone is rejected (P4).
 *
 * Where the server keeps stumbling (`isolate`), the request is halved in the same way, but nothing is judged: the mutation it stumbles
 * over stays as it is and is tried again with the next drain, and everything that does not wait for it goes on.
 */
export async function drain(parts: DrainParts): Promise<Drained> {
  let answered = 0
  const suspects: string[][] = []
  const stuck = new Set<string>()
  let stumbled: Failure | null = null
  for (;;) {
    if (parts.stop?.() === true) return { answered, failure: stumbled }
    const only = suspects.shift() ?? null
    const step = await parts.locked(() => pushOnce(parts, only, stuck))
    answered += step.answered
    if (step.failure?.kind === 'bisect') {
      const split = halves(step.mutations)
      if (split) { suspects.unshift(...split); continue }
      return { answered, failure: untrusted(step.failure) }
    }
    if (parts.isolate === true && step.failure?.kind === 'retry' && step.failure.byContent === true && stuck.size < givesUpAfter) {
      stumbled = step.failure
      const split = halves(step.mutations)
      if (split) suspects.unshift(...split)
      else for (const id of step.mutations) stuck.add(id)
      continue
    }
    if (step.failure) return { answered, failure: step.failure }
    if (step.mutations.length === 0 && only === null) return { answered, failure: stumbled }
  }
}

/** Stumbling over so many single mutations, it stumbles over everything. */
const givesUpAfter = 3

interface Step { mutations: string[]; answered: number; failure: Failure | null }

async function pushOnce(parts: DrainParts, only: readonly string[] | null, except: ReadonlySet<string>): Promise<Step> {
  const { source, transport, account, clock } = parts
  const { changes, seen, identity } = await source.next(only, except)
  const mutations = mutationIds(changes)
  if (changes.length === 0) return { mutations, answered: 0, failure: null }
  const sentIds = changes.map((change) => change.id)

  const answer = await transport.push(account, buildPush(identity, changes, seen, clock.now()))
  if (answer.ok) {
    const { results, unanswered } = matchResults(sentIds, answer.value.results)
    await source.answered(results, answer.value.seen)
    parts.onAnswers?.(results)
    if (unanswered.length === 0) return { mutations, answered: results.length, failure: null }
    const failure: Failure = { kind: 'garbage', message: `${unanswered.length} of ${sentIds.length} changes were not answered` }
    await source.failed(unanswered, failure)
    return { mutations, answered: results.length, failure }
  }

  const failure = answer.error
  if (failure.kind === 'bisect' && failure.trusted && mutations.length === 1) {
    const results = mutationRejection(changes, failure)
    await source.answered(results, null)
    parts.onAnswers?.(results)
    return { mutations, answered: results.length, failure: null }
  }
  if (failure.kind === 'epoch_changed' && failure.results.length > 0) {
    const { results, unanswered } = matchResults(sentIds, failure.results)
    await source.answered(results, null)
    parts.onAnswers?.(results)
    await source.failed(unanswered, failure)
    return { mutations, answered: results.length, failure }
  }
  await source.failed(sentIds, failure)
  return { mutations, answered: 0, failure }
}

/** A proxy will not let even one mutation through: that is no verdict over it, only a reason to wait. */
const untrusted = (failure: Failure & { kind: 'bisect' }): Failure =>
  ({ kind: 'retry', code: 'server_error', retryAfterMs: null, message: failure.message })

import { compareHlc, following } from './clock.ts'
import type { HlcTime } from './types.ts'

/*
 * T1, the server's side. A device stamps its acts (`at`) and its requests (`sentAt`) by the same uncorrected clock, so
 * `serverTime − sentAt` is how wrong that clock is, plus how long the request took. The smallest seen is the best estimate.
 */

/** What the server remembers of a replica's clock; JSON. */
export interface ReplicaClock {
  /** Smallest `serverTime − sentAt` since the clock last jumped, in ms; null before the first push. */
  offset: number | null
  /** The last effective time given to this replica. */
  last: HlcTime | null
}

export const newReplicaClock: ReplicaClock = { offset: null, last: null }

/**
 * Call once a push, before its changes. A difference that moved by more than a minute is a clock that jumped, not a slow network.
 * @param push `sentAt` and `serverTime` in ms since 1970; a `sentAt` that is no number changes nothing
 */
export function observePush(clock: ReplicaClock, push: { sentAt: number; serverTime: number }): ReplicaClock {
  const difference = push.serverTime - push.sentAt
  if (!Number.isFinite(difference)) return clock
  const jumped = clock.offset === null || Math.abs(difference - clock.offset) > jumpMs
  return { ...clock, offset: jumped ? difference : Math.min(clock.offset!, difference) }
}

const jumpMs = 60_000

/**
 * The moment a change counts as made: shifted to the server's clock, never later than now, and later than every earlier change of the
 * replica, unless the server's clock jumped back since. Call in `seq` order. An unreadable `at` (null) counts as now: a wrong clock never blocks sync.
 */
export function effectiveTime(
  clock: ReplicaClock, change: { at: HlcTime | null; replicaId: string }, serverTime: number,
): { at: HlcTime; clock: ReplicaClock } {
  const { replicaId } = change
  const now: HlcTime = { ms: serverTime, counter: 0, replicaId }
  // A clock may say any year there is; what it is shifted to has to stay a date.
  const shifted = change.at ? { ms: Math.max(0, change.at.ms + (clock.offset ?? 0)), counter: change.at.counter, replicaId } : now
  const lowered = shifted.ms > serverTime ? now : shifted
  // The server's own clock stood in the future for a while: held to that, whatever the replica does would be from there for as long.
  const last = clock.last !== null && clock.last.ms - serverTime > jumpMs ? null : clock.last
  const at = last && compareHlc(lowered, last) <= 0 ? following(last, replicaId) : lowered
  return { at, clock: { ...clock, last: at } }
}

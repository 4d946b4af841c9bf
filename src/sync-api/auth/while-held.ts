import type { Clock } from '../../shared/clock.ts'
import type { SecondFactorGate } from './second-factor-gate.ts'
import { memberKey, type SessionEnds } from './session-ends.ts'
import type { Identity, Sessions } from './sessions.ts'

/** Who was let in, as long as they are sent something: whether they still may have it. */
export interface Hold {
  holds(): Promise<boolean>
  /** Calls back once the session, or the person's place in the workspace, was ended or changed; answers how to stop listening. */
  onEnd(listener: () => void): () => void
}

export interface HoldDeps { sessions: Pick<Sessions, 'holding'>; ends: SessionEnds; factor: SecondFactorGate }

export function createHold({ sessions, ends, factor }: HoldDeps, identity: Identity): Hold {
  const { sessionId, user, membership: { workspace } } = identity
  return {
    async holds() {
      const session = await sessions.holding(sessionId, workspace.id)
      // As it is now: a second factor may have been proved then, and removed since.
      return session !== null && factor.isOpenTo({ ...identity, session })
    },
    onEnd(listener) {
      const stops = [sessionId, memberKey(workspace.id, user.id)].map((key) => ends.onEnd(key, listener))
      return () => { for (const stop of stops) stop() }
    },
  }
}

/** Thrown where an answer is broken off: the connection ends, and asking again says why. */
class NotHeldError extends Error { override readonly name = 'NotHeldError' }

/** What another process could not tell is found by looking, as on a socket. */
const lookEveryMs = 25_000

/**
 * P5: an answer that is read slowly may take hours, and each of its pages is read when it is due. It breaks off where whoever reads it may not have
 * it any more, and never ends as if it were whole.
 */
export async function* whileHeld(hold: Hold, clock: Pick<Clock, 'monotonic'>, lines: AsyncGenerator<string>): AsyncGenerator<string> {
  // Looked up when they were let in, who it is may have gone before anybody listened.
  let isOver = false, looked = Number.NEGATIVE_INFINITY
  const stop = hold.onEnd(() => { isOver = true })
  try {
    for await (const chunk of lines) {
      if (clock.monotonic() - looked > lookEveryMs) {
        isOver ||= !await hold.holds()
        looked = clock.monotonic()
      }
      if (isOver) throw new NotHeldError('Who reads this may not have it any more.')
      yield chunk
    }
  } finally {
    stop()
  }
}

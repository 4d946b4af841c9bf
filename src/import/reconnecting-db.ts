import type { ImportDb } from './import-db.ts'
import type { Clock } from '../shared/clock.ts'
import { sleep } from '../shared/clock.ts'
import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import { err } from '../shared/result.ts'

type Answer<T> = Promise<Result<T, ErrorBody>>

/** How long a call waits for a new port before it fails as `leader_lost`. */
const patienceMs = 15_000

/**
 * The database behind whichever port was handed over last. A call whose leader died is repeated on the next port: reads change nothing,
 * and a mutation carries its id, so that a repeat answers what the first one did.
 */
export function createReconnectingDb(clock: Clock): { db: ImportDb; connect(next: ImportDb): void } {
  let current: ImportDb | null = null
  const waiting = new Set<() => void>()
  const lost = err<ErrorBody>({ code: 'leader_lost', message: 'The database does not answer. What was written is safe; try again.' })

  /** Settles with `promise`, or with null when another port came first. */
  function untilNextPort<T>(promise: Promise<T>): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const changed = (): void => { resolve(null) }
      waiting.add(changed)
      promise.then(resolve, reject).finally(() => { waiting.delete(changed) })
    })
  }

  async function call<T>(act: (db: ImportDb) => Answer<T>): Answer<T> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      // A dead leader's port never answers: only the next port ends the wait.
      const answer = current === null ? lost : await untilNextPort(settled(act(current)))
      if (answer === null) continue
      if (answer.ok || answer.error.code !== 'leader_lost') return answer
      if (await untilNextPort(sleep(clock, patienceMs).then(() => 'late')) !== null) return answer
    }
    return lost
  }

  return {
    db: {
      findMatches: (entity, keys) => call((db) => db.findMatches(entity, keys)),
      list: (query) => call((db) => db.list(query)),
      mutateGroup: (inputs) => call((db) => db.mutateGroup(inputs)),
    },
    connect(next) {
      current = next
      for (const changed of waiting) changed()
    },
  }
}

/** A port that throws instead of answering is as good as lost. */
async function settled<T>(answer: Answer<T>): Answer<T> {
  try {
    return await answer
  } catch (thrown) {
    return err({ code: 'leader_lost', message: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

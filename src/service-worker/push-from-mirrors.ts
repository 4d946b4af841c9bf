import type { Log } from '../shared/log.ts'
import { isRetryable, type Failure } from '../outbox/failure.ts'
import { pushMirror, type PushMirrorParts } from '../outbox/push-mirror.ts'

/** Its transport signs itself `service-worker`, and refreshes an ended session. */
export interface BackgroundPushParts extends PushMirrorParts {
  log: Log
  /** Deletes a database of somebody who had this device wiped; open tabs hear it from the server themselves. */
  remove: (databaseName: string) => Promise<void>
}

/**
 * Sends what waits in every mirror of this browser profile, with or without a tab open: the page's code over the page's ids (P7).
 * Resolves to the failures for which the browser should wake us again; what needs the person or a page is left to the next opening.
 */
export async function pushFromMirrors(parts: BackgroundPushParts): Promise<Failure[]> {
  const again: Failure[] = []
  for (const databaseName of await parts.mirrors.names()) {
    // One damaged mirror holds up no other; its own page will say so.
    const failure = await pushMirror(parts, databaseName).catch((thrown: unknown): Failure => {
      parts.log('error', 'background push', { databaseName, message: String(thrown) })
      return { kind: 'retry', retryAfterMs: null, code: 'server_error', message: String(thrown) }
    })
    if (failure === null) continue
    parts.log('warn', 'background push', { databaseName, failure })
    if (failure.kind === 'wiped') await wipe(parts, failure.userIds)
    if (isRetryable(failure)) again.push(failure)
  }
  return again
}

/** The files of every database of these people. What is left of them a page finds when one is opened, and is told the same. */
async function wipe({ mirrors, remove, log }: BackgroundPushParts, userIds: readonly string[]): Promise<void> {
  for (const databaseName of await mirrors.names()) {
    const identity = await (await mirrors.open(databaseName)).identity()
    if (identity?.userId === undefined || identity.userId === null || !userIds.includes(identity.userId)) continue
    await remove(databaseName).catch((thrown: unknown) => { log('warn', 'wipe', { databaseName, message: String(thrown) }) })
  }
}

import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import { drain } from '../outbox/drain.ts'
import { isRetryable, type Failure } from '../outbox/failure.ts'
import { pushLock, pushLockStolenAfterMs, type Locks } from '../outbox/locks.ts'
import { createMirrorSource } from '../outbox/mirror-source.ts'
import type { MirrorRegistry } from '../outbox/mirror-storage.ts'
import type { SyncTransport } from '../outbox/sync-transport.ts'

export interface BackgroundPushParts {
  mirrors: MirrorRegistry
  /** Signs itself `service-worker`, and refreshes an ended session. */
  transport: Pick<SyncTransport, 'push'>
  locks: Locks
  clock: Clock
  log: Log
  /** Told of each database whose mirror now holds answers. */
  onAnswers: (databaseName: string) => void
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
    const failure = await pushFromMirror(parts, databaseName).catch((thrown: unknown): Failure => {
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

async function pushFromMirror({ mirrors, transport, locks, clock, onAnswers }: BackgroundPushParts, databaseName: string): Promise<Failure | null> {
  const storage = await mirrors.open(databaseName)
  const identity = await storage.identity()
  if (identity === null || identity.workspaceId === null || identity.userId === null) return null
  const { answered, failure } = await drain({
    source: await createMirrorSource(storage),
    transport,
    account: { workspaceId: identity.workspaceId, userId: identity.userId },
    identity,
    clock,
    locked: (work) => locks.hold(pushLock(databaseName), pushLockStolenAfterMs, work),
  })
  if (answered > 0) onAnswers(databaseName)
  return failure
}

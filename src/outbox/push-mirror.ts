import type { Clock } from '../shared/clock.ts'
import { drain } from './drain.ts'
import type { Failure } from './failure.ts'
import { pushLock, pushLockStolenAfterMs, type Locks } from './locks.ts'
import { createMirrorSource } from './mirror-source.ts'
import type { MirrorRegistry } from './mirror-storage.ts'
import type { SyncTransport } from './sync-transport.ts'

export interface PushMirrorParts {
  mirrors: MirrorRegistry
  transport: Pick<SyncTransport, 'push'>
  locks: Locks
  clock: Clock
  /** Told of each database whose mirror now holds answers. */
  onAnswers: (databaseName: string) => void
}

/** Sends what waits in one mirror, as its own page would (P7); its answers stay in it until that database is open. Null: nothing is left that could be sent. */
export async function pushMirror({ mirrors, transport, locks, clock, onAnswers }: PushMirrorParts, databaseName: string): Promise<Failure | null> {
  const storage = await mirrors.open(databaseName)
  const identity = await storage.identity()
  if (identity === null || identity.workspaceId === null || identity.userId === null) return null
  const { answered, failure } = await drain({
    source: await createMirrorSource(storage, identity),
    transport,
    account: { workspaceId: identity.workspaceId, userId: identity.userId },
    clock,
    locked: (work) => locks.hold(pushLock(databaseName), pushLockStolenAfterMs, work),
  })
  if (answered > 0) onAnswers(databaseName)
  return failure
}

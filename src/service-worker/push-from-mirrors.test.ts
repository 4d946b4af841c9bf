import { describe, expect, it } from 'vitest'
import { silentLog } from '../shared/log.ts'
import { err, ok } from '../shared/result.ts'
import { createVirtualClock } from '../../tests/support/virtual-clock.ts'
import { createFakeTransport, fakeChange, fakeId, fakeSession, retryLater, signedOut, type FakeTransport } from '../../tests/support/outbox-setup.ts'
import type { Failure } from '../outbox/failure.ts'
import { createFakeLocks } from '../outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../outbox/fake-mirror-storage.ts'
import { groupMutations, type MirrorIdentity, type MirrorStorage } from '../outbox/mirror-storage.ts'
import { createRefreshingTransport } from '../outbox/refreshing-transport.ts'
import { pushFromMirrors } from './push-from-mirrors.ts'

const bound: MirrorIdentity = { replicaId: fakeId('replica', 1), workspaceId: 'w1', userId: 'u1', schemaVersion: 1, seen: 'seen-0', account: null }

async function setupBackground(identity: MirrorIdentity = bound): Promise<{ transport: FakeTransport; storage: MirrorStorage; told: string[]; run: () => Promise<Failure[]> }> {
  const mirrors = createFakeMirrorRegistry()
  await mirrors.add('one')
  const storage = await mirrors.open('one')
  await storage.write({ identity, put: groupMutations([fakeChange(1), fakeChange(2)]) })
  const transport = createFakeTransport()
  const told: string[] = []
  const locks = createFakeLocks()
  return {
    transport, storage, told,
    run: () => pushFromMirrors({ mirrors, transport: createRefreshingTransport(transport, locks), locks, clock: createVirtualClock(), log: silentLog, onAnswers: (name) => told.push(name), remove: () => Promise.resolve() }),
  }
}

describe('sending with the tabs closed', () => {
  it('[P7] sends the journal\'s own ids, notes the answers and tells open tabs', async () => {
    const { transport, storage, told, run } = await setupBackground()
    expect(await run()).toEqual([])
    expect(transport.pushes).toMatchObject([{ replicaId: bound.replicaId, seen: 'seen-0', changes: [fakeChange(1), fakeChange(2)] }])
    expect((await storage.answers()).map(({ changeId }) => changeId)).toEqual([fakeId('change', 1), fakeId('change', 2)])
    expect(told).toEqual(['one'])
  })

  it('[P3] sends the same ids again when the first answer was lost', async () => {
    const { transport, run } = await setupBackground()
    const answering = transport.reply.push
    transport.reply.push = () => err({ kind: 'offline' })
    expect(await run()).toEqual([{ kind: 'offline' }])
    transport.reply.push = answering
    expect(await run()).toEqual([])
    expect(transport.pushes[1]?.changes).toEqual(transport.pushes[0]?.changes)
  })

  it('[P4] asks the browser to wake it again after a failure of the server', async () => {
    const { transport, run } = await setupBackground()
    transport.reply.push = () => err(retryLater(1_000))
    expect(await run()).toEqual([retryLater(1_000)])
  })

  it('[P5] refreshes an ended session; where that is refused, leaves everything to the person', async () => {
    const { transport, storage, run } = await setupBackground()
    const answering = transport.reply.push
    transport.reply.push = () => err(signedOut)
    expect(await run()).toEqual([])
    expect(await storage.mutations(-1, 10)).toHaveLength(2)
    expect(await storage.answers()).toEqual([])

    transport.reply.refresh = () => ok(fakeSession())
    transport.reply.push = (request) => (transport.refreshes < 2 ? err(signedOut) : answering(request))
    expect(await run()).toEqual([])
    expect(await storage.answers()).toHaveLength(2)
  })

  it('[J4] sends nothing of a database without an account', async () => {
    const { transport, run } = await setupBackground({ ...bound, workspaceId: null, userId: null })
    await run()
    expect(transport.pushes).toEqual([])
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { pushFromMirrors } from '../../src/service-worker/push-from-mirrors.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { ok } from '../../src/shared/result.ts'
import { portsOf } from '../support/memory-ports.ts'
import { drained, person, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* What the unit tests play, done: everything real but the browser and the disk, over a real network. */

let network: NetworkSetup
beforeEach(async () => { network = await setupNetwork() })
afterEach(() => network.close())

const newId = createIdMaker(systemClock, systemRandom)

interface Device extends NetworkDevice {
  create(count: number): string[]
  contacts(): number
}

async function setupDevice(): Promise<Device> {
  const device = await network.device()
  const { store } = device
  return {
    ...device,
    create: (count) => {
      const ids: string[] = []
      for (let made = 0; made < count;) {
        const changes = Array.from({ length: Math.min(100, count - made) }, () => {
          const recordId = newId()
          ids.push(recordId)
          return { entity: 'contacts', recordId, op: 'create' as const, patch: { firstName: 'Ana', lastName: `Silva ${ids.length}`, company: 'Café', emails: [{ id: newId(), value: `ana${ids.length}@example.org`, label: 'work' }] } }
        })
        store.data.mutate({ mutationId: newId(), label: 'Create', changes })
        made += changes.length
      }
      return ids
    },
    contacts: () => store.data.list({ entity: 'contacts', limit: 1 }).total,
  }
}

async function setupPair(count: number): Promise<[Device, Device]> {
  const first = await setupDevice()
  first.create(count)
  await first.worker.start()
  expect(await first.signUp()).toEqual(ok(undefined))
  await first.until(drained, 120_000)
  const second = await setupDevice()
  await second.worker.start()
  expect(await second.signIn()).toEqual(ok(undefined))
  await second.until(drained, 120_000)
  return [first, second]
}

describe('two devices of one person', () => {
  it('[J4] [R6] bring 1,000 local contacts up in one go and everything down to an empty device, then see each other\'s edits by the socket', async () => {
    const setUp = performance.now()
    const [first, second] = await setupPair(1_000)
    console.log(`1,000 contacts up and down again, both devices and the server in one process: ${Math.round(performance.now() - setUp)} ms`)
    expect([first.contacts(), second.contacts()]).toEqual([1_000, 1_000])
    expect(first.store.sync.state().counts).toMatchObject({ pending: 0, failed: 0, deferred: 0 })
    await first.until(({ transport }) => transport === 'socket')
    await second.until(({ transport }) => transport === 'socket')
    const pulls = second.network.asked.filter((call) => call.includes('/changes')).length

    const began = performance.now()
    const [id] = first.create(1)
    await second.until(() => second.store.data.get('contacts', id!) !== null, 5_000)
    const tookMs = performance.now() - began
    second.store.data.mutate({ mutationId: newId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: id!, op: 'update', patch: { title: 'Dr.' } }] })
    await first.until(() => first.store.data.get('contacts', id!)?.data['title'] === 'Dr.', 5_000)
    expect(second.network.asked.filter((call) => call.includes('/changes')).length).toBe(pulls)
    expect(tookMs).toBeLessThan(1_000)
  }, 240_000)

  it('[P4] [P3] hold what was written offline and send it when the network is back', async () => {
    const [first, second] = await setupPair(10)
    await second.goOffline()
    const ids = second.create(250)
    expect(await second.until(({ pending }) => pending === 250)).toMatchObject({ state: 'offline', upToDate: false })
    await second.goOnline()
    await second.until(drained)
    await first.until(() => first.store.data.get('contacts', ids.at(-1)!) !== null)
    expect(first.contacts()).toBe(260)
  })

  it('[P7] send from the mirror with the tab closed; the journal learns of it at the next start and nothing is doubled', async () => {
    const [first, second] = await setupPair(5)
    await second.goOffline()
    second.create(120)
    await second.until(async () => (await (await second.mirrors.open('device')).mutations(-1, 1_000)).flatMap(({ changes }) => changes).length === 120)
    second.worker.stop()

    second.network.away = false
    const again = await pushFromMirrors({ mirrors: second.mirrors, transport: second.transport, locks: createFakeLocks(), clock: systemClock, log: silentLog, onAnswers: () => undefined, remove: () => Promise.resolve() })
    expect(again).toEqual([])
    await first.until(() => first.contacts() === 125)
    expect(second.store.sync.state().counts.pending).toBe(120)

    const pushes = second.network.asked.filter((call) => call.includes('/push')).length
    const reopened = createChangesWorker({
      databaseName: 'device', db: portsOf(second.store).sync, onCommit: (listener) => { second.store.onCommit(listener) }, transport: second.transport,
      sockets: { open: () => ({ close: () => undefined }) }, mirrors: second.mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
    })
    await reopened.start()
    const answer = await reopened.api.syncNow()
    expect(answer).toMatchObject({ ok: true, value: { pending: 0, upToDate: true } })
    expect(second.network.asked.filter((call) => call.includes('/push')).length).toBe(pushes)
    expect(second.contacts()).toBe(125)
    reopened.stop()
  })

  it('[P5] pause at the end of the session and go on after signing in again', async () => {
    const [first, second] = await setupPair(3)
    expect(await second.worker.api.logout()).toEqual(ok(undefined))
    second.create(2)
    expect(await second.until(({ state }) => state === 'signed_out')).toMatchObject({ pending: 2 })
    expect((await second.worker.api.login({ email: person.email, password: 'wrong' })).ok).toBe(false)
    expect((await second.worker.api.login(person)).ok).toBe(true)
    await second.until(drained)
    await first.until(() => first.contacts() === 5)
  })
})

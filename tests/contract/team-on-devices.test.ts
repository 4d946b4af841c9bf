import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import type { Role } from '../../src/model/entity.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { systemClock } from '../../src/shared/clock.ts'
import type { Json } from '../../src/shared/json.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { ok } from '../../src/shared/result.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { record, setupSynced } from './db-synced-setup.ts'
import { portsOf } from '../support/memory-ports.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

let network: NetworkSetup
let device: NetworkDevice
let workspaceId: string, userId: string
beforeEach(async () => {
  network = await setupNetwork()
  device = await network.device()
  await device.worker.start()
  await device.signUp()
  await device.until(drained)
  const identity = device.store.sync.identity()
  workspaceId = identity.workspaceId!
  userId = identity.userId!
})
afterEach(() => network.close())

const act = (op: 'create' | 'update' | 'delete', recordId: string, patch: Record<string, Json> = {}, entity = 'contacts'): void => {
  const { data, core } = device.store
  data.mutate({ mutationId: core.makeId(), label: 'act', changes: [{ entity, recordId, op, patch }] })
}
const become = (role: Role): Promise<void> => network.accounts.addMember(workspaceId, userId, role, '2026-01-01T00:00:00.000Z')
const heard = async (role: Role): Promise<void> => {
  await device.worker.api.notify('focus')
  await device.until(({ account }) => account?.role === role)
}
const refusal = expect.objectContaining({ code: 'rule_broken', details: { rule: 'role_may_not_write' } })

describe('a viewer\'s device', () => {
  it('[M5, J2] refuses every edit at once; what was written before it knew waits in the failed list, and goes out when the role is another', async () => {
    const id = device.store.core.makeId()
    act('create', id, { firstName: 'Bea' })
    await device.until(drained)
    await device.goOffline()
    act('update', id, { title: 'Coach' })
    await become('viewer')
    await device.goOnline()
    await device.until(({ failed, account }) => failed === 1 && account?.role === 'viewer')
    const failed = device.store.data.journal({ status: ['failed'] }).rows[0]!
    expect(failed).toMatchObject({ change: { patch: { title: 'Coach' } }, error: { code: 'role_may_not_write' } })
    expect(device.store.data.get('contacts', id)?.data['title']).toBeUndefined()
    for (const op of ['update', 'delete'] as const) expect(() => { act(op, id, op === 'update' ? { title: 'x' } : {}) }).toThrow(refusal)
    expect(() => { act('create', device.store.core.makeId(), { firstName: 'Cy' }) }).toThrow(refusal)
    expect(device.store.data.undo()).toMatchObject({ changed: 0 })
    expect(() => { device.store.data.retryFailed(failed.change.mutationId) }).toThrow(refusal)
    expect(device.store.data.retryFailedOnes([failed.change.mutationId])).toEqual([expect.any(String)])
    expect(device.store.data.journal({ status: ['failed'] }).total).toBe(1)
    // A device may always be called something.
    act('create', device.store.core.replicaId, { name: 'Phone' }, 'devices')
    await device.until(drained)
    expect(device.store.data.journal({ status: ['failed'] }).total).toBe(1)

    await become('member')
    await heard('member')
    device.store.data.retryFailed(failed.change.mutationId)
    await device.until(drained)
    expect(device.store.data.get('contacts', id)?.data['title']).toBe('Coach')
  })
})

describe('the device of somebody who was taken out', () => {
  it('[P5, J2] says so, keeps what was not sent, and goes on by itself where they are back', async () => {
    const id = device.store.core.makeId()
    act('create', id, { firstName: 'Bea' })
    await device.until(drained)
    await device.goOffline()
    act('update', id, { title: 'Coach' })
    await network.team.changeMembers(workspaceId, new Date().toISOString(), () => [{ userId, role: null }])
    await device.goOnline()
    const status = await device.until(({ error }) => error?.code === 'not_a_member')
    expect(status).toMatchObject({ state: 'blocked', pending: 1, failed: 0, error: { message: expect.stringContaining('no longer a member') as unknown } })
    act('update', id, { company: 'Onda' })
    expect((await device.status()).pending).toBe(2)
    // They are still who they are: the server knows a workspace for them.
    expect(await device.worker.api.session()).toMatchObject({ ok: true, value: { user: { id: userId }, workspace: { name: 'Ana\'s workspace', role: 'owner' } } })
    expect(await device.worker.api.account('workspaces', null)).toMatchObject({ ok: true, value: { workspaces: [{ name: 'Ana\'s workspace' }] } })

    await become('member')
    await device.worker.api.notify('focus')
    await device.until(drained)
    expect(device.store.data.get('contacts', id)?.data).toMatchObject({ title: 'Coach', company: 'Onda' })
  })
})

describe('a device\'s name', () => {
  it('[M5] is its person\'s to give, and an admin\'s: of somebody else\'s, which the history tells, it is refused at once', async () => {
    const { store, pull } = await setupSynced()
    const entry = (id: string, replicaId: string, by: string) => record(id, 5, { entity: 'contacts', recordId: 'c', op: 'create', fields: {}, at: '2026-01-01T00:00:00.000Z', userId: by, replicaId }, { entity: 'history' })
    const [mine, bens, nobodys] = [store.core.makeId(), store.core.makeId(), store.core.makeId()]
    pull('e1', 5, entry('h1', mine, 'me'), entry('h2', bens, 'ben'), record(bens, 4, { name: 'Bens phone' }, { entity: 'devices' }))
    const name = (op: 'create' | 'update', recordId: string) => () => store.data.mutate({ mutationId: store.core.makeId(), label: 'Name a device', changes: [{ entity: 'devices', recordId, op, patch: { name: 'Other' } }] })
    for (const role of ['viewer', 'member'] as const) {
      store.sync.bindTo('w', 'me', role)
      expect(name('update', bens), role).toThrow(expect.objectContaining({ code: 'rule_broken', details: { rule: 'anothers_device' } }))
    }
    for (const id of [mine, nobodys, store.core.replicaId]) name('create', id)()
    store.sync.bindTo('w', 'me', 'admin')
    name('update', bens)()
    expect(store.data.get('devices', bens)?.data['name']).toBe('Other')
    store.close()
  })
})

describe('several workspaces of one person', () => {
  it('[J4, P7] have a database each: what waits in the one that is closed is told of, and sent while the other is open', async () => {
    await device.goOffline()
    for (const firstName of ['Bea', 'Cy']) act('create', device.store.core.makeId(), { firstName })
    await device.until(async () => (await (await device.mirrors.open('device')).mutations(-1, 10)).length === 2)
    device.worker.stop()

    const made = await device.transport.auth.account('createWorkspace', { name: 'Studio' })
    expect(made.ok).toBe(false)
    const other = await openMemoryStore({})
    const worker = createChangesWorker({
      databaseName: 'other', db: portsOf(other).sync, onCommit: (listener) => { other.onCommit(listener) }, transport: device.transport, sockets: { open: () => ({ close: () => undefined }) },
      mirrors: device.mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
    })
    await worker.start()
    expect(await worker.api.elsewhere()).toEqual(ok([{ databaseName: 'device', waiting: 2, answered: 0 }]))

    device.network.away = false
    const { id: studio } = must(await worker.api.account('createWorkspace', { name: 'Studio' }) as never as { ok: true; value: { workspace: { id: string } } }).workspace
    expect(await worker.api.bindAccount({ userId, workspaceId: studio })).toEqual(ok(undefined))
    await waitFor(async () => (await worker.api.elsewhere() as { value: { waiting: number }[] }).value.every(({ waiting }) => waiting === 0))
    expect(must(await worker.api.syncNow())).toMatchObject({ upToDate: true, account: { workspaceId: studio, workspaceName: 'Studio' } })
    expect(other.data.list({ entity: 'contacts' }).total).toBe(0)
    worker.stop()
    other.close()

    // Open again, it hears what became of them; nothing is sent twice.
    const pushes = device.network.asked.filter((call) => call.endsWith('/push')).length
    const back = createChangesWorker({
      databaseName: 'device', db: portsOf(device.store).sync, onCommit: (listener) => { device.store.onCommit(listener) }, transport: device.transport, sockets: { open: () => ({ close: () => undefined }) },
      mirrors: device.mirrors, clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
    })
    await back.start()
    expect(must(await back.api.syncNow())).toMatchObject({ pending: 0, upToDate: true, account: { workspaceId } })
    expect(device.network.asked.filter((call) => call.endsWith('/push')).length).toBe(pushes)
    back.stop()
  })
})

function must<T>(answer: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function waitFor(holds: () => Promise<boolean>, ms = 20_000): Promise<void> {
  for (const deadline = Date.now() + ms; !await holds();) {
    if (Date.now() > deadline) throw new Error(`Waited ${ms} ms in vain`)
    await new Promise((resolve) => { setTimeout(resolve, 10) })
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FormerAccount, SyncStatus } from '../../src/changes-worker/contract.ts'
import { productModel } from '../../src/model/model.ts'
import { settingId } from '../../src/model/settings.ts'
import type { Json } from '../../src/shared/json.ts'
import { ok } from '../../src/shared/result.ts'
import { person, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* J4, R8: the server lost everything, its accounts and secrets too; the person comes back under a new account of the same address. */

let folder: string, network: NetworkSetup, laptop: NetworkDevice, phone: NetworkDevice
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-server-'))
  network = await setupNetwork(productModel, join(folder, 'store.db'))
  laptop = await network.device()
  phone = await network.device()
  await laptop.worker.start()
  expect(await laptop.signUp()).toEqual(ok(undefined))
  await laptop.until(settled)
  await phone.worker.start()
  expect(await phone.signIn()).toEqual(ok(undefined))
  await phone.until(settled)
})
afterEach(async () => {
  await network.close()
  rmSync(folder, { recursive: true, force: true })
})

function act({ store }: NetworkDevice, op: 'create' | 'update' | 'delete', patch: Record<string, Json>, { entity = 'contacts', id = store.core.makeId() } = {}): string {
  store.data.mutate({ mutationId: store.core.makeId(), label: op, changes: [{ entity, recordId: id, op, patch }] })
  return id
}

const idsOf = ({ store }: NetworkDevice): { userId: string; workspaceId: string } => {
  const { userId, workspaceId } = store.sync.identity()
  return { userId: userId!, workspaceId: workspaceId! }
}
const formerOf = (device: NetworkDevice): FormerAccount => ({ ...idsOf(device), email: person.email })

/** Nothing under way any more, the live line neither. */
const settled = ({ upToDate, transport }: SyncStatus): boolean => upToDate && transport === 'socket'

/** Signs up or in as the person does, and goes on with what is here. */
async function goOn(device: NetworkDevice, how: 'register' | 'login'): Promise<void> {
  const former = formerOf(device)
  await device.until(({ state }) => state === 'signed_out')
  const typed = { ...person, email: person.email.toUpperCase() }
  expect(await device.worker.api[how](typed)).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
  const session = await device.worker.api.session()
  if (!session.ok || session.value === null) throw new Error('Nobody is signed in.')
  const now = { userId: session.value.user.id, workspaceId: session.value.workspace.id }
  expect(now).not.toEqual(idsOf(device))
  expect(await device.worker.api.bindAccount(now, former)).toEqual(ok(undefined))
  expect(idsOf(device)).toEqual(now)
  await device.until(settled)
}

/** Every record, the deleted too, as text; one's own id of whichever account as ME. */
function everything({ store: { core } }: NetworkDevice, mine: readonly string[]): string[] {
  return [...core.tables].flatMap(([entity, table]) =>
    core.db.all<{ id: string; gone: number; data: string }>(`SELECT id, deleted_at IS NOT NULL AS gone, data FROM ${table.name} ORDER BY id`)
      .map(({ id, gone, data }) => mine.reduce((text, userId) => text.replaceAll(userId, 'ME'), `${entity} ${id} ${gone} ${data}`)))
}

/** Both have everything down, each the other's history too. */
async function alike(one: NetworkDevice, other: NetworkDevice): Promise<void> {
  for (const device of [one, other]) {
    await device.worker.api.syncNow()
    await device.until(settled)
  }
  expect(everything(one, [])).toEqual(everything(other, []))
}

const rows = (device: NetworkDevice, entity: string): Record<string, unknown>[] => device.store.data.list({ entity, limit: 500 }).rows.map(({ data }) => data)

/** Nobody is known there any more; with `file`, those who were known in that store. */
async function loseServer(file?: string): Promise<void> {
  await network.moveServer(file)
  await Promise.all([laptop, phone].map((device) => device.worker.api.syncNow()))
}

describe('a server that lost its accounts too', () => {
  it('[J4] [R8] gets everything back from the device that goes on: records, texts, trash, settings, history, conflicts and notices; and the second device meets it', async () => {
    const contact = act(laptop, 'create', { firstName: 'Ana', company: 'First', title: 'Ms' })
    const note = act(laptop, 'create', { contactId: contact, body: 'Met for tea.' }, { entity: 'notes' })
    const deleted = act(laptop, 'create', { firstName: 'Bo' })
    act(laptop, 'create', { key: 'trashDays', value: 30 }, { entity: 'settings', id: settingId('trashDays') })
    await laptop.until(settled)
    act(laptop, 'delete', {}, { id: deleted })
    act(laptop, 'update', { body: 'Met for green tea.' }, { entity: 'notes', id: note })
    await laptop.until(settled)
    await phone.worker.api.syncNow()
    await phone.until(() => phone.store.data.get('contacts', deleted)?.deletedAt !== null && phone.store.data.get('notes', note)?.data['body'] === 'Met for green tea.')
    // Two edits that do not know of each other: a conflict about the company, and a notice about the title.
    await phone.goOffline()
    act(phone, 'update', { company: 'Phone', title: 'Mx' }, { id: contact })
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    act(laptop, 'update', { company: 'Laptop', title: 'Dr' }, { id: contact })
    await laptop.until(settled)
    await phone.goOnline()
    await phone.until(settled)
    await laptop.worker.api.syncNow()
    await laptop.until(() => rows(laptop, 'conflicts').length === 1 && rows(laptop, 'notices').length === 1)
    const former = idsOf(laptop)
    const before = everything(laptop, [former.userId])
    expect(before.length).toBeGreaterThan(12)

    await phone.goOffline()
    act(phone, 'update', { body: 'Met for green tea. Call in May.' }, { entity: 'notes', id: note })
    const offline = act(phone, 'create', { firstName: 'Cy' })
    await loseServer()
    await goOn(laptop, 'register')
    const mine = [former.userId, idsOf(laptop).userId]
    expect(everything(laptop, mine)).toEqual(before)
    expect(rows(laptop, 'notices')).toMatchObject([{ forUserId: idsOf(laptop).userId }])
    expect(everything(laptop, [former.userId]).filter((text) => text.includes('ME'))).toEqual([])

    await phone.goOnline()
    await goOn(phone, 'login')
    expect(idsOf(phone)).toEqual(idsOf(laptop))
    await laptop.worker.api.syncNow()
    await laptop.until(() => laptop.store.data.get('contacts', offline) !== null)
    await alike(laptop, phone)
    expect(laptop.store.data.get('notes', note)!.data['body']).toBe('Met for green tea. Call in May.')
    expect(rows(phone, 'conflicts')).toHaveLength(1)
    expect(rows(phone, 'notices')).toHaveLength(1)
    // A device that was never there has it all from the server.
    const tablet = await network.device()
    await tablet.worker.start()
    expect(await tablet.signIn()).toEqual(ok(undefined))
    await alike(tablet, laptop)
  })

  it('[J4] [R8] holds back what waits until what was lost is given back, so that an edit made meanwhile meets its record', async () => {
    const contact = act(laptop, 'create', { firstName: 'Ana', title: 'Ms' })
    await laptop.until(settled)
    await loseServer()
    act(laptop, 'update', { title: 'Dr' }, { id: contact })
    await goOn(laptop, 'register')
    expect(laptop.store.data.get('contacts', contact)!.data).toMatchObject({ firstName: 'Ana', title: 'Dr' })
    const calls = laptop.network.asked
    const [given, pushed] = ['/give-back', '/push'].map((path) => calls.lastIndexOf(`POST /api/sync${path}`))
    expect(given).toBeGreaterThan(0)
    expect(pushed).toBeGreaterThan(given!)
    expect(laptop.store.data.journalCounts()).toMatchObject({ failed: 0, pending: 0 })
    await laptop.until(() => rows(laptop, 'history').length === 2)
    expect(rows(laptop, 'history').map(({ op }) => op).toSorted()).toEqual(['create', 'update'])
  })

  it('[J4] [R8] goes on with what the other device wrote since, where that one came first', async () => {
    const contact = act(laptop, 'create', { firstName: 'Ana', title: 'Ms' })
    await laptop.until(settled)
    await phone.until(() => phone.store.data.get('contacts', contact) !== null)
    await loseServer()
    await goOn(phone, 'register')
    act(phone, 'update', { title: 'Prof' }, { id: contact })
    await phone.until(settled)
    await goOn(laptop, 'login')
    expect(laptop.store.data.get('contacts', contact)!.data['title']).toBe('Prof')
    await alike(laptop, phone)
  })

  it('[J4] [R8] goes back to the first account where its backup is found after all, with what was written since', async () => {
    const contact = act(laptop, 'create', { firstName: 'Ana', title: 'Ms' })
    await laptop.until(settled)
    await phone.until(() => phone.store.data.get('contacts', contact) !== null)
    const first = idsOf(laptop)
    await loseServer()
    await goOn(laptop, 'register')
    await goOn(phone, 'login')
    const second = idsOf(laptop)
    act(laptop, 'update', { title: 'Dr' }, { id: contact })
    const later = act(laptop, 'create', { firstName: 'Bo' })
    await laptop.until(settled)
    await loseServer(join(folder, 'store.db'))
    await goOn(laptop, 'login')
    expect(idsOf(laptop)).toEqual(first)
    await goOn(phone, 'login')
    await alike(laptop, phone)
    expect(laptop.store.data.get('contacts', contact)!.data).toMatchObject({ firstName: 'Ana', title: 'Dr' })
    expect(laptop.store.data.get('contacts', later)).not.toBeNull()
    expect(everything(laptop, [second.userId]).filter((text) => text.includes('ME'))).toEqual([])
  })

  it('[J4] happens only on the person\'s word, and a second time is nothing', async () => {
    act(laptop, 'create', { firstName: 'Ana' })
    await laptop.until(settled)
    await loseServer()
    const former = formerOf(laptop)
    expect((await laptop.worker.api.register(person)).ok).toBe(false)
    const session = await laptop.worker.api.session()
    const now = session.ok && session.value !== null ? { userId: session.value.user.id, workspaceId: session.value.workspace.id } : null
    // Signing up alone binds nothing, and sends nothing.
    expect(await laptop.worker.api.bindAccount(now!)).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
    expect(idsOf(laptop)).toEqual({ userId: former.userId, workspaceId: former.workspaceId })
    expect(laptop.network.asked).not.toContain('POST /api/sync/give-back')
    expect(await laptop.worker.api.bindAccount(now!, former)).toEqual(ok(undefined))
    await laptop.until(settled)
    const asked = laptop.network.asked.filter((call) => call.includes('give-back')).length
    expect(await laptop.worker.api.bindAccount(now!, former)).toEqual(ok(undefined))
    await laptop.until(settled)
    expect(laptop.network.asked.filter((call) => call.includes('give-back'))).toHaveLength(asked)
  })

  it('[J4] never lets a database go to another address, nor one that is not the former account\'s', async () => {
    act(laptop, 'create', { firstName: 'Ana' })
    await laptop.until(settled)
    await loseServer()
    const before = idsOf(laptop), former = formerOf(laptop)
    expect(await laptop.worker.api.register({ ...person, email: 'bea@example.org' })).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
    // Bea has an account there, and signs in on Ana's device.
    await phone.transport.auth.register({ ...person, email: 'bea@example.org' })
    const bea = await laptop.transport.auth.login({ ...person, email: 'bea@example.org' })
    if (!bea.ok) throw new Error('Bea is not signed in.')
    const hers = { userId: bea.value.user.id, workspaceId: bea.value.workspace.id }
    expect(await laptop.worker.api.bindAccount(hers, former)).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
    expect(() => { laptop.store.sync.bindTo(hers.workspaceId, hers.userId, 'owner', hers) }).toThrow(expect.objectContaining({ code: 'wrong_account' }))
    expect(() => { laptop.store.sync.bindTo(hers.workspaceId, hers.userId, 'owner', { ...before, userId: 'another' }) }).toThrow(expect.objectContaining({ code: 'wrong_account' }))
    expect(idsOf(laptop)).toEqual(before)
  })

  it('[J4] [R8] has nothing between the two accounts: with the binding, what is here is to be given back', async () => {
    act(laptop, 'create', { firstName: 'Ana' })
    await laptop.until(settled)
    laptop.worker.stop()
    const { sync } = laptop.store
    expect(sync.state()).toMatchObject({ givingBack: false, cursor: expect.any(String) as string })
    sync.bindTo('w2', 'u2', 'owner', idsOf(laptop))
    expect(sync.state()).toMatchObject({ givingBack: true, cursor: null })
    expect(sync.nextBatch()).toMatchObject({ changes: [] })
  })
})

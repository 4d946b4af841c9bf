import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/data-api/connection.ts'
import { createSettings } from '../../src/data-api/settings.ts'
import type { Satchel } from '../../src/data-api/types.ts'
import { productModel } from '../../src/model/model.ts'
import { settingId } from '../../src/model/settings.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import type { Json } from '../../src/shared/json.ts'
import { ok } from '../../src/shared/result.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

let network: NetworkSetup
beforeEach(async () => { network = await setupNetwork() })
afterEach(() => network.close())

/** `satchel.settings` over a device. */
function settingsOn({ ports, store }: NetworkDevice): Satchel['settings'] {
  const connection = {
    data: async (use: (api: unknown) => ReturnType<typeof ports.data.storage>) => {
      const answer = await use(ports.data)
      if (answer.ok) return answer.value
      throw SatchelError.fromBody(answer.error)
    },
  } as unknown as Connection
  return createSettings(() => connection, productModel.entities, store.core.makeId)
}

const company = 'policy:contacts.company'
const act = ({ store }: NetworkDevice, recordId: string, op: 'create' | 'update' | 'delete' | 'restore', patch: Record<string, Json>, entity = 'contacts'): void => {
  store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes: [{ entity, recordId, op, patch }] })
}

describe('satchel.settings', () => {
  it('[M7] reads, sets, sets again and takes back, by one record; what changes nothing writes nothing', async () => {
    const device = await network.device(), settings = settingsOn(device)
    expect(await settings.get(company)).toBeNull()
    await settings.set(company, null)
    expect(device.store.data.journal({}).total).toBe(0)
    await settings.set(company, 'newest')
    await settings.set(company, 'newest')
    expect(await settings.get(company)).toBe('newest')
    await settings.set(company, null)
    expect(await settings.get(company)).toBeNull()
    expect(device.store.data.journal({}).rows.map(({ change }) => [change.op, change.patch]).reverse()).toEqual([
      ['create', { key: company, value: 'newest' }], ['update', { value: null }],
    ])
    expect(device.store.data.list({ entity: 'settings' }).total).toBe(1)
  })

  it('[M7] refuses what makes no sense in words, and so does the database below it', async () => {
    const device = await network.device(), settings = settingsOn(device)
    await expect(settings.set('policy:boats.name', 'newest')).rejects.toMatchObject({ code: 'invalid', message: 'There is nothing called “boats” in this workspace.' })
    await expect(settings.set(company, 'union')).rejects.toMatchObject({ code: 'invalid', message: '“Company” merges by one of newest, server, manual, role.' })
    await expect(settings.set(company, undefined as never)).rejects.toMatchObject({ code: 'invalid' })
    await expect(settings.get('colour')).rejects.toMatchObject({ code: 'invalid', message: 'There is no setting “colour”.' })
    await expect(settings.get(7 as never)).rejects.toMatchObject({ code: 'invalid' })
    const made = (key: string, value: Json, id = settingId(key)) => (): void => { act(device, id, 'create', { key, value }, 'settings') }
    expect(made(company, 'union')).toThrow(expect.objectContaining({ code: 'rule_broken', details: { rule: 'setting_makes_sense' } }))
    expect(made('policy:contacts.nickname', 'newest')).toThrow('A contact has no field “nickname”.')
    expect(made(company, 'newest', device.store.core.makeId())).toThrow(expect.objectContaining({ code: 'rule_broken' }))
    expect(device.store.data.journal({}).total).toBe(0)
  })

  it('[J2, U1] is taken back by discarding what may have left, and by undoing it later', async () => {
    const device = await network.device(), settings = settingsOn(device), { store } = device
    await settings.set(company, 'newest')
    const [row] = store.data.journal({}).rows
    // No proof that nobody has sent it: its inverse is appended.
    expect(store.sync.discard([row!.change.mutationId], [])).toEqual([])
    expect(await settings.get(company)).toBeNull()
    await settings.set(company, 'server')
    const last = store.data.journal({}).rows.find(({ change }) => change.patch['value'] === 'server')!
    expect(store.data.undoAct(last.change.mutationId)).toMatchObject({ done: true, changed: 1, leftAlone: [] })
    expect(await settings.get(company)).toBeNull()
  })

  it('[M7] is the owner\'s alone on the device too, and nobody deletes a setting', async () => {
    const device = await network.device(), settings = settingsOn(device)
    await settings.set(company, 'newest')
    for (const op of ['delete', 'restore'] as const) expect(() => { act(device, settingId(company), op, {}, 'settings') }).toThrow(expect.objectContaining({ code: 'forbidden' }))
    device.store.core.db.transaction(() => { device.store.core.meta.set('role', 'admin') })
    await expect(settings.set(company, 'server')).rejects.toMatchObject({ code: 'rule_broken', message: 'Only the owner of the workspace may change this.', details: { rule: 'settings_are_the_owners' } })
    await expect(settings.set('trashDays', 30)).rejects.toMatchObject({ code: 'rule_broken' })
    for (const op of ['delete', 'restore'] as const) expect(() => { act(device, settingId(company), op, {}, 'settings') }).toThrow(expect.objectContaining({ code: 'forbidden' }))
    expect(await settings.get(company)).toBe('newest')
  })
})

describe('settings on several devices', () => {
  async function setupPair(): Promise<[NetworkDevice, NetworkDevice, string]> {
    const first = await network.device(), second = await network.device()
    await first.worker.start()
    const id = first.store.core.makeId()
    act(first, id, 'create', { firstName: 'Bea', company: 'Acme' })
    expect(await first.signUp()).toEqual(ok(undefined))
    await first.until(drained)
    await second.worker.start()
    expect(await second.signIn()).toEqual(ok(undefined))
    await second.until(drained)
    return [first, second, id]
  }

  it('[M7] every device hears of a setting, and what was written offline before it merges by it', async () => {
    const [first, second, id] = await setupPair()
    await second.goOffline()
    act(second, id, 'update', { company: 'Later' })
    act(first, id, 'update', { company: 'Sooner' })
    await settingsOn(first).set(company, 'server')
    await first.until(drained)
    await second.goOnline()
    await second.until(drained)
    expect(await settingsOn(second).get(company)).toBe('server')
    expect(second.store.data.get('contacts', id)).toMatchObject({ data: { company: 'Sooner' }, conflicts: 0, notices: 1 })
  })

  it('[M5] a role that has changed is in force on the device with the next pull, and after a session that was heard of', async () => {
    const [first] = await setupPair(), settings = settingsOn(first)
    const { userId, workspaceId } = first.store.sync.identity()
    const become = (role: 'owner' | 'member'): Promise<void> => network.accounts.addMember(workspaceId!, userId!, role, '2026-01-01T00:00:00.000Z')
    await become('member')
    await first.worker.api.notify('focus')
    await first.until(({ account }) => account?.role === 'member')
    await expect(settings.set(company, 'newest')).rejects.toMatchObject({ code: 'rule_broken', message: 'Only the owner of the workspace may change this.' })
    expect(first.store.data.syncLog(1)[0]?.text ?? '').toMatch(/^Your role in .* was owner; it is member now\.$/)
    await become('owner')
    await first.worker.api.session()
    await first.until(({ account }) => account?.role === 'owner' && first.store.core.meta.get('role') === 'owner')
    await settings.set(company, 'newest')
    await first.until(drained)
    expect(first.store.sync.state().counts.failed).toBe(0)
  })

  it('[M7] where the server knows that one is no owner any more, the change waits in the failed list with the reason, and the view returns', async () => {
    const [first, , id] = await setupPair()
    const { userId, workspaceId } = first.store.sync.identity()
    await settingsOn(first).set(company, 'newest')
    await first.until(drained)
    await network.accounts.addMember(workspaceId!, userId!, 'member', new Date().toISOString())
    await settingsOn(first).set(company, 'server')
    await first.until(({ failed }) => failed === 1)
    expect(first.store.data.journal({ status: ['failed'] }).rows).toMatchObject([{
      title: 'Merging of contacts, company', change: { entity: 'settings', patch: { value: 'server' } },
      error: { code: 'settings_are_the_owners', message: 'Only the owner of the workspace may change this.' },
    }])
    expect(await settingsOn(first).get(company)).toBe('newest')
    act(first, id, 'update', { title: 'Coach' })
    await first.until(({ pending }) => pending === 0)
    expect(first.store.data.get('contacts', id)?.data['title']).toBe('Coach')
  })
})

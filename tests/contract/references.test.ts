import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { contacts } from '../../src/model/contacts.ts'
import { defineEntity } from '../../src/model/entity.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { str } from '../../src/model/text.ts'
import { seededRandom } from '../../src/shared/random.ts'
import { z } from '../../src/shared/zod.ts'
import { drained, setupTwoDevices, writeOn, type NetworkDevice, type NetworkSetup, type TwoDevices } from '../support/network-setup.ts'

/* A rule per reference, on two devices of one person around the real server: whatever comes first, nothing dangles and nothing is lost. */

const reference = (label: string, entity: string, onDelete: 'cascade' | 'detach' | 'restrict') =>
  ({ kind: 'reference' as const, label, policy: 'newest' as const, schema: z.string(), reference: { entity, onDelete } })
const boats = defineEntity({
  name: 'boats', label: { one: 'boat', many: 'boats' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string() },
    owner: reference('Owner', 'contacts', 'cascade'),
    skipper: reference('Skipper', 'contacts', 'detach'),
    berth: reference('Berth', 'harbours', 'restrict'),
  },
  columns: {}, rules: [], title: (data) => str(data['name']),
})
const harbours = defineEntity({
  name: 'harbours', label: { one: 'harbour', many: 'harbours' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: { name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string() }, town: reference('Town', 'contacts', 'cascade') },
  columns: {}, rules: [], title: (data) => str(data['name']),
})

const model = createModel([...productEntities, boats, harbours])

let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice, bothDrained: TwoDevices['bothDrained']
beforeEach(async () => {
  ({ network, here, there, bothDrained } = await setupTwoDevices(model))
})
afterEach(() => network.close())

const shown = ({ store }: NetworkDevice, entity: string, id: string): Row | null => store.data.get(entity, id)
const lives = (device: NetworkDevice, entity: string, id: string): boolean => shown(device, entity, id)?.deletedAt === null
const failed = ({ store }: NetworkDevice): { code: string; message: string }[] => store.data.journal({ status: ['failed'] }).rows.map(({ error }) => error!)

/** On the first device while the second is away; `late` is what that one writes meanwhile. */
async function unaware(first: () => void, late: () => void): Promise<void> {
  await bothDrained()
  await there.goOffline()
  first()
  await here.until(drained)
  late()
  await there.goOnline()
  await bothDrained()
}
const both = (look: (device: NetworkDevice) => unknown): unknown[] => [here, there].map(look)
const deletionsGivenUp = ({ store }: NetworkDevice): unknown[] => store.data.list({ entity: 'notices' }).rows.filter(({ data }) => data['field'] === 'deletedAt').map(({ data }) => data['recordId'])

describe('cascade', () => {
  it('[M4] a record made offline for one that was deleted meanwhile brings it back, with what went along, and whoever deleted it is told', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' }), other = writeOn(here, 'boats', 'create', { name: 'Other', owner })
    let late = ''
    await unaware(() => { writeOn(here, 'contacts', 'delete', {}, owner) }, () => { late = writeOn(there, 'boats', 'create', { name: 'Late', owner }) })
    for (const device of [here, there]) expect([['contacts', owner], ['boats', other], ['boats', late]].map(([entity, id]) => lives(device, entity!, id!))).toEqual([true, true, true])
    expect(both(deletionsGivenUp)).toEqual([[owner], [owner]])
    // One act of the person: undone, the contact is in the trash again.
    there.store.data.undo()
    await bothDrained()
    expect(both((device) => [lives(device, 'contacts', owner), lives(device, 'boats', late)])).toEqual([[false, false], [false, false]])
  })

  it('[M4] where the record came first and the delete knew nothing of it, the delete gives way, and whoever deleted is told: as in the other order', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' }), other = writeOn(here, 'boats', 'create', { name: 'Other', owner })
    let boat = ''
    await unaware(() => { boat = writeOn(here, 'boats', 'create', { name: 'Early', owner }) }, () => { writeOn(there, 'contacts', 'delete', {}, owner) })
    for (const device of [here, there]) expect([['contacts', owner], ['boats', other], ['boats', boat]].map(([entity, id]) => lives(device, entity!, id!))).toEqual([true, true, true])
    expect(both(deletionsGivenUp)).toEqual([[owner], [owner]])
  })

  it.each(['first', 'last'])('[M4] an edit that the delete did not know of keeps what it edited, and that alone, where the edit comes %s', async (order) => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    const [edited, other] = ['Edited', 'Other'].map((name) => writeOn(here, 'boats', 'create', { name, owner }))
    const edit = (device: NetworkDevice) => () => { writeOn(device, 'boats', 'update', { name: 'Words' }, edited) }, remove = (device: NetworkDevice) => () => { writeOn(device, 'contacts', 'delete', {}, owner) }
    if (order === 'first') await unaware(edit(here), remove(there))
    else await unaware(remove(here), edit(there))
    expect(both((device) => [lives(device, 'contacts', owner), lives(device, 'boats', other!), lives(device, 'boats', edited!), shown(device, 'boats', edited!)!.data['name']])).toEqual(Array(2).fill([false, false, true, 'Words']))
    expect(both(deletionsGivenUp)).toEqual([[edited], [edited]])
    // The contact back, what went along is back with it; gone once more by who has seen the edit, so is what was edited.
    writeOn(here, 'contacts', 'restore', {}, owner)
    await bothDrained()
    expect(both((device) => lives(device, 'boats', other!))).toEqual([true, true])
    writeOn(there, 'contacts', 'delete', {}, owner)
    await bothDrained()
    expect(both((device) => [lives(device, 'boats', other!), lives(device, 'boats', edited!)])).toEqual(Array(2).fill([false, false]))
    expect(both(deletionsGivenUp)).toEqual([[edited], [edited]])
    expect(here.store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('[M4] what was pulled after the delete and before it was sent was not known to it', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' }), boat = writeOn(here, 'boats', 'create', { name: 'Boat', owner })
    await bothDrained()
    await there.goOffline()
    writeOn(there, 'contacts', 'delete', {}, owner)
    writeOn(here, 'boats', 'update', { name: 'Words' }, boat)
    await here.until(drained)
    // The page comes down before the push goes out.
    const { rows: [row] } = here.store.data.list({ entity: 'boats' })
    there.store.sync.applyPage({ changes: [{ action: 'updated', entity: 'boats', id: boat, revision: row!.revision, data: { name: 'Words', owner }, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' }], cursor: there.store.core.meta.get('cursor')!, seen: here.store.core.meta.get('seen')!, hasMore: false })
    expect(lives(there, 'boats', boat)).toBe(false)
    await there.goOnline()
    await bothDrained()
    expect(both((device) => [lives(device, 'contacts', owner), lives(device, 'boats', boat)])).toEqual(Array(2).fill([false, true]))
  })

  it('[U1, M4] undoing the making of a record leaves it where another has made something for it since', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    await bothDrained()
    const boat = writeOn(there, 'boats', 'create', { name: 'Of another', owner })
    await bothDrained()
    here.store.data.undo()
    await bothDrained()
    expect(both((device) => [lives(device, 'contacts', owner), lives(device, 'boats', boat)])).toEqual(Array(2).fill([true, true]))
    expect(both(deletionsGivenUp)).toEqual([[owner], [owner]])
  })

  it('[M4] what was known goes along, and bringing back brings it back', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    const boat = writeOn(here, 'boats', 'create', { name: 'Early', owner })
    await bothDrained()
    writeOn(there, 'contacts', 'delete', {}, owner)
    await bothDrained()
    expect(both((device) => lives(device, 'boats', boat))).toEqual([false, false])
    writeOn(here, 'contacts', 'restore', {}, owner)
    expect(lives(here, 'boats', boat)).toBe(true)
    await bothDrained()
    expect(both((device) => lives(device, 'boats', boat))).toEqual([true, true])
  })
})

describe('detach', () => {
  it('[M4, I8] what comes back with it names no more what has gone meanwhile (seed 100142)', async () => {
    const owner = writeOn(here, 'contacts', 'create', { lastName: 'Silva' }), skipper = writeOn(here, 'contacts', 'create', { lastName: 'Dee' })
    const boat = writeOn(here, 'boats', 'create', { name: 'Argo', owner, skipper })
    await bothDrained()
    writeOn(here, 'contacts', 'delete', {}, owner)
    await bothDrained()
    writeOn(here, 'contacts', 'delete', {}, skipper)
    await bothDrained()
    writeOn(here, 'contacts', 'restore', {}, owner)
    await bothDrained()
    expect(both((device) => shown(device, 'boats', boat)?.data['skipper'] ?? null)).toEqual([null, null])
    expect(both((device) => lives(device, 'boats', boat))).toEqual([true, true])
    writeOn(here, 'contacts', 'restore', {}, skipper)
    await bothDrained()
    expect(both((device) => shown(device, 'boats', boat)?.data['skipper'])).toEqual([skipper, skipper])
  })

  it('[M4] is shown at once, offline, and taken back at once', async () => {
    const skipper = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    const synced = writeOn(here, 'boats', 'create', { name: 'Synced', skipper })
    await bothDrained()
    await here.goOffline()
    const fresh = writeOn(here, 'boats', 'create', { name: 'Fresh', skipper })
    const skippers = (): unknown[] => [synced, fresh].map((id) => shown(here, 'boats', id)!.data['skipper'] ?? null)
    writeOn(here, 'contacts', 'delete', {}, skipper)
    expect(skippers()).toEqual([null, null])
    here.store.data.undo()
    expect(skippers()).toEqual([skipper, skipper])
    here.store.data.redo()
    writeOn(here, 'boats', 'update', { name: 'Synced, renamed' }, synced)
    expect(skippers()).toEqual([null, null])
    await here.goOnline()
    await bothDrained()
    expect(both((device) => [synced, fresh].map((id) => shown(device, 'boats', id)!.data))).toEqual(Array(2).fill([{ name: 'Synced, renamed' }, { name: 'Fresh' }]))
    writeOn(there, 'contacts', 'restore', {}, skipper)
    await bothDrained()
    expect(skippers()).toEqual([skipper, skipper])
    expect(here.store.core.db.value('SELECT count(*) FROM base_records')).toBe(0)
  })

  it('[M4] a reference that comes after the delete is taken out, and put back with what it names', async () => {
    const skipper = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    let boat = ''
    await unaware(() => { writeOn(here, 'contacts', 'delete', {}, skipper) }, () => { boat = writeOn(there, 'boats', 'create', { name: 'Late', skipper }) })
    expect(both((device) => [lives(device, 'contacts', skipper), shown(device, 'boats', boat)!.data])).toEqual(Array(2).fill([false, { name: 'Late' }]))
    writeOn(there, 'contacts', 'restore', {}, skipper)
    await bothDrained()
    expect(both((device) => shown(device, 'boats', boat)!.data)).toEqual(Array(2).fill({ name: 'Late', skipper }))
  })
})

describe('restrict', () => {
  it('[M4, M5] forbids the delete on the device at once, also of what would take along what is needed', async () => {
    await here.goOffline()
    const town = writeOn(here, 'contacts', 'create', { lastName: 'Kiel' }), berth = writeOn(here, 'harbours', 'create', { name: 'Port', town })
    const boat = writeOn(here, 'boats', 'create', { name: 'Needs it', berth })
    expect(() => writeOn(here, 'harbours', 'delete', {}, berth)).toThrow('There are boats that need this harbour. Move or delete them first.')
    expect(() => writeOn(here, 'contacts', 'delete', {}, town)).toThrow('There are boats that need this contact.')
    writeOn(here, 'boats', 'update', { berth: null }, boat)
    writeOn(here, 'contacts', 'delete', {}, town)
    expect(lives(here, 'harbours', berth)).toBe(false)
  })

  it('[M4, P4] is answered by the server where the device could not know, and waits in the failed list in words', async () => {
    const berth = writeOn(here, 'harbours', 'create', { name: 'Port' })
    let boat = ''
    await unaware(() => { boat = writeOn(here, 'boats', 'create', { name: 'Needs it', berth }) }, () => { writeOn(there, 'harbours', 'delete', {}, berth) })
    expect(failed(there)).toMatchObject([{ code: 'still_referenced', message: 'There are still boats that need it. Move or delete them, then try again.' }])
    expect(both((device) => [lives(device, 'harbours', berth), lives(device, 'boats', boat)])).toEqual([[true, true], [true, true]])
  })

  it('[M4] where the delete came first, what needs the record brings it back', async () => {
    const berth = writeOn(here, 'harbours', 'create', { name: 'Port' })
    let boat = ''
    await unaware(() => { writeOn(here, 'harbours', 'delete', {}, berth) }, () => { boat = writeOn(there, 'boats', 'create', { name: 'Needs it', berth }) })
    expect(both((device) => [lives(device, 'harbours', berth), lives(device, 'boats', boat)])).toEqual([[true, true], [true, true]])
    expect(both(deletionsGivenUp)).toEqual([[berth], [berth]])
    expect(failed(there)).toEqual([])
  })

  it('[M4] what needs it comes out of the trash together with it', async () => {
    const berth = writeOn(here, 'harbours', 'create', { name: 'Port' }), boat = writeOn(here, 'boats', 'create', { name: 'Laid up', berth })
    writeOn(here, 'boats', 'delete', {}, boat)
    await unaware(() => { writeOn(here, 'harbours', 'delete', {}, berth) }, () => { writeOn(there, 'boats', 'restore', {}, boat) })
    expect(both((device) => [lives(device, 'harbours', berth), lives(device, 'boats', boat)])).toEqual([[true, true], [true, true]])
  })
})

describe('a record that is nowhere', () => {
  const nowhere = '01a1fdfa-4600-7000-8000-000000000001'

  it('[M5] may not be referred to: said at once, in words, and nothing is written', () => {
    expect(() => writeOn(here, 'notes', 'create', { contactId: nowhere, body: 'Met' })).toThrow('Contact: there is no such contact on this device.')
    const trashed = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    writeOn(here, 'contacts', 'delete', {}, trashed)
    expect(() => writeOn(here, 'notes', 'create', { contactId: trashed, body: 'Met' })).toThrow('this contact is in the trash. Restore it first.')
    expect(here.store.data.list({ entity: 'notes', state: 'all' }).total).toBe(0)
    const made = here.store.core.makeId(), note = here.store.core.makeId()
    here.store.data.mutate({ mutationId: here.store.core.makeId(), label: 'Both', changes: [
      { entity: 'notes', recordId: note, op: 'create', patch: { contactId: made, body: 'Met' } }, { entity: 'contacts', recordId: made, op: 'create', patch: { lastName: 'Lima' } }] })
    expect(lives(here, 'notes', note)).toBe(true)
  })

  it('[P2] is taken where it may not have come down yet, and the server decides', async () => {
    const contact = writeOn(here, 'contacts', 'create', { lastName: 'Silva' })
    await bothDrained()
    const empty = await network.device()
    empty.network.away = true
    await empty.worker.start()
    empty.store.sync.bindTo(here.store.core.meta.get('workspaceId')!, here.store.core.meta.get('userId')!, 'owner')
    const right = writeOn(empty, 'notes', 'create', { contactId: contact, body: 'Right' })
    const wrong = writeOn(empty, 'notes', 'create', { contactId: nowhere, body: 'Wrong' })
    empty.network.away = false
    await empty.signIn()
    await empty.until(drained)
    expect(lives(empty, 'notes', right)).toBe(true)
    expect(empty.store.data.get('notes', wrong)).toBeNull()
    expect(empty.store.data.journal({ status: ['failed'] }).rows).toMatchObject([{ title: 'Wrong', error: { code: 'reference_gone', message: 'What it refers to is gone from the workspace.' } }])
  })
})

describe('a rule', () => {
  it('[M5] that only the server can see broken comes back by its name and waits in the failed list, the rest goes on', async () => {
    const id = writeOn(here, 'contacts', 'create', { firstName: 'Ana', lastName: 'Silva' })
    await unaware(
      () => { writeOn(here, 'contacts', 'update', { lastName: null }, id) },
      () => {
        expect(() => writeOn(there, 'contacts', 'update', { firstName: null, lastName: null }, id)).toThrow(contacts.rules[0]!.check({}, { role: 'owner', userId: null })!.message)
        writeOn(there, 'contacts', 'update', { firstName: null }, id)
        writeOn(there, 'contacts', 'create', { lastName: 'Lima' })
      })
    expect(there.store.data.journal({ status: ['failed'] }).rows).toMatchObject([
      { change: { recordId: id, patch: { firstName: null } }, error: { code: 'contact_needs_a_name', message: 'A contact needs a name, a company, an e-mail or a phone.', field: 'firstName' } },
    ])
    expect(both((device) => shown(device, 'contacts', id)!.data['firstName'])).toEqual(['Ana', 'Ana'])
    expect(here.store.data.list({ entity: 'contacts' }).total).toBe(2)
  })
})

it('[M4, I8] after whatever two devices do apart, no reference dangles and both hold what the server holds', async () => {
  for (let seed = 1; seed <= 6; seed += 1) {
    const random = seededRandom(seed), pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next() * from.length)]
    const act = (device: NetworkDevice): void => {
      const { data } = device.store
      const entity = pick(['contacts', 'harbours', 'boats', 'boats'])!
      const some = (name: string): string | null => pick(data.list({ entity: name, limit: 1_000 }).rows)?.id ?? null
      const patch: DraftChange['patch'] = entity === 'contacts' ? { lastName: `c${random.next()}` } : entity === 'harbours' ? { name: `h${random.next()}`, town: some('contacts') }
        : { name: `b${random.next()}`, owner: some('contacts'), skipper: some('contacts'), berth: some('harbours') }
      const op = pick(['create', 'update', 'delete', 'delete', 'restore'] as const)!
      const id = op === 'create' ? device.store.core.makeId() : pick(data.list({ entity, state: op === 'restore' ? 'deleted' : 'live', limit: 1_000 }).rows)?.id
      if (id === undefined) return
      try { writeOn(device, entity, op, op === 'create' || op === 'update' ? patch : {}, id) } catch (thrown) { expect(thrown, 'what a rule forbids').toMatchObject({ code: 'rule_broken' }) }
    }
    for (let round = 0; round < 3; round += 1) {
      for (const device of [here, there]) await device.goOffline()
      for (let step = 0; step < 8; step += 1) act(step % 2 === 0 ? here : there)
      for (const device of random.next() < 0.5 ? [here, there] : [there, here]) { await device.goOnline(); await device.until(drained) }
      await bothDrained()
      const rows = (device: NetworkDevice, entity: string) => device.store.data.list({ entity, state: 'all', sort: ['id'], limit: 1_000 }).rows.map(({ id, data, deletedAt, revision }) => ({ id, data, deletedAt, revision }))
      for (const entity of ['contacts', 'harbours', 'boats']) expect(rows(there, entity), `seed ${seed}, round ${round}`).toEqual(rows(here, entity))
      for (const { data, deletedAt } of rows(here, 'boats')) {
        if (deletedAt !== null) continue
        const [owner, skipper, berth] = [['owner', 'contacts'], ['skipper', 'contacts'], ['berth', 'harbours']].map(([field, entity]) => (typeof data[field!] === 'string' ? shown(here, entity!, data[field!] as string) : undefined))
        expect(owner, `seed ${seed}: an owner there is, living or in the trash`).not.toBeNull()
        expect(skipper === undefined || skipper?.deletedAt === null, `seed ${seed}: a skipper who lives`).toBe(true)
        expect(berth === undefined || berth?.deletedAt === null, `seed ${seed}: a berth that lives`).toBe(true)
      }
      for (const { code } of [...failed(here), ...failed(there)]) expect(['still_referenced', 'reference_gone']).toContain(code)
    }
  }
})

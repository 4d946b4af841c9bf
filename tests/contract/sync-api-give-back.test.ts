import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingId } from '../../src/model/settings.ts'
import type { Change, SyncRecord } from '../../src/protocol/change.ts'
import type { GiveBackResponse } from '../../src/protocol/give-back.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { createTestStore, type TestStore } from '../support/test-store.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

/* R8 over the wire, against the real server over a store that is put back to an older copy of itself. */

let testStore: TestStore, server: Server, ana: Account, phone: Phone, laptop: Phone

/** A device that keeps what it is given, as devices do. */
interface Phone extends Device {
  tokens: string[]
  /** Everything the server has, tombstones included; what is kept until it is taken again. */
  take(): Promise<void>
  kept: SyncRecord[]
  epoch(): string
  giveBack(more?: { records?: SyncRecord[]; after?: string; seen?: string[]; fromEpoch?: string }): Promise<{ status: number; body: GiveBackResponse & { error?: string } }>
}

function setupPhone(account: Account): Phone {
  const device = setupDevice(server, account)
  const phone: Phone = Object.assign(device, {
    tokens: [] as string[], kept: [] as SyncRecord[],
    take: async () => {
      const { body } = await device.pull('?since=0&limit=2000')
      phone.kept = body.changes.map(({ entity, id, revision, data, deletedAt, updatedAt }) => ({ entity, id, revision, data, deletedAt, updatedAt, updatedBy: account.session.user.id }))
      device.seen = body.seen
      phone.tokens.push(body.seen)
    },
    epoch: () => (JSON.parse(Buffer.from(phone.tokens.at(-1)!.split('.')[0]!, 'base64url').toString()) as { e: string }).e,
    giveBack: async ({ records = phone.kept, seen = phone.tokens, fromEpoch = phone.epoch(), ...more } = {}) => {
      const payload = { replicaId: device.replicaId, fromEpoch, seen, records, ...more }
      const answer = await server.app.inject({ method: 'POST', url: '/api/sync/give-back', headers: account.headers, payload })
      return { status: answer.statusCode, body: answer.json() }
    },
  })
  return phone
}

/** On the same clock, and never with the same random marks. */
async function start(): Promise<void> {
  const { app, store, close } = await setupServer({ testStore, clock: server.clock, random: systemRandom })
  Object.assign(server, { app, store, close })
}

type Backup = Awaited<ReturnType<TestStore['backUp']>>
const backUp = (): Promise<Backup> => testStore.backUp()

async function putBack(backup: Backup): Promise<void> {
  await server.app.close()
  await server.store.close()
  await backup()
  await start()
}

const create = async (device: Device, patch: Change['patch'], entity = 'contacts'): Promise<string> => {
  const recordId = device.newId()
  expect(await device.act({ op: 'create', entity, recordId, patch })).toMatchObject([{ status: 'applied' }])
  server.clock.advance(1_000)
  return recordId
}
const update = async (device: Device, recordId: string, patch: Change['patch'], more: object = {}): Promise<PushResult[]> => {
  const results = await device.act({ op: 'update', recordId, patch, baseRevision: 1_000, ...more })
  server.clock.advance(1_000)
  return results
}
const standing = async (entity: string, id: string): Promise<SyncRecord | undefined> => (await setupDevice(server, ana).all(entity)).find((record) => record.id === id)
const told = async (entity: 'history' | 'notices' | 'conflicts', recordId: string): Promise<Record<string, unknown>[]> =>
  (await setupDevice(server, ana).all(entity)).map(({ data }) => data!).filter((data) => data['recordId'] === recordId)

beforeEach(async () => {
  testStore = await createTestStore()
  server = await setupServer({ testStore, random: systemRandom })
  ana = await setupAccount(server)
  phone = setupPhone(ana)
  laptop = setupPhone(ana)
})
afterEach(async () => {
  await server.close()
  await testStore.remove()
})

describe('the last common revision', () => {
  it('[R1] is the highest of a device\'s tokens that the commits know; whoever lost nothing is told so', async () => {
    await create(phone, { firstName: 'Ana' })
    await phone.take()
    expect((await phone.giveBack()).body).toMatchObject({ since: null, given: 0 })
    await create(phone, { firstName: 'Bea' })
    await phone.take()
    const copy = await backUp()
    await create(phone, { firstName: 'Cea' })
    await phone.take()
    await putBack(copy)
    const { body } = await phone.giveBack({ records: [] })
    expect(body.since?.revision).toBe(4)
    expect(Date.parse(body.since!.at!)).toBeLessThan(server.clock.now())
    // Without that token, the one before it proves less; without any, nothing is claimed.
    expect((await phone.giveBack({ records: [], seen: phone.tokens.slice(0, 1) })).body.since?.revision).toBe(2)
    expect((await phone.giveBack({ records: [], seen: [] })).body.since).toEqual({ revision: 0, at: null })
  })

  it('[R1, R5] a snapshot is not given to whoever saw another history', async () => {
    const copy = await backUp()
    await create(phone, { firstName: 'Ana' })
    await phone.take()
    await putBack(copy)
    const snapshot = (seen: string) => server.app.inject({ method: 'GET', url: `/api/sync/snapshot?seen=${seen}`, headers: ana.headers })
    expect((await snapshot(phone.tokens[0]!)).statusCode).toBe(410)
    const { body } = await phone.giveBack()
    const answer = await snapshot(body.seen)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('"Ana"')
  })

  it('[M1] a base of a dead epoch counts as that: what its author had not seen is a conflict, what was given back and they had seen is none', async () => {
    const id = await create(phone, { firstName: 'Ana', company: 'old' })
    await phone.take()
    await laptop.take()
    const copy = await backUp()
    await update(laptop, id, { company: 'later' })
    await laptop.take()
    const epoch = laptop.epoch(), base = laptop.kept.find((record) => record.id === id)!.revision
    await putBack(copy)
    await laptop.giveBack()
    const { body } = await phone.giveBack()
    phone.seen = body.seen
    laptop.seen = body.seen
    // The laptop had seen "later"; the phone had not.
    expect(await update(laptop, id, { company: 'seen' }, { baseRevision: base, baseEpoch: epoch })).toMatchObject([{ status: 'applied' }])
    expect(await update(phone, id, { company: 'unseen' }, { baseRevision: 1, baseEpoch: epoch })).toMatchObject([{ status: 'conflict' }])
  })
})

describe('giving back', () => {
  it('[R8] brings back records, history and all, with nothing for the second time and nothing lost by either device', async () => {
    const copy = await backUp()
    const id = await create(phone, { firstName: 'Ana', tags: ['vip'] })
    await update(phone, id, { title: 'Dr.' })
    const gone = await create(phone, { firstName: 'Bea' })
    await phone.act({ op: 'delete', recordId: gone, baseRevision: 1_000 })
    await phone.take()
    await laptop.take()
    await putBack(copy)
    const first = await phone.giveBack()
    expect(first.body).toMatchObject({ given: phone.kept.length })
    const once = await setupDevice(server, ana).pull('?since=0&limit=2000')
    for (const again of [await phone.giveBack(), await laptop.giveBack()]) expect(again.body.given).toBe(0)
    expect((await setupDevice(server, ana).pull('?since=0&limit=2000')).body.changes).toEqual(once.body.changes)
    const bytes = (records: SyncRecord[]): unknown[] => records.map((record) => [record.entity, record.id, record.data, record.deletedAt]).sort()
    expect(bytes(once.body.changes)).toEqual(bytes(phone.kept))
  })

  it('[R8] a field written in the new epoch stands; what is given back to it is in its history with one notice, and the rest comes back', async () => {
    const id = await create(phone, { firstName: 'Ana', title: 'old', company: 'old', source: 'old' })
    await phone.take()
    const copy = await backUp()
    await update(phone, id, { title: 'lost', company: 'lost' })
    await phone.take()
    await putBack(copy)
    await update(laptop, id, { title: 'new', source: 'new' })
    await phone.giveBack()
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', title: 'new', company: 'lost', source: 'new' })
    // "old" of `source` was overtaken in the open, and is no loss.
    expect(await told('notices', id)).toMatchObject([{ field: 'title', lost: 'lost', stands: 'new', forUserId: ana.session.user.id }])
    expect((await told('history', id)).filter(({ lost }) => JSON.stringify(lost) === '{"title":"lost"}')).toHaveLength(1)
    await laptop.take()
    await phone.giveBack({ fromEpoch: phone.epoch() })
    expect(await told('notices', id)).toHaveLength(1)
    expect(await told('conflicts', id)).toEqual([])
  })

  it.each([['the older first', [0, 1]], ['the newer first', [1, 0]]] as const)('[R8] of two devices the highest old revision wins, %s', async (_name, order) => {
    const id = await create(phone, { firstName: 'Ana', title: 'old', tags: ['red'] })
    await phone.take()
    const copy = await backUp()
    await update(phone, id, { title: 'earlier', tags: ['red', 'blue'] })
    await phone.take()
    await update(phone, id, { title: 'later', tags: ['blue'] })
    await laptop.take()
    await putBack(copy)
    laptop.tokens.unshift(phone.tokens[0]!)
    for (const at of order) await [phone, laptop][at]!.giveBack()
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', title: 'later', tags: ['blue'] })
    expect(await told('notices', id)).toEqual([])
  })

  it('[R8] lists merge by element: added in either epoch is there, removed in either is not, unless it was edited in the other', async () => {
    const mail = (id: string, value: string) => ({ id, value, label: 'work' })
    const id = await create(phone, { firstName: 'Ana', emails: ['a', 'b', 'c', 'd'].map((name) => mail(name, `${name}@old`)) })
    await phone.take()
    const copy = await backUp()
    // In the epoch that ends: a removed, b edited, e added.
    await update(phone, id, { emails: { $set: { remove: ['a'], update: { b: { value: 'b@lost' } }, add: [mail('e', 'e@lost')] } } })
    await phone.take()
    await putBack(copy)
    // In the new one: b and c removed, d edited, f added.
    await update(laptop, id, { emails: { $set: { remove: ['b', 'c'], update: { d: { value: 'd@new' } }, add: [mail('f', 'f@new')] } } })
    await phone.giveBack()
    const emails = (await standing('contacts', id))?.data?.['emails'] as { id: string; value: string }[]
    expect(emails.map(({ id: name, value }) => `${name} ${value}`).sort()).toEqual(['b b@lost', 'd d@new', 'e e@lost', 'f f@new'])
  })

  it('[R8, M4] a deletion comes back with its tombstone; an edit of the new epoch beats it, and whoever deleted is told', async () => {
    const [kept, edited] = [await create(phone, { firstName: 'Ana' }), await create(phone, { firstName: 'Bea' })]
    await phone.take()
    const copy = await backUp()
    for (const recordId of [kept, edited]) await phone.act({ op: 'delete', recordId, baseRevision: 1_000 })
    await phone.take()
    await putBack(copy)
    server.clock.advance(1_000)
    await update(laptop, edited, { title: 'new' })
    await phone.giveBack()
    expect((await standing('contacts', kept))?.deletedAt).toBe(phone.kept.find(({ id }) => id === kept)!.deletedAt)
    expect(await standing('contacts', edited)).toMatchObject({ deletedAt: null, data: { firstName: 'Bea', title: 'new' } })
    expect(await told('notices', edited)).toMatchObject([{ field: 'deletedAt' }])
  })

  it('[R8, M4] a record deleted in the new epoch stays deleted where nobody edited it, and comes back where somebody had', async () => {
    const [same, edited] = [await create(phone, { firstName: 'Ana' }), await create(phone, { firstName: 'Bea' })]
    await phone.take()
    const copy = await backUp()
    await update(phone, edited, { title: 'lost' })
    await phone.take()
    await putBack(copy)
    for (const recordId of [same, edited]) await laptop.act({ op: 'delete', recordId, baseRevision: 1_000 })
    await phone.giveBack()
    expect((await standing('contacts', same))?.deletedAt).not.toBeNull()
    expect(await standing('contacts', edited)).toMatchObject({ deletedAt: null, data: { firstName: 'Bea', title: 'lost' } })
    expect(await told('notices', edited)).toMatchObject([{ field: 'deletedAt', forUserId: ana.session.user.id }])
  })

  it('[R8, M4] a deletion that comes back takes out what was laid to the record meanwhile, and a restore puts it back (seed 100618)', async () => {
    const company = await create(phone, { name: 'Acme' }, 'companies'), id = await create(phone, { firstName: 'Ana' })
    await phone.take()
    const copy = await backUp()
    await phone.act({ op: 'delete', entity: 'companies', recordId: company, patch: {}, baseRevision: 1_000 })
    await phone.take()
    await putBack(copy)
    laptop.seen = undefined
    expect(await update(laptop, id, { companyId: company })).toMatchObject([{ status: 'applied' }])
    await phone.giveBack()
    expect((await standing('companies', company))?.deletedAt).not.toBeNull()
    expect((await standing('contacts', id))?.data?.['companyId'] ?? null).toBeNull()
    const entries = (await told('history', id)).length
    await phone.giveBack()
    expect(await told('history', id)).toHaveLength(entries)
    laptop.seen = undefined
    await laptop.act({ op: 'restore', entity: 'companies', recordId: company, patch: {}, baseRevision: 1_000 })
    expect((await standing('contacts', id))?.data?.['companyId']).toBe(company)
  })

  it('[R8, M4, I8] what comes back names nothing that was deleted meanwhile: a note brings its contact back, a company is taken out until it is restored', async () => {
    const company = await create(phone, { name: 'Acme' }, 'companies'), ana1 = await create(phone, { firstName: 'Ana' }), bea = await create(phone, { firstName: 'Bea' })
    await phone.take()
    const copy = await backUp()
    const note = await create(phone, { contactId: ana1, body: 'Only here' }, 'notes')
    await update(phone, bea, { companyId: company })
    await phone.take()
    await putBack(copy)
    laptop.seen = undefined
    for (const [entity, recordId] of [['companies', company], ['contacts', ana1]] as const) await laptop.act({ op: 'delete', entity, recordId, patch: {}, baseRevision: 1_000 })
    await phone.giveBack()
    expect(await standing('notes', note)).toMatchObject({ deletedAt: null, data: { contactId: ana1, body: 'Only here' } })
    expect(await standing('contacts', ana1)).toMatchObject({ deletedAt: null })
    expect(await told('notices', ana1)).toMatchObject([{ field: 'deletedAt', forUserId: ana.session.user.id }])
    expect((await standing('companies', company))?.deletedAt).not.toBeNull()
    expect((await standing('contacts', bea))?.data).toEqual({ firstName: 'Bea' })
    const before = (await setupDevice(server, ana).all('history')).length
    await phone.giveBack()
    expect(await setupDevice(server, ana).all('history')).toHaveLength(before)
    laptop.seen = undefined
    await laptop.act({ op: 'restore', entity: 'companies', recordId: company, patch: {}, baseRevision: 1_000 })
    expect((await standing('contacts', bea))?.data).toMatchObject({ companyId: company })
  })

  it('[R8, M4] what a deletion of the new epoch took along comes back with what is given back, and what it took out is put back', async () => {
    const company = await create(phone, { name: 'Acme' }, 'companies'), bea = await create(phone, { firstName: 'Bea', companyId: company })
    const note = await create(phone, { companyId: company, body: 'About Acme' }, 'notes')
    await phone.take()
    const copy = await backUp()
    await update(phone, company, { name: 'Acme & Co' }, { entity: 'companies' })
    await phone.take()
    await putBack(copy)
    laptop.seen = undefined
    await laptop.act({ op: 'delete', entity: 'companies', recordId: company, patch: {}, baseRevision: 1_000, along: { [note]: 1_000 } })
    expect((await standing('notes', note))?.deletedAt).not.toBeNull()
    await phone.giveBack()
    expect(await standing('companies', company)).toMatchObject({ deletedAt: null, data: { name: 'Acme & Co' } })
    expect(await standing('notes', note)).toMatchObject({ deletedAt: null, data: { body: 'About Acme' } })
    expect((await standing('contacts', bea))?.data).toMatchObject({ companyId: company })
  })

  it('[R8, M4] a deletion that came back is undone with what it took along, and theirs; what was deleted by itself stays in the trash', async () => {
    const project = await create(phone, { name: 'Move' }, 'projects'), note = await create(phone, { projectId: project, body: 'About it' }, 'notes'), alone = await create(phone, { projectId: project, body: 'Old' }, 'notes')
    const task = await create(phone, { title: 'Pack' }, 'tasks'), part = await create(phone, { title: 'Books', parentId: task }, 'tasks'), parts = await create(phone, { title: 'Heavy ones', parentId: part }, 'tasks')
    await phone.take()
    const copy = await backUp()
    const remove = async (device: Device, entity: string, recordId: string): Promise<void> => {
      await device.act({ op: 'delete', entity, recordId, patch: {}, baseRevision: 1_000, along: { '*': 1_000 } })
      server.clock.advance(1_000)
    }
    for (const [entity, id] of [['notes', alone], ['projects', project], ['tasks', task]] as const) await remove(phone, entity, id)
    await phone.take()
    const backwards = phone.kept.toReversed(), forth = phone.kept
    for (const records of [forth, backwards]) {
      await putBack(copy)
      await phone.giveBack({ records })
      for (const [entity, id] of [['projects', project], ['notes', note], ['notes', alone], ['tasks', task], ['tasks', part], ['tasks', parts]] as const) expect([entity, (await standing(entity, id))?.deletedAt]).toEqual([entity, expect.any(String)])
      laptop.seen = undefined
      for (const [entity, recordId] of [['projects', project], ['tasks', task]] as const) await laptop.act({ op: 'restore', entity, recordId, patch: {}, baseRevision: 1_000 })
      for (const [entity, id] of [['projects', project], ['notes', note], ['tasks', task], ['tasks', part], ['tasks', parts]] as const) expect([entity, (await standing(entity, id))?.deletedAt]).toEqual([entity, null])
      expect((await standing('notes', alone))?.deletedAt).not.toBeNull()
    }
  })

  it('[R8, M4] what was left in the trash on purpose stays there: a note that was edited after its contact was deleted comes back alone', async () => {
    const ana1 = await create(phone, { firstName: 'Ana' }), note = await create(phone, { contactId: ana1, body: 'Call' }, 'notes')
    await phone.take()
    const copy = await backUp()
    await phone.act({ op: 'delete', recordId: ana1, patch: {}, baseRevision: 1_000, along: { [note]: 1_000 } })
    await update(phone, note, { body: 'Call her' }, { entity: 'notes' })
    await phone.take()
    expect(await standing('notes', note)).toMatchObject({ deletedAt: null })
    await putBack(copy)
    await phone.giveBack()
    expect((await standing('contacts', ana1))?.deletedAt).not.toBeNull()
    expect(await standing('notes', note)).toMatchObject({ deletedAt: null, data: { contactId: ana1, body: 'Call her' } })
  })

  it('[R8, M3] an open conflict comes back to be decided, and joins the one that the new epoch has opened meanwhile', async () => {
    const id = await create(phone, { firstName: 'Ana', company: 'old' })
    await phone.take()
    const base = phone.kept.find((record) => record.id === id)!.revision
    const copy = await backUp()
    await update(phone, id, { company: 'theirs' })
    expect(await update(laptop, id, { company: 'mine' }, { baseRevision: base })).toMatchObject([{ status: 'conflict' }])
    await phone.take()
    await putBack(copy)
    await phone.giveBack()
    expect(await told('conflicts', id)).toMatchObject([{ status: 'open', theirs: { value: 'theirs' }, mine: [{ value: 'mine' }] }])

    await putBack(copy)
    const tablet = setupPhone(ana)
    laptop.seen = undefined
    await update(tablet, id, { company: 'new' })
    expect(await update(laptop, id, { company: 'newer' }, { baseRevision: base })).toMatchObject([{ status: 'conflict' }])
    await phone.giveBack()
    expect(await told('conflicts', id)).toMatchObject([{ status: 'open', theirs: { value: 'new' }, mine: [{ value: 'newer' }, { value: 'mine' }] }])
  })

  it('[R8, M3] an open conflict comes back also before its record, which its device has of a later epoch (seed 70057)', async () => {
    const copy = await backUp(), id = await create(phone, { firstName: 'Ana', company: 'old' })
    await phone.take()
    const base = phone.kept.find((record) => record.id === id)!.revision
    await update(phone, id, { company: 'theirs' })
    await update(laptop, id, { company: 'mine' }, { baseRevision: base })
    await phone.take()
    await putBack(copy)
    await phone.giveBack({ records: phone.kept.filter(({ entity }) => entity !== 'contacts') })
    await phone.giveBack({ records: phone.kept.filter(({ entity }) => entity === 'contacts').map((record) => ({ ...record, data: { ...record.data, company: 'later' } })) })
    expect(await told('conflicts', id)).toMatchObject([{ status: 'open', theirs: { value: 'later' }, mine: [{ value: 'mine' }] }])
  })

  it('[R8, M3] an open conflict follows what is given back to its field; what was decided in the other history stays decided, in whichever lot it comes', async () => {
    const id = await create(phone, { firstName: 'Ana', company: 'old' })
    await phone.take()
    const base = phone.kept.find((record) => record.id === id)!.revision
    await update(phone, id, { company: 'theirs' })
    await update(laptop, id, { company: 'mine' }, { baseRevision: base })
    await phone.take()
    const copy = await backUp(), contactsOnly = (): { records: SyncRecord[] } => ({ records: phone.kept.filter(({ entity }) => entity === 'contacts') })
    await update(phone, id, { company: 'later' })
    await phone.take()
    await putBack(copy)
    await phone.giveBack(contactsOnly())
    expect(await told('conflicts', id)).toMatchObject([{ status: 'open', theirs: { value: 'later' }, mine: [{ value: 'mine' }] }])

    await putBack(copy)
    await phone.take()
    const conflict = phone.kept.find(({ entity }) => entity === 'conflicts')!
    const settlement = { value: 'decided', saw: { theirs: conflict.data!['theirs']!, mine: conflict.data!['mine']! } }
    await phone.act({ op: 'update', recordId: id, patch: { company: 'decided' }, baseRevision: 1_000 }, { entity: 'conflicts', op: 'update', recordId: conflict.id, patch: { status: 'settled', settlement }, baseRevision: 1_000 })
    server.clock.advance(1_000)
    await phone.take()
    expect(await told('conflicts', id)).toMatchObject([{ status: 'settled' }])
    await putBack(copy)
    await phone.giveBack(contactsOnly())
    await phone.giveBack()
    expect((await standing('contacts', id))?.data?.['company']).toBe('decided')
    expect(await told('conflicts', id)).toMatchObject([{ status: 'settled' }])
  })

  it('[R8, P2] a change whose answer was lost is a duplicate once its history was given back, and has one entry', async () => {
    const copy = await backUp()
    const recordId = phone.newId()
    const changes = phone.mutation({ op: 'create', recordId, patch: { firstName: 'Ana' } })
    await phone.push(changes)
    await laptop.take()
    await putBack(copy)
    await laptop.giveBack()
    phone.seen = undefined
    expect(await phone.push(changes)).toMatchObject([{ status: 'applied', duplicate: true, record: { data: { firstName: 'Ana' } } }])
    expect(await told('history', recordId)).toHaveLength(1)
  })

  it('[R8] the server emptied, with its accounts: everything comes back, records and references', async () => {
    const id = await create(phone, { firstName: 'Ana' })
    const note = await create(phone, { contactId: id, body: 'text' }, 'notes')
    await phone.take()
    await server.app.close()
    await server.store.close()
    await testStore.emptyWorkspaces()
    await start()
    expect((await phone.giveBack()).body).toMatchObject({ since: { revision: 0, at: null }, given: phone.kept.length })
    expect((await standing('notes', note))?.data).toEqual({ contactId: id, body: 'text' })
    // The reference rules know of them again (M4).
    phone.seen = undefined
    await phone.act({ op: 'delete', recordId: id, baseRevision: 1_000 })
    expect((await standing('notes', note))?.deletedAt).not.toBeNull()
  })
})

describe('who gives back', () => {
  it('[R8] goes on only in the history that has what was given before: put back once more in between, it begins again', async () => {
    const copy = await backUp()
    await create(phone, { firstName: 'Ana' })
    await create(phone, { firstName: 'Bea' })
    await phone.take()
    await putBack(copy)
    const { body } = await phone.giveBack({ records: phone.kept.slice(0, 1) })
    await putBack(copy)
    expect(await phone.giveBack({ records: phone.kept.slice(1), after: body.seen })).toMatchObject({ status: 409, body: { error: 'epoch_changed' } })
    expect((await phone.giveBack()).body.given).toBe(phone.kept.length)
  })

  it('[R8] who may only look gives nothing, and what the owner decides comes back from the owner alone', async () => {
    const member = await setupMember(server, ana, 'Ben', 'member'), viewer = await setupMember(server, ana, 'Vic', 'viewer')
    const copy = await backUp()
    const setting = settingId('trashDays')
    await phone.act({ op: 'create', entity: 'settings', recordId: setting, patch: { key: 'trashDays', value: 30 } })
    const id = await create(phone, { firstName: 'Ana' })
    await phone.take()
    await putBack(copy)
    const give = async (account: Account) => {
      const device = setupPhone(account)
      device.tokens.push(...phone.tokens)
      return (await device.giveBack({ records: phone.kept })).body
    }
    expect(await give(viewer)).toMatchObject({ since: null, given: 0 })
    await give(member)
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana' })
    expect(await standing('settings', setting)).toBeUndefined()
    await phone.giveBack()
    expect((await standing('settings', setting))?.data).toEqual({ key: 'trashDays', value: 30 })
  })

  it('[R8] a record that cannot be kept keeps no other from coming back', async () => {
    const copy = await backUp()
    const id = await create(phone, { firstName: 'Ana' })
    await phone.take()
    await putBack(copy)
    const [record] = phone.kept
    const odd = [{ ...record!, entity: 'unheardOf' }, { ...record!, data: 'text' } as never, { ...record!, id: 7 } as never]
    const { status, body } = await phone.giveBack({ records: [...odd, ...phone.kept] })
    expect([status, body.given]).toEqual([200, phone.kept.length])
    expect(await standing('contacts', id)).toBeDefined()
  })
})

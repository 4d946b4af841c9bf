import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { editText, writeState } from '../../src/merge/text-document.ts'
import { documentIn } from '../../src/merge/text-field.ts'
import { settingId } from '../../src/model/settings.ts'
import type { Change, SyncRecord } from '../../src/protocol/change.ts'
import type { GiveBackResponse } from '../../src/protocol/give-back.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { createApp } from '../../src/sync-api/app.ts'
import { plainPasswords, setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

/* R8 where it meets the rest of the engine: what a restored server is given is held to the same bounds as what is pushed to it. */

let folder: string, file: string, server: Server, ana: Account, phone: Device, copy: string
const logged: string[] = []
beforeEach(async () => {
  logged.length = 0
  folder = mkdtempSync(join(tmpdir(), 'satchel-given-back-'))
  file = join(folder, 'satchel.db')
  server = await setupServer({ store: openSqliteStore(file), random: systemRandom, log: (level, event, facts) => { if (level === 'error') logged.push(`${event} ${JSON.stringify(facts)}`) } })
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
  copy = backUp()
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

function backUp(): string {
  const to = join(folder, `backup-${Math.random()}.db`), connection = openConnection(file)
  connection.exec(`VACUUM INTO '${to}'`)
  connection.close()
  return to
}
async function putBack(): Promise<void> {
  await server.app.close()
  await server.store.close()
  const store = openSqliteStore(copy)
  const app = await createApp({ store, clock: server.clock, random: systemRandom, passwords: plainPasswords, limits: null })
  await app.ready()
  Object.assign(server, { app, store, close: async () => { await app.close(); await store.close() } })
}

const epochOf = (token: string): string => (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { e: string }).e
/** Everything the server has, as a device keeps it, and the token that came with it. */
async function take(account = ana): Promise<{ records: SyncRecord[]; token: string; epoch: string }> {
  const { body } = await setupDevice(server, account).pull('?since=0&limit=2000')
  const records = body.changes.map(({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }) => ({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }))
  return { records, token: body.seen, epoch: epochOf(body.seen) }
}
async function give(taken: { records: readonly SyncRecord[]; token: string; epoch: string }, more: { account?: Account; replicaId?: string; schemaVersion?: number; seen?: string[] } = {}): Promise<{ status: number; body: GiveBackResponse & { error?: string } }> {
  const { account = ana, ...rest } = more
  const payload = { replicaId: phone.replicaId, fromEpoch: taken.epoch, seen: [taken.token], records: taken.records, ...rest }
  const answer = await server.app.inject({ method: 'POST', url: '/api/sync/give-back', headers: account.headers, payload })
  return { status: answer.statusCode, body: answer.json() }
}
const create = async (patch: Change['patch'], entity = 'contacts', recordId = phone.newId()): Promise<string> => {
  expect(await phone.act({ op: 'create', entity, recordId, patch })).toMatchObject([{ status: 'applied' }])
  server.clock.advance(1_000)
  return recordId
}
const standing = async (entity: string, id: string): Promise<SyncRecord | undefined> => (await setupDevice(server, ana).all(entity)).find((record) => record.id === id)
const altered = (records: readonly SyncRecord[], id: string, more: (record: SyncRecord) => Partial<SyncRecord>): SyncRecord[] =>
  records.filter((record) => record.id === id).map((record) => ({ ...record, ...more(record) }))

describe('a text that is given back', () => {
  const edited = (data: Data, text: string, seed: string): Json => ({ $text: writeState(editText(documentIn(data, 'body'), text, seed)) })

  it('[R8] is the document it was, so that an edit which waits elsewhere still goes where it was made', async () => {
    const contactId = await create({ firstName: 'Bea' }), id = await create({ contactId, body: 'Met for tea.' }, 'notes')
    await phone.act({ op: 'update', entity: 'notes', recordId: id, patch: { body: edited({ body: 'Met for tea.' }, 'Met for green tea.', 'a') }, baseRevision: 1_000 })
    const before = await standing('notes', id), taken = await take()
    await putBack()
    await give(taken)
    expect((await standing('notes', id))?.data).toEqual(before?.data)
  })

  it('[R8] meets the one that stands as documents do: nobody\'s words are there twice, nor what one of them took out', async () => {
    const contactId = await create({ firstName: 'Bea' }), id = await create({ contactId, body: 'Met for tea. Two children.' }, 'notes')
    copy = backUp()
    await phone.act({ op: 'update', entity: 'notes', recordId: id, patch: { body: edited({ body: 'Met for tea. Two children.' }, 'Met for tea.', 'a') }, baseRevision: 1_000 })
    const taken = await take()
    await putBack()
    const other = setupDevice(server, ana)
    await other.act({ op: 'update', entity: 'notes', recordId: id, patch: { body: edited({ body: 'Met for tea. Two children.' }, 'Met for green tea. Two children.', 'b') }, baseRevision: 1_000 })
    // The other history's token proves nothing of this one; the record was in the backup.
    await give(taken)
    expect((await standing('notes', id))?.data?.['body']).toBe('Met for green tea.')
  })

  /*
   *   server  r6 ── backup ── r7 r8 r9 (A heard) ── put back: r6 ── r7' (B heard) ── put back: r6 ── A gives back, then B
   */
  it('[R8] put back twice, an epoch has had two histories: the words of both come back, whichever numbers are higher (seed 5024 with restores)', async () => {
    const contactId = await create({ firstName: 'Bea' }), id = await create({ contactId, body: 'Met for tea.' }, 'notes')
    copy = backUp()
    const sameAgain = backUp()
    const edits = ['Met her for tea.', 'Met her here for tea.']
    for (const body of edits) await phone.act({ op: 'update', entity: 'notes', recordId: id, patch: { body: edited({ body: 'Met for tea.' }, body, body) }, baseRevision: 1_000 })
    const first = await take()
    await putBack()
    await setupDevice(server, ana).act({ op: 'update', entity: 'notes', recordId: id, patch: { body: edited({ body: 'Met for tea.' }, 'Met for green tea.', 'b') }, baseRevision: 1_000 })
    const second = await take()
    expect(second.epoch).toBe(first.epoch)
    copy = sameAgain
    await putBack()
    await give(first)
    await give(second)
    const both = (await standing('notes', id))?.data
    for (const word of ['her', 'here', 'green']) expect(both?.['body']).toContain(word)
    // Twice is as once.
    await give(second)
    await give(first)
    expect((await standing('notes', id))?.data).toEqual(both)
  })
})

describe('a rule that a record given back would break', () => {
  it('[M5, R8] is kept: two each took a name out, and the one that stands stays; the rest comes back', async () => {
    const id = await create({ firstName: 'Ana', company: 'Acme', tags: ['vip'] }), common = await take()
    copy = backUp()
    await phone.act({ op: 'update', recordId: id, patch: { firstName: null, title: 'Dr', tags: [] }, baseRevision: 1_000 })
    server.clock.advance(1_000)
    const taken = await take()
    await putBack()
    await setupDevice(server, ana).act({ op: 'update', recordId: id, patch: { company: null }, baseRevision: 1_000 })
    await give(taken, { seen: [common.token, taken.token] })
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', title: 'Dr', tags: [] })
  })
})

describe('what this server does not know', () => {
  it('[R4, R8] fields that a newer device wrote come back with the record, whoever gives it back', async () => {
    const recordId = phone.newId()
    const [made] = phone.mutation({ op: 'create', recordId, patch: { firstName: 'Ana', pronouns: 'she' } })
    await phone.push([{ ...made!, schemaVersion: 99, bodyHash: undefined as never }])
    const taken = await take()
    await putBack()
    await give(taken)
    expect((await standing('contacts', recordId))?.data).toEqual({ firstName: 'Ana', pronouns: 'she' })
  })

  it('[R4, R8] an entity that only newer devices know comes back from one of them, and from no other', async () => {
    const recordId = phone.newId()
    const [made] = phone.mutation({ op: 'create', entity: 'boats', recordId, patch: { name: 'Argo' } })
    await phone.push([made!], { schemaVersion: 999 })
    const taken = await take()
    await putBack()
    await give(taken)
    expect(await standing('boats', recordId)).toBeUndefined()
    await give(taken, { schemaVersion: 999 })
    expect((await standing('boats', recordId))?.data).toEqual({ name: 'Argo' })
  })
})

describe('what cannot have been given to the device', () => {
  it('[R7, R8] a record under an id that is none is left out: no digest of ranges would ever find it', async () => {
    const id = await create({ firstName: 'Ana' })
    const taken = await take()
    await putBack()
    const odd = ['zzz', '~', '', id.toUpperCase()].flatMap((other) => altered(taken.records, id, () => ({ id: other })))
    expect(await give({ ...taken, records: [...odd, ...taken.records] })).toMatchObject({ status: 200, body: { given: taken.records.length } })
    expect((await setupDevice(server, ana).all('contacts')).map((record) => record.id)).toEqual([id])
  })

  it('[T1, R8] a record from the future counts as of now: who edits it later is not held to have been earlier', async () => {
    const id = await create({ title: 'old', firstName: 'Ana' })
    copy = backUp()
    await phone.act({ op: 'update', recordId: id, patch: { title: 'given' }, baseRevision: 1_000 })
    const taken = await take()
    await putBack()
    const other = setupDevice(server, ana)
    await give({ ...taken, records: altered(taken.records, id, () => ({ updatedAt: '+200000-01-01T00:00:00.000Z', deletedAt: null })) })
    server.clock.advance(60_000)
    // Concurrent with what was given back, and later.
    const [result] = await other.act({ op: 'update', recordId: id, patch: { title: 'later' }, baseRevision: 2 })
    expect((await standing('contacts', id))?.data?.['title'], JSON.stringify(result)).toBe('later')
    expect(Date.parse((await standing('contacts', id))!.updatedAt)).toBeLessThanOrEqual(server.clock.now())
  })

  it('[R5, R8] a deletion at no time that there is counts as of now, so that the trash ends one day', async () => {
    const ids = [await create({ firstName: 'Ana' }), await create({ firstName: 'Bea' })]
    const taken = await take()
    await putBack()
    await give({ ...taken, records: ids.flatMap((id, index) => altered(taken.records, id, () => ({ deletedAt: ['some day', '9999-12-31T00:00:00.000Z'][index]! }))) })
    for (const id of ids) expect(Date.parse((await standing('contacts', id))!.deletedAt!)).toBeLessThanOrEqual(server.clock.now())
  })

  it('[M7, R8] a setting that the model has no place for is not taken, also from the owner', async () => {
    const id = await create({ key: 'trashDays', value: 30 }, 'settings', settingId('trashDays'))
    const taken = await take()
    await putBack()
    for (const data of [{ key: 'trashDays', value: 1e300 }, { key: 'trashDays', value: 0.5 }, { key: 'policy:notes.body', value: 'newest' }]) {
      await give({ ...taken, records: altered(taken.records, id, () => ({ data })) })
      expect(await standing('settings', id)).toBeUndefined()
    }
    await give(taken)
    expect((await standing('settings', id))?.data).toEqual({ key: 'trashDays', value: 30 })
  })

  it('[R8] a list of very many elements keeps nobody waiting: the record is left out, and the others come back', async () => {
    const id = await create({ firstName: 'Ana', tags: ['a'] })
    copy = backUp()
    await phone.act({ op: 'update', recordId: id, patch: { title: 'given' }, baseRevision: 1_000 })
    const taken = await take()
    await putBack()
    const tags = Array.from({ length: 60_000 }, (_, index) => `t${index}`)
    const { user } = process.cpuUsage()
    await give({ ...taken, records: altered(taken.records, id, ({ data }) => ({ data: { ...data, tags } })) })
    expect(process.cpuUsage({ user, system: 0 }).user).toBeLessThan(5_000_000)
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', tags: ['a'] })
    await give(taken)
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', tags: ['a'], title: 'given' })
  })
})

describe('who gives back', () => {
  it('[M1, P5, R8] cannot prove anything for somebody else\'s replica', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'member')
    await create({ firstName: 'Ana' })
    copy = backUp()
    await create({ firstName: 'Bea' })
    const taken = await take()
    await putBack()
    expect(await give({ ...taken, records: [] }, { account: ben })).toMatchObject({ status: 403, body: { error: 'forbidden' } })
    expect((await give({ ...taken, records: [] })).status).toBe(200)
  })
})

/*
 * A change was answered, and its entry never came down to its device; other devices gave its record back. Sent again, it says what it took the
 * place of, or nothing would.
 */
describe('a change that travels again', () => {
  const entries = async (recordId: string): Promise<Json[]> =>
    (await setupDevice(server, ana).all('history')).flatMap(({ data }) => (data?.['recordId'] === recordId && data['op'] === 'update' ? [data['fields'] ?? null] : []))

  it('[R8, H1] tells what stood before it, also where what came after it was given back (seed 4153 with restores)', async () => {
    const id = await create({ firstName: 'Ana', title: 'old' })
    const { records: before, epoch } = await take()
    const known = { recordId: id, op: 'update' as const, baseEpoch: epoch, baseRevision: before.find((record) => record.id === id)!.revision }
    const changes = [...phone.mutation({ ...known, patch: { title: 'new' }, before: { title: 'old' } }), ...phone.mutation({ ...known, patch: { title: null }, before: { title: 'new' } })]
    expect(await phone.push(changes)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    const taken = await take()
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    phone.seen = undefined
    expect(await phone.push(changes)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana' })
    expect(await entries(id)).toEqual([{ title: { from: 'old', to: 'new' } }, { title: { from: 'new', to: null } }])
  })

  it('[R8, H1] and where what came after it, by somebody else, makes it give way (seed 5080 with restores)', async () => {
    const id = await create({ firstName: 'Ana', title: 'old' })
    const { records: before, epoch } = await take()
    const known = { recordId: id, op: 'update' as const, baseEpoch: epoch }
    const change = phone.mutation({ ...known, baseRevision: before.find((record) => record.id === id)!.revision, patch: { title: 'new' }, before: { title: 'old' } })
    await phone.push(change)
    server.clock.advance(1_000)
    await setupDevice(server, ana).act({ ...known, baseRevision: 1_000, patch: { title: 'newer' }, before: { title: 'new' } })
    const taken = await take()
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    phone.seen = undefined
    expect(await phone.push(change)).toMatchObject([{ status: 'merged', superseded: ['title'] }])
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', title: 'newer' })
    expect(await entries(id)).toEqual([{ title: { from: 'old', to: 'new' } }])
  })

  it('[R8, H1] and where what makes it give way is newer than all that was given back (seed 107)', async () => {
    const id = await create({ firstName: 'Ana', title: 'old' })
    copy = backUp()
    const { records: before, epoch } = await take()
    const known = { recordId: id, op: 'update' as const, baseEpoch: epoch }
    const change = phone.mutation({ ...known, baseRevision: before.find((record) => record.id === id)!.revision, patch: { title: null }, before: { title: 'old' } })
    await phone.push(change)
    const taken = await take()
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    server.clock.advance(1_000)
    await setupDevice(server, ana).act({ recordId: id, op: 'update', baseRevision: 1_000, patch: { title: 'newer' }, before: { title: null } })
    phone.seen = undefined
    expect(await phone.push(change)).toMatchObject([{ status: 'merged', superseded: ['title'] }])
    expect(await entries(id)).toEqual([{ title: { from: null, to: 'newer' } }, { title: { from: 'old', to: null } }])
  })

  it('[R8, H1] and in a list, of the element that it wrote (seed 50523)', async () => {
    const id = await create({ firstName: 'Ana', emails: [{ id: 'e1', value: 'old' }, { id: 'e2', value: 'other' }] })
    const { records: before, epoch } = await take()
    copy = backUp()
    const known = { recordId: id, op: 'update' as const, baseEpoch: epoch }
    const change = phone.mutation({ ...known, baseRevision: before.find((record) => record.id === id)!.revision, patch: { emails: { $set: { update: { e1: { value: 'new' } } } } },
      before: { emails: [{ id: 'e1', value: 'old' }, { id: 'e2', value: 'other' }] } })
    await phone.push(change)
    await setupDevice(server, ana).act({ ...known, baseRevision: 1_000, patch: { emails: { $set: { update: { e1: { value: 'newest' } } } } } })
    const taken = await take()
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    server.clock.advance(60_000)
    phone.seen = undefined
    await phone.push([{ ...change[0]!, at: `${server.clock.now()}:0:${phone.replicaId}`, bodyHash: undefined as never }])
    expect(JSON.stringify(await entries(id))).toContain('"old"')
  })

  it('[R8, H1, M3] and where a person is asked about it (seed 50760)', async () => {
    const id = await create({ firstName: 'Ana', company: 'old' })
    copy = backUp()
    const { records: before, epoch } = await take()
    const known = { recordId: id, op: 'update' as const, baseEpoch: epoch }
    const change = phone.mutation({ ...known, baseRevision: before.find((record) => record.id === id)!.revision, patch: { company: 'new' }, before: { company: 'old' } })
    await phone.push(change)
    await setupDevice(server, ana).act({ ...known, baseRevision: 1_000, patch: { company: 'newest' }, before: { company: 'new' } })
    const taken = await take()
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    phone.seen = undefined
    expect(await phone.push(change)).toMatchObject([{ status: 'conflict' }])
    expect(await entries(id)).toEqual([{ company: { from: 'old', to: 'new' } }])
  })

  it('[R8, H1] does so in the epoch of its base, which was put back after another had begun (seed 3070 with restores)', async () => {
    const id = await create({ firstName: 'Ana', title: 'old' })
    const { records: before, epoch } = await take()
    const change = phone.mutation({ recordId: id, op: 'update', patch: { title: 'new' }, before: { title: 'old' }, baseEpoch: epoch, baseRevision: before.find((record) => record.id === id)!.revision })
    const emptied = copy
    copy = backUp()
    const withRecord = copy
    copy = emptied
    await putBack()
    // Whoever comes with a token of the other history makes the emptied server begin another epoch.
    await give({ records: [], token: (phone.seen ?? ''), epoch })
    server.clock.advance(1_000)
    phone.seen = undefined
    await phone.push(phone.mutation({ recordId: id, op: 'create', patch: { firstName: 'Ana', title: 'new' } }))
    const taken = await take()
    copy = withRecord
    await putBack()
    await give({ ...taken, records: taken.records.filter((record) => record.id === id) })
    expect((await standing('contacts', id))?.data).toEqual({ firstName: 'Ana', title: 'new' })
    phone.seen = undefined
    expect(await phone.push(change)).toMatchObject([{ status: 'applied' }])
    expect(await entries(id)).toEqual([{ title: { from: 'old', to: 'new' } }])
  })
})

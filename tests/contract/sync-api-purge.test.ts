import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingId } from '../../src/model/settings.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { SyncEventFrame } from '../../src/protocol/pull.ts'
import type { StoredRecord } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { createTestStore } from '../support/test-store.ts'
import { manualClock, setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Draft, type Server } from './sync-api-setup.ts'

/* What was deleted long ago is taken for good, and whoever still speaks of it is told. */

let server: Server, account: Account, phone: Device, laptop: Device
beforeEach(async () => {
  server = await setupServer()
  account = await setupAccount(server)
  phone = setupDevice(server, account)
  laptop = setupDevice(server, account)
})
afterEach(() => server.close())

const day = 86_400_000
/** Time passes with the server running: its purge has its turns. */
async function pass(days: number): Promise<void> {
  server.clock.advance(days * day)
  for (let round = 0; round < 30; round += 1) {
    await server.settled()
    server.clock.advance(20)
  }
  account.headers = (await signedInAgain()).headers
}
async function signedInAgain(): Promise<Account> {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: account.session.user.email, password: 'a long password', transport: 'bearer' } })
  Object.assign(account.headers, { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` })
  return account
}
const set = (key: string, value: number | null, op: 'create' | 'update' = 'create') =>
  phone.act({ entity: 'settings', op, recordId: settingId(key), patch: op === 'create' ? { key, value } : { value }, baseRevision: 1_000 })
const contact = (patch: Draft['patch'] = { firstName: 'Ana' }) => ({ op: 'create' as const, recordId: phone.newId(), patch })
const gone = (recordId: string, entity = 'contacts') => phone.act({ entity, op: 'delete', recordId, baseRevision: 1_000 })
const snapshot = async (): Promise<SyncRecord[]> =>
  (await server.app.inject({ url: '/api/sync/snapshot', headers: account.headers })).body.trim().split('\n').map((line) => JSON.parse(line) as SyncRecord).filter((line) => 'id' in line)
const found = async (id: string): Promise<SyncRecord | undefined> => (await phone.all('contacts')).find((record) => record.id === id)
const stored = (entity: string, id: string) => server.store.write(account.session.workspace.id, async (writer) => ({
  record: (await writer.records([{ entity, id }]))[0], links: await writer.linksTo(id), open: await writer.openConflicts([{ entity, id }]), about: await writer.recordsAbout([id], 10), state: await writer.state(),
}))

describe('the purge', () => {
  it('[R5] takes the data of what was deleted 90 days ago, and nothing sooner; who is current hears of it as of any change', async () => {
    const [old, later, lives] = [contact({ firstName: 'Old', company: 'Secret Inc.' }), contact({ firstName: 'Later' }), contact()]
    await phone.act(old, later, lives)
    await gone(old.recordId)
    await pass(30)
    await gone(later.recordId)
    await pass(59)
    expect(await found(old.recordId)).toMatchObject({ data: { firstName: 'Old' } })
    const { body: { cursor } } = await phone.pull()
    await pass(2)

    const { status, body } = await phone.pull(`?since=${cursor}`)
    expect(status).toBe(200)
    expect(body.changes).toMatchObject([{ entity: 'contacts', id: old.recordId, action: 'deleted', data: null }])
    expect(body.changes[0]!.revision).toBeGreaterThan((await found(later.recordId))!.revision)
    expect(await found(later.recordId)).toMatchObject({ data: { firstName: 'Later' }, deletedAt: expect.any(String) as string })
    expect(JSON.stringify(await stored('contacts', old.recordId))).not.toContain('Secret')
    expect((await stored('contacts', old.recordId))?.record).toMatchObject({ data: null, id: old.recordId })
  })

  it('[R5] leaves a record out of the snapshot and of its counts', async () => {
    const [one, other] = [contact(), contact()]
    await phone.act(one, other)
    await gone(one.recordId)
    await pass(91)
    expect((await snapshot()).filter(({ entity }) => entity === 'contacts').map(({ id }) => id)).toEqual([other.recordId])
    const health = await server.app.inject({ url: '/api/sync/health', headers: account.headers })
    expect(health.json()).toMatchObject({ records: { contacts: 1 } })
  })

  it('[R5] says record_gone to an edit or a restore, nothing to a delete, and waits for what it never knew', async () => {
    const one = contact()
    await phone.act(one)
    await gone(one.recordId)
    await pass(91)
    const about = { recordId: one.recordId, baseRevision: 1 }
    expect(await laptop.act({ ...about, op: 'update', patch: { title: 'Dr' } })).toMatchObject([{ status: 'rejected', error: { code: 'record_gone' } }])
    expect(await laptop.act({ ...about, op: 'restore' })).toMatchObject([{ status: 'rejected', error: { code: 'record_gone' } }])
    expect(await laptop.act({ ...about, op: 'delete' })).toMatchObject([{ status: 'applied', record: { data: null } }])
    expect(await laptop.act({ op: 'update', recordId: laptop.newId(), patch: { title: 'Dr' } })).toMatchObject([{ status: 'deferred' }])
  })

  it('[P2, R5] an edit of before whose answer was lost has its first status, and the record as it is now', async () => {
    const one = contact()
    const [made] = phone.mutation(one)
    await phone.push([made!])
    await gone(one.recordId)
    await pass(91)
    expect(await phone.push([made!])).toMatchObject([{ status: 'applied', duplicate: true, record: { id: one.recordId, data: null } }])
  })

  it('[P2, R5] a create of it makes it anew, under its id', async () => {
    const one = contact({ firstName: 'Ana', company: 'Acme' })
    await phone.act(one)
    await gone(one.recordId)
    await pass(91)
    const { body: { cursor } } = await phone.pull()
    expect(await laptop.act({ op: 'create', recordId: one.recordId, patch: { firstName: 'Ana' } })).toMatchObject([{ status: 'applied', record: { data: { firstName: 'Ana' }, deletedAt: null } }])
    expect((await phone.pull(`?since=${cursor}`)).body.changes.find(({ entity }) => entity === 'contacts')).toMatchObject({ action: 'created', id: one.recordId, data: { firstName: 'Ana' } })
    // A second device that does the same meets the first's.
    expect(await phone.act({ op: 'create', recordId: one.recordId, patch: { firstName: 'Ana', title: 'Dr' } })).toMatchObject([{ status: 'applied', record: { data: { firstName: 'Ana', title: 'Dr' } } }])
  })

  it('[R4, R5] made anew by a device that does not know all of it, it has all of it; what was never given is refused as ever', async () => {
    const old = contact()
    await phone.act(old)
    await gone(old.recordId)
    await pass(91)
    const anew = (before: Draft['patch']) => ({ op: 'create' as const, recordId: old.recordId, patch: { firstName: 'Anew', nickname: 'Nan' }, before })
    const refusal = { status: 'rejected', error: { code: 'invalid', field: 'nickname' } }
    expect(await laptop.act(anew({}))).toMatchObject([refusal])
    expect(await laptop.act(anew({ nickname: 'Anna' }))).toMatchObject([refusal])
    expect(await laptop.act(anew({ nickname: 'Nan' }))).toMatchObject([{ status: 'applied', record: { data: { firstName: 'Anew', nickname: 'Nan' } } }])
    expect(await laptop.act({ op: 'update', recordId: old.recordId, patch: { nickname: 'Nin' }, before: { nickname: 'Nin' }, baseRevision: 1_000 }), 'an edit of it').toMatchObject([refusal])
  })

  it('[R5] who has been away longer than tombstones are given takes a snapshot; who has not, goes on', async () => {
    const one = contact()
    await phone.act(one)
    const { body: { cursor: before } } = await phone.pull()
    await gone(one.recordId)
    const { body: { cursor: after } } = await phone.pull()
    await pass(91)
    const { status, body } = await laptop.pull(`?since=${before}`)
    expect([status, body]).toMatchObject([410, { error: 'reset_required', entities: expect.arrayContaining(['contacts', 'notes']) as string[] }])
    expect((await phone.pull(`?since=${after}`)).status).toBe(200)
    expect((await phone.pull('?since=0')).status).toBe(200)
    // An entity that is not in the cursor has nothing to unlearn.
    const { body: { cursor: contactsOnly } } = await phone.pull('?entities=contacts')
    expect((await phone.pull(`?entities=contacts,notes&since=${contactsOnly}`)).status).toBe(200)

    const closed = await new Promise<number>((resolve) => {
      void server.app.injectWS(`/api/sync/events?since=${before}`, { headers: account.headers } as never, { onInit: (socket) => { socket.on('close', resolve) } })
    })
    expect(closed).toBe(4410)
  })

  it('[R5] the horizon passes what was purged as well: then nobody is given even that', async () => {
    const one = contact()
    await phone.act(one)
    await gone(one.recordId)
    const { body: { cursor } } = await phone.pull()
    await pass(91)
    expect((await phone.pull(`?since=${cursor}`)).body.changes).toHaveLength(1)
    await pass(91)
    expect((await phone.pull(`?since=${cursor}`)).status).toBe(410)
    expect(await found(one.recordId)).toBeUndefined()
    expect(await laptop.act({ op: 'update', recordId: one.recordId, patch: { title: 'Dr' }, baseRevision: 1 })).toMatchObject([{ error: { code: 'record_gone' } }])
  })

  it('[M4, R5] keeps a contact in the trash as long as a note that lives, or can be restored, names it', async () => {
    const one = contact(), note = { entity: 'notes', op: 'create' as const, recordId: phone.newId(), patch: { contactId: one.recordId, body: 'Met' } }
    await phone.act(one, note)
    const [, noted] = await phone.act({ op: 'update', recordId: one.recordId, patch: { title: 'Dr' }, baseRevision: 1_000 }, { entity: 'notes', op: 'update', recordId: note.recordId, patch: { body: 'Met twice' }, baseRevision: 1_000 })
    await gone(one.recordId)
    // Edited by one who did not know: it comes back alone.
    await laptop.act({ entity: 'notes', op: 'update', recordId: note.recordId, patch: { happenedAt: '2026-01-01T00:00:00.000Z' }, baseRevision: (noted as { revision: number }).revision })
    await pass(91)
    expect(await found(one.recordId)).toMatchObject({ data: { firstName: 'Ana' } })
    await gone(note.recordId, 'notes')
    await pass(80)
    expect(await found(one.recordId)).toMatchObject({ data: { firstName: 'Ana' } })
    await pass(11)
    expect((await found(one.recordId))?.data).toBeNull()
    expect(await stored('contacts', one.recordId)).toMatchObject({ links: [] })
  })

  it('[P2, R5] refuses what refers to a purged record, instead of waiting for it', async () => {
    const one = contact()
    await phone.act(one)
    await gone(one.recordId)
    await pass(91)
    expect(await laptop.act({ entity: 'notes', op: 'create', patch: { contactId: one.recordId, body: 'Met' } })).toMatchObject([{ status: 'rejected', error: { code: 'reference_gone', field: 'contactId' } }])
    expect(await laptop.act({ op: 'create', recordId: one.recordId, patch: { firstName: 'Ana' } }, { entity: 'notes', op: 'create', patch: { contactId: one.recordId, body: 'Met' } })).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  it('[R5, M3] takes the conflicts and notices about it along; a notice that is read too late is nothing', async () => {
    const one = contact({ firstName: 'Ana', company: 'Acme' })
    const made = (await phone.act(one))[0] as unknown as { revision: number }
    const ben = setupDevice(server, await setupMember(server, account, 'Ben', 'member'))
    await phone.act({ op: 'update', recordId: one.recordId, patch: { company: 'Mine', title: 'A' }, baseRevision: made.revision })
    await ben.act({ op: 'update', recordId: one.recordId, patch: { company: 'Theirs', title: 'B' }, baseRevision: made.revision })
    const [conflict] = await phone.all('conflicts'), [notice] = await phone.all('notices')
    await gone(one.recordId)
    await pass(91)
    expect(await phone.all('conflicts')).toMatchObject([{ id: conflict!.id, data: null }])
    expect(await phone.all('notices')).toMatchObject([{ id: notice!.id, data: null }])
    expect(await stored('contacts', one.recordId)).toMatchObject({ open: [], about: [] })
    expect(await phone.act({ entity: 'notices', op: 'update', recordId: notice!.id, patch: { dismissedAt: 'now' } })).toMatchObject([{ status: 'applied', record: { data: null } }])
    // The history has a term of its own, and none is set.
    expect((await phone.all('history')).filter(({ data }) => data?.['recordId'] === one.recordId)).toHaveLength(4)
  })

  it('[R5] a server whose clock stood in the past for a while takes nothing of what was deleted then, nor of the history', async () => {
    const mine = contact()
    await set('historyDays', 30)
    server.clock.advance(-2_000 * day)
    await signedInAgain()
    // One that was not here before: T1 lets a replica's times only rise.
    await laptop.act(mine)
    await laptop.act({ op: 'delete', recordId: mine.recordId, baseRevision: 1_000 })
    server.clock.advance(2_000 * day)
    await pass(1)
    expect((await found(mine.recordId))?.data).toEqual({ firstName: 'Ana' })
    expect((await phone.all('history')).filter(({ data }) => data !== null)).toHaveLength(2)
    await pass(100)
    expect((await found(mine.recordId))?.data).toBeNull()
  })

  it('[R5] takes nothing where the clock is ahead for a while, or was at the start', async () => {
    const base = manualClock(), own = await createTestStore(), years = 700 * day
    let ahead = 0
    const clock = { ...base, now: () => base.now() + ahead }, start = (): Promise<Server> => setupServer({ testStore: own, clock, auditDays: 30 })
    const other = await start(), bo = await setupAccount(other, 'Bo'), device = setupDevice({ ...other, clock: base }, bo), recordId = device.newId()
    const pass = async ({ settled }: Server): Promise<void> => {
      base.advance(6.5 * 3_600_000)
      for (let round = 0; round < 30; round += 1) { await settled(); base.advance(20) }
    }
    const kept = ({ store }: Server): Promise<unknown> => store.read(bo.session.workspace.id, async (reader) => [(await reader.pulledRecords([{ entity: 'contacts', id: recordId }]))[0]?.data, (await reader.auditSpan()).anchor.n])
    await device.act({ op: 'create', recordId, patch: { firstName: 'Ana' } })
    await device.act({ op: 'delete', recordId, baseRevision: 1_000 })
    await pass(other)
    ahead = years
    await pass(other)
    expect(await kept(other)).toEqual([{ firstName: 'Ana' }, 0])
    await other.close()
    // A machine that begins with a wrong clock, and hears of the right one a minute later.
    const again = await start()
    base.advance(60_000)
    await again.settled()
    ahead = 0
    await pass(again)
    expect(await kept(again)).toEqual([{ firstName: 'Ana' }, 0])
    await again.close()
    await own.remove()
  })

  it('[R5] takes a setting that cannot be for none', async () => {
    const mine = contact()
    await set('trashDays', 30)
    await phone.act(mine)
    await gone(mine.recordId)
    await server.store.write(account.session.workspace.id, async (writer) => {
      const [record] = await writer.records([{ entity: 'settings', id: settingId('trashDays') }]), revision = (await writer.state()).revision + 1
      await writer.save({
        commit: { revision, mark: 'odd', at: new Date(server.clock.now()).toISOString() }, answers: [], links: [], derived: [], openedConflicts: [], closedConflicts: [],
        records: [{ ...record as StoredRecord, revision, data: { key: 'trashDays', value: 1e300 } }],
      })
    })
    await pass(60)
    expect((await found(mine.recordId))?.data).not.toBeNull()
    await pass(31)
    expect((await found(mine.recordId))?.data).toBeNull()
  })

  it('[R5] stumbles over one workspace and goes on to the others', async () => {
    await server.close()
    const engine = openSqliteStore(':memory:'), stumbled: string[] = []
    let broken = ''
    server = await setupServer({
      store: { ...engine, write: (id, work) => engine.write(id, (writer) => work(id === broken ? { ...writer, revisionBefore: () => Promise.reject(new Error('damaged')) } : writer)) },
      log: (level, event) => { if (level === 'error') stumbled.push(event) },
    })
    broken = (await setupAccount(server, 'Ana')).session.workspace.id
    account = await setupAccount(server, 'Bea')
    phone = setupDevice(server, account)
    expect(broken < account.session.workspace.id).toBe(true)
    const mine = contact()
    await phone.act(mine)
    await gone(mine.recordId)
    await pass(91)
    expect((await found(mine.recordId))?.data).toBeNull()
    expect(stumbled).toContain('purge.failed')
  })

  it('[R5] goes by the workspace\'s setting', async () => {
    const one = contact()
    await set('trashDays', 7)
    await phone.act(one)
    await gone(one.recordId)
    await pass(6)
    expect((await found(one.recordId))?.data).not.toBeNull()
    await pass(2)
    expect((await found(one.recordId))?.data).toBeNull()
  })

  it('[R5] gives its time in the trash to what was deleted long ago on a device that was away', async () => {
    const one = contact()
    await phone.act(one)
    const [deletion] = laptop.mutation({ op: 'delete', recordId: one.recordId, baseRevision: 1_000 })
    await pass(100)
    await laptop.push([deletion!])
    await pass(1)
    expect((await found(one.recordId))?.data).toMatchObject({ firstName: 'Ana' })
  })

  it('[R5] tells devices that are connected, in a frame that continues theirs', async () => {
    const one = contact()
    await phone.act(one)
    await gone(one.recordId)
    await pass(90)
    const frames: SyncEventFrame[] = []
    const socket = await server.app.injectWS('/api/sync/events', { headers: account.headers } as never, { onInit: (ws) => { ws.on('message', (data: Buffer) => { frames.push(JSON.parse(data.toString()) as SyncEventFrame) }) } })
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    server.clock.advance(day)
    for (let round = 0; round < 100 && frames.length === 0; round += 1) await new Promise((resolve) => { setTimeout(resolve, 5) })
    expect(frames).toMatchObject([{ type: 'sync_event', events: [{ entity: 'contacts', action: 'deleted', id: one.recordId, payload: { data: null } }] }])
    socket.terminate()
  })

  it('goes in small steps, so that others have their turn, and stops with the server', async () => {
    const many = Array.from({ length: 350 }, () => contact())
    for (let from = 0; from < many.length; from += 50) await phone.act(...many.slice(from, from + 50))
    for (let from = 0; from < many.length; from += 50) await phone.act(...many.slice(from, from + 50).map(({ recordId }) => ({ op: 'delete' as const, recordId, baseRevision: 10_000 })))
    server.clock.advance(91 * day)
    const purged = async (): Promise<number> => (await server.store.read(account.session.workspace.id, (reader) => reader.changedAfter(new Map([['contacts', 0]]), 1_000)))!.filter(({ data }) => data === null).length
    const seen = [await purged()]
    for (let round = 0; round < 6; round += 1) {
      server.clock.advance(20)
      await server.settled()
      seen.push(await purged())
    }
    expect(seen.slice(1).map((count, index) => count - seen[index]!).every((step) => step <= 100)).toBe(true)
    expect(seen.at(-1)).toBe(350)
    await pass(1)
    await server.app.close()
  })
})

describe('the history\'s limit', () => {
  it('[H1, R5] drops entries and notices that are older, and keeps the answers: the same change is still applied once', async () => {
    await set('historyDays', 30)
    const one = contact({ firstName: 'Ana' })
    const [made] = phone.mutation(one)
    await phone.push([made!])
    await pass(20)
    await phone.act({ op: 'update', recordId: one.recordId, patch: { title: 'Dr' }, baseRevision: 1_000 })
    await pass(11)
    const { body: { changes } } = await phone.pull('?since=0&entities=history')
    expect(changes.map(({ data }) => data?.['op'] ?? null).sort()).toEqual([null, 'update'])
    expect((await snapshot()).filter(({ entity }) => entity === 'history')).toHaveLength(1)
    expect(await phone.push([made!])).toMatchObject([{ status: 'applied', duplicate: true, record: { data: { firstName: 'Ana', title: 'Dr' } } }])
  })

  it('[H1] keeps everything where no limit is set, or it was taken back', async () => {
    await phone.act(contact())
    await set('historyDays', 30)
    await set('historyDays', null, 'update')
    await pass(1_000)
    expect((await phone.all('history')).filter(({ data }) => data !== null)).toHaveLength(1)
  })

  it('leaves nothing behind for good: when nobody is given it any more, the row goes too', async () => {
    await set('historyDays', 1)
    await phone.act(contact())
    await pass(2)
    const count = () => server.store.read(account.session.workspace.id, (reader) => reader.changedAfter(new Map([['history', 0]]), 10))
    expect(await count()).toMatchObject([{ data: null }])
    await pass(91)
    expect(await count()).toEqual([])
    expect(await server.store.write(account.session.workspace.id, (writer) => writer.forgetPurged('history', 1_000, 10))).toBe(0)
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { productModel } from '../../src/model/model.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { move } from '../../src/sync-api/maintenance/move.ts'
import { openPostgresTables } from '../../src/sync-api/maintenance/postgres-tables.ts'
import { openSqliteTables } from '../../src/sync-api/maintenance/sqlite-tables.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from '../contract/sync-api-setup.ts'
import { letGoOfFiles } from '../support/let-go-of-files.ts'
import { runCli } from '../support/run-cli.ts'
import { borrowDatabase, type TestDatabase } from '../support/postgres-databases.ts'

/* From a file to PostgreSQL, and back: the devices go on where they were. */

let folder: string, file: string, database: TestDatabase, giveBack: () => Promise<void>, server: Server
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-moving-'))
  file = join(folder, 'satchel.db')
  ;({ database, giveBack } = await borrowDatabase(inject('postgres')))
  await serve(openSqliteStore(file))
})
afterEach(async () => {
  await server.close()
  await database.sql('DROP TABLE IF EXISTS satchel.moved')
  await giveBack()
  rmSync(folder, { recursive: true, force: true })
})

/** Another process over another store, at the same time of day. */
async function serve(store: SyncStore): Promise<void> {
  const next = await setupServer({ store, random: systemRandom, ...(server === undefined ? {} : { clock: server.clock }) })
  if (server === undefined) server = next
  else Object.assign(server, { app: next.app, store: next.store, settled: next.settled, close: next.close })
}

async function moveToPostgres(): Promise<unknown> {
  const from = openSqliteTables(file, 'alone'), to = await openPostgresTables(database.ownerUrl)
  try {
    return await move({ rows: from.rows, markMoved: async () => { from.markMoved('elsewhere', 'now') } }, to)
  } finally {
    from.close()
    await to.close()
    await letGoOfFiles()
  }
}

/** A workspace with something of everything: two people, lists, conflicts, notices, references, things in the trash and purged. */
async function live(): Promise<{ ana: Account; ben: Account; phone: Device; laptop: Device; contact: string }> {
  const ana = await setupAccount(server), ben = await setupMember(server, ana, 'Ben', 'member')
  const phone = setupDevice(server, ana), laptop = setupDevice(server, ben)
  const contact = phone.newId(), gone = phone.newId()
  await phone.act({ op: 'create', recordId: contact, patch: { firstName: 'Zoë 🦊', company: 'Onda', tags: ['vip'] } })
  await phone.act({ op: 'create', entity: 'notes', recordId: phone.newId(), patch: { contactId: contact, body: 'Met in Porto' } })
  await phone.act({ op: 'create', recordId: gone, patch: { firstName: 'Gone' } })
  await phone.act({ op: 'delete', recordId: gone, baseRevision: 1_000 })
  server.clock.advance(91 * 86_400_000)
  await server.settled()
  for (const account of [ana, ben]) {
    const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: account.session.user.email, password: 'a long password', transport: 'bearer' } })
    Object.assign(account.headers, { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` })
  }
  await phone.act({ op: 'update', recordId: contact, patch: { company: 'Blick', title: 'Dr' }, baseRevision: 2 })
  expect(await laptop.act({ op: 'update', recordId: contact, patch: { company: 'Corso', title: 'Prof' }, baseRevision: 2 })).toMatchObject([{ status: 'conflict' }])
  for (let at = 0; at < 12; at += 1) await phone.act(...Array.from({ length: 100 }, (_, n) => ({ op: 'create' as const, recordId: phone.newId(), patch: { firstName: `P${at}-${n}` } })))
  return { ana, ben, phone, laptop, contact }
}

it('[R1, R2, P2, P3, R7] a device that synced before goes on with its session, its cursor, its answers and its pending change', async () => {
  const { phone, laptop, contact } = await live()
  const before = (await phone.pull('?limit=2000')).body
  const unanswered = laptop.mutation({ op: 'update', recordId: contact, patch: { title: 'Dr Dr' }, baseRevision: 2 })
  // Later than that, and nobody knew of the other: it is the one that stands.
  server.clock.advance(1_000)
  await phone.act({ op: 'update', recordId: contact, patch: { title: 'Prof Dr' }, baseRevision: 10_000 })
  const everything = Object.fromEntries(await Promise.all([...productModel.entities.keys()].map(async (entity) => [entity, await phone.all(entity)] as const)))
  const answered = phone.mutation({ op: 'create', recordId: phone.newId(), patch: { firstName: 'Late' } })
  await phone.push(answered)
  const place = (await phone.pull(`?since=${before.cursor}&limit=2000`)).body
  await server.close()
  await letGoOfFiles()

  // As an operator does it.
  const moved = await runCli(['move', '--from', `file:${file}`, '--to', database.ownerUrl], {})
  expect(moved).toMatchObject({ code: 0, said: expect.stringMatching(/^Moved 2 accounts, 2 workspaces and 24\d\d records/) })
  expect(moved.said).not.toContain('owner@')
  expect(() => openSqliteStore(file)).toThrow(`was moved to ${new URL(database.url).host}/${database.name}`)
  await letGoOfFiles()
  expect(await runCli(['check'], { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl })).toEqual({ code: 0, said: 'All is well.' })
  await serve(await database.open())

  // The session and the cursor hold; there is nothing to hear of, and the digests are the same.
  const after = await phone.pull(`?since=${place.cursor}&seen=${phone.seen!}`)
  expect(after).toMatchObject({ status: 200, body: { changes: [], cursor: place.cursor, digests: place.digests } })
  for (const [entity, records] of Object.entries(everything)) {
    const now = await phone.all(entity)
    expect(now.slice(0, records.length), entity).toEqual(records)
  }
  // What was answered before is known; what was on its way arrives, once, and merges against what was there.
  expect(await phone.push(answered)).toMatchObject([{ status: 'applied', duplicate: true }])
  expect(await laptop.push(unanswered)).toMatchObject([{ status: 'merged', superseded: ['title'], record: { data: { title: 'Prof Dr' } } }])
  expect(await laptop.push(unanswered)).toMatchObject([{ status: 'merged', duplicate: true }])
  expect((await phone.pull(`?since=${place.cursor}`)).body.changes.map(({ entity }) => entity)).toEqual(expect.arrayContaining(['contacts', 'history']))
})

it('back to a file, the same; and a store with accounts in it, or one that is served, is not moved over', async () => {
  const { phone } = await live()
  const before = (await phone.pull(`?limit=2000&since=${(await phone.pull('?limit=2000')).body.cursor}`)).body
  expect(() => openSqliteTables(file, 'alone')).toThrow('A server is running')
  await server.close()
  await letGoOfFiles()
  await moveToPostgres()
  await expect(moveToPostgres()).rejects.toThrow('It has to be an empty one')

  const store = await database.open()
  const served = await openPostgresTables(database.ownerUrl)
  await expect(served.holdAlone()).rejects.toThrow('A server is running')
  await served.close()
  await store.close()

  const back = join(folder, 'back.db')
  await openSqliteStore(back).close()
  await letGoOfFiles()
  const from = await openPostgresTables(database.ownerUrl), to = openSqliteTables(back, 'alone')
  await from.holdAlone()
  await move({ rows: from.rows, markMoved: () => from.markMoved('the file', 'now') }, to)
  to.close()
  await from.close()
  await letGoOfFiles()
  await expect(database.open()).rejects.toThrow('was moved to the file')
  await serve(openSqliteStore(back))
  expect(await phone.pull(`?since=${before.cursor}`)).toMatchObject({ status: 200, body: { changes: [], digests: before.digests } })
})

it('broken off before everything was compared, it has moved nothing', async () => {
  await live()
  await server.close()
  await letGoOfFiles()
  const from = openSqliteTables(file, 'alone'), to = await openPostgresTables(database.ownerUrl)
  // A row that arrives as another than was sent.
  const bent = { ...to, insert: (table: Parameters<typeof to.insert>[0], rows: Parameters<typeof to.insert>[1]) => to.insert(table, rows.map((row) => ('mark' in row && row['revision'] === 2 ? { ...row, mark: 'bent' } : row))) }
  await expect(move({ rows: from.rows, markMoved: async () => { from.markMoved('elsewhere', 'now') } }, bent)).rejects.toThrow('What arrived in commits is not what was sent')
  from.close()
  await to.close()
  await letGoOfFiles()
  await serve(openSqliteStore(file))
  expect(await database.sql('SELECT count(*)::int AS n FROM satchel.users')).toEqual([{ n: 0 }])
})

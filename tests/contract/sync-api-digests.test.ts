import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { addDigest, emptyDigest, formatDigest, parseDigest, recordDigest } from '../../src/merge/digest.ts'
import { productModel } from '../../src/model/model.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import { digestRangesSchema, rangeRecordsSchema, type DigestRanges, type RangeRecords } from '../../src/protocol/digests.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let folder: string, server: Server, ana: Account, phone: Device
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-digests-'))
  server = await setupServer(inject('engine') === 'sqlite' ? { store: openSqliteStore(join(folder, 'satchel.db')) } : {})
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const seed = async (count: number): Promise<void> => {
  for (let from = 0; from < count; from += 100) {
    await phone.act(...Array.from({ length: Math.min(100, count - from) }, (_, at) =>
      ({ op: 'create' as const, recordId: phone.newId(), patch: { firstName: `Person ${from + at}`, tags: ['b', 'a'] } })))
  }
}
const recount = (records: SyncRecord[]): string => formatDigest(records.reduce((sum, { entity, id, data, deletedAt }) =>
  (data === null || deletedAt !== null ? sum : addDigest(sum, recordDigest(productModel.entities.get(entity)!, id, data))), emptyDigest))
const ask = async (query: string, account = ana): Promise<{ status: number; body: unknown }> => {
  const answer = await server.app.inject({ url: `/api/sync/digests${query}`, headers: account.headers })
  return { status: answer.statusCode, body: answer.json() }
}
const ranges = async (prefix: string, entity = 'contacts'): Promise<DigestRanges> => digestRangesSchema.parse((await ask(`?entity=${entity}&prefix=${prefix}`)).body)
const whole = async (prefix: string): Promise<RangeRecords> => rangeRecordsSchema.parse((await ask(`?entity=contacts&prefix=${prefix}&records=1`)).body)
/** By other hands than the program's. */
const bySql = (...statements: string[]): void => {
  const database = new Database(join(folder, 'satchel.db'))
  try { for (const statement of statements) database.exec(statement) } finally { database.close() }
}

describe('the digests of a page', () => {
  it('[R7] come with the last page alone, for the entities asked for, at the cursor\'s revision, and are what a recount gives', async () => {
    await seed(30)
    const first = (await phone.pull('?limit=10')).body
    expect([first.hasMore, first.digests, first.revision]).toEqual([true, undefined, undefined])
    const last = (await phone.pull('?entities=contacts,notes')).body
    expect(last.revision).toBe(60)
    expect(last.digests).toEqual({ contacts: recount(await phone.all('contacts')), notes: '0'.repeat(32) })
    expect(Object.keys((await phone.pull()).body.digests!).sort()).toEqual([...productModel.entities.keys()].sort())
  })

  it('[R7] follow every write: edits, deletions, what the server derives, what a refused change leaves', async () => {
    await seed(3)
    const [one, other] = await phone.all('contacts'), note = phone.newId()
    await phone.act({ op: 'create', entity: 'notes', recordId: note, patch: { contactId: one!.id, body: 'Met' } })
    await phone.act({ op: 'update', recordId: other!.id, patch: { tags: { $set: { remove: ['a'] } }, title: 'Dr' }, baseRevision: 1_000 })
    await phone.act({ op: 'delete', recordId: one!.id, baseRevision: 1_000 })
    await phone.act({ op: 'update', recordId: other!.id, patch: { birthday: 'never' } })
    for (const entity of ['contacts', 'notes', 'history']) {
      expect((await phone.pull(`?entities=${entity}`)).body.digests).toEqual({ [entity]: recount(await phone.all(entity)) })
    }
    expect((await phone.pull('?entities=notes')).body.digests).toEqual({ notes: '0'.repeat(32) })
    await phone.act({ op: 'restore', recordId: one!.id, baseRevision: 1_000 })
    for (const entity of ['contacts', 'notes']) expect((await phone.pull(`?entities=${entity}`)).body.digests).toEqual({ [entity]: recount(await phone.all(entity)) })
  })

  // On PostgreSQL the sums are kept by the statements that write, not by triggers (decision 0021); there `check` finds what other hands wrote.
  it.skipIf(inject('engine') === 'postgres')('[R7] are those of what is there after rows were written over, removed, or brought in without a share by other hands', async () => {
    await seed(5)
    bySql(
      `UPDATE records SET data = '{"firstName":"Overwritten"}' WHERE entity = 'contacts' AND id = (SELECT min(id) FROM records WHERE entity = 'contacts')`,
      `DELETE FROM records WHERE entity = 'contacts' AND id = (SELECT max(id) FROM records WHERE entity = 'contacts')`)
    const { digests, changes } = (await phone.pull('?entities=contacts')).body
    expect(changes.map(({ data }) => data?.['firstName'])).toContain('Overwritten')
    expect(digests).toEqual({ contacts: recount(changes) })
    // As a file is that was written before there were digests.
    bySql('UPDATE records SET share_a = NULL, share_b = NULL, share_c = NULL, share_d = NULL')
    expect((await phone.pull('?entities=contacts,history')).body.digests).toEqual({ contacts: recount(changes), history: recount(await phone.all('history')) })
    bySql('UPDATE records SET share_a = NULL, share_b = NULL, share_c = NULL, share_d = NULL')
    expect(sumOf(await ranges(''))).toBe(recount(changes))
  })

  it('[R7] are of one workspace alone', async () => {
    await seed(3)
    const ben = await setupAccount(server, 'Ben')
    expect((await setupDevice(server, ben).pull('?entities=contacts')).body.digests).toEqual({ contacts: '0'.repeat(32) })
    expect((await ask('?entity=contacts', ben)).body).toMatchObject({ revision: 0, common: '' })
    expect((await ask('?entity=contacts&records=1', ben)).body).toEqual({ revision: 0, records: [] })
  })
})

describe('ranges', () => {
  it('[R7] sixteen of them make the one above, down to a few records, tombstones among them', async () => {
    await seed(400)
    const [one] = await phone.all('contacts')
    await phone.act({ op: 'delete', recordId: one!.id, baseRevision: 10_000 })
    const all = await phone.all('contacts')
    let prefix = '', sum = recount(all), count = 400
    for (let depth = 0; count > 1; depth += 1) {
      const answer = await ranges(prefix)
      expect(answer.revision).toBe(802)
      expect(answer.ranges.map((range) => range.prefix)).toEqual('0123456789abcdef'.split('').map((digit) => prefix + digit))
      expect(sumOf(answer)).toBe(sum)
      expect(answer.ranges.reduce((total, range) => total + range.count, 0)).toBe(count)
      const under = all.filter(({ id }) => id.replaceAll('-', '').startsWith(prefix))
      expect(under.every(({ id }) => id.replaceAll('-', '').startsWith(answer.common))).toBe(true)
      const fullest = answer.ranges.reduce((most, range) => (range.count > most.count ? range : most))
      const there = (await whole(fullest.prefix)).records
      expect(there === null).toBe(fullest.count > 200)
      if (there !== null) {
        expect(there).toHaveLength(fullest.count)
        expect(recount(there)).toBe(fullest.digest)
        expect(there.every(({ id }) => id.replaceAll('-', '').startsWith(fullest.prefix))).toBe(true)
      }
      ;({ prefix, digest: sum, count } = fullest)
    }
    expect(prefix.length).toBeGreaterThan(8)
  })

  it('[R7] bad input is told as such, and an entity nobody knows is not found', async () => {
    const bad = ['', '?prefix=0', '?entity=contacts&prefix=0X', '?entity=contacts&prefix=ABC', '?entity=contacts&prefix=0-1', '?entity=contacts&prefix=%25',
      `?entity=contacts&prefix=${'0'.repeat(32)}`, `?entity=contacts&prefix=${'0'.repeat(33)}&records=1`, '?entity=contacts&records=yes',
      '?entity=contacts&entity=notes', '?entity=contacts&prefix=0&prefix=1']
    for (const query of bad) expect({ query, ...await ask(query) }).toMatchObject({ query, status: 400, body: { error: 'invalid' } })
    expect(await ask('?entity=dragons')).toMatchObject({ status: 404, body: { error: 'not_found' } })
    expect(await ask(`?entity=contacts&prefix=${'0'.repeat(32)}&records=1`)).toMatchObject({ status: 200, body: { records: [] } })
    const nobody = await server.app.inject({ url: '/api/sync/digests?entity=contacts' })
    expect(nobody.statusCode).toBe(401)
  })

  it('[R7, R1] a replica of another history is sent for a snapshot', async () => {
    await seed(1)
    expect((await ask(`?entity=contacts&seen=${phone.seen!}`)).status).toBe(200)
    expect(await ask(`?entity=contacts&seen=${phone.seen!.slice(0, -2)}xx`)).toMatchObject({ status: 410, body: { error: 'reset_required' } })
  })
})

const sumOf = ({ ranges: all }: DigestRanges): string => formatDigest(all.reduce((sum, { digest }) => addDigest(sum, parseDigest(digest)!), emptyDigest))

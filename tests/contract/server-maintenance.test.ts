import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { productModel } from '../../src/model/model.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { readConfig } from '../../src/sync-api/config.ts'
import { backUp, dropOldBackups, listBackups, newestBackup } from '../../src/sync-api/maintenance/backup-files.ts'
import { checkStore } from '../../src/sync-api/maintenance/check.ts'
import { restore } from '../../src/sync-api/maintenance/restore.ts'
import { openSqliteTables } from '../../src/sync-api/maintenance/sqlite-tables.ts'
import { openStore } from '../../src/sync-api/store/open-store.ts'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { keyFileOf, openSeal } from '../../src/sync-api/secrets/key.ts'
import { sealedStore } from '../../src/sync-api/secrets/sealed-store.ts'
import { letGoOfFiles } from '../support/let-go-of-files.ts'
import { runCli } from '../support/run-cli.ts'
import { asOperatorsRun } from '../support/server-program.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let folder: string, file: string, backups: string, server: Server, ana: Account, phone: Device
const stop = async (): Promise<void> => {
  await server.close()
  await letGoOfFiles()
}
/** On the same clock, and never with the same random marks; the devices go on with it. */
const start = async (): Promise<void> => {
  const plain = openSqliteStore(file)
  // Where a server of its own process was at the file, its secrets are closed.
  const opened = existsSync(keyFileOf(folder)) ? sealedStore(plain, await openSeal(plain.accounts, { secretKey: null, dataDir: folder })) : plain
  const { app, store, close, settled } = await setupServer({ store: opened, random: systemRandom, clock: server.clock })
  Object.assign(server, { app, store, close, settled })
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-maintenance-'))
  file = join(folder, 'satchel.db')
  backups = join(folder, 'backups')
  server = await setupServer({ store: openSqliteStore(file), random: systemRandom })
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterEach(async () => {
  await server.close().catch(() => undefined)
  rmSync(folder, { recursive: true, force: true })
})

const at = Date.parse('2026-11-26T12:00:00.000Z'), day = 86_400_000
const create = async (firstName: string, more: object = {}): Promise<string> => {
  const recordId = phone.newId()
  expect(await phone.act({ op: 'create', recordId, patch: { firstName }, ...more })).toMatchObject([{ status: 'applied' }])
  return recordId
}
const names = async (): Promise<unknown[]> => (await setupDevice(server, ana).all('contacts')).map(({ data }) => data?.['firstName'])
const configOf = (env: Record<string, string> = {}) => readConfig({ DATA_DIR: folder, ...env })

describe('a backup', () => {
  it('is made beside the running server, holds what was acknowledged, and comes back as it was', async () => {
    await create('Ana')
    const made = backUp(file, backups, at)
    expect(made).toBe(join(backups, 'satchel-2026-11-26T12-00-00Z.db'))
    await create('Bea')
    await stop()
    const aside = restore(file, made, at + 1_000)
    await start()
    expect(await names()).toEqual(['Ana'])
    // What was there before is kept.
    const former = openConnection(aside!)
    expect(former.prepare<{ n: number }>("SELECT count(*) AS n FROM records WHERE entity = 'contacts'").get()?.n).toBe(2)
    former.close()
    // R1: who has seen more notices.
    await expect(phone.act({ op: 'create', recordId: phone.newId(), patch: { firstName: 'Cea' } })).rejects.toMatchObject({ status: 409 })
  })

  it('is kept for its days, and the newest for good; one that broke off is none', () => {
    for (const daysAgo of [40, 31, 29, 1]) backUp(file, backups, at - daysAgo * day)
    for (const [name, hoursAgo] of [['satchel-2026-11-26T09-00-00Z.db.x.partial', 2], ['satchel-2026-11-26T11-59-00Z.db.y.partial', 0]] as const) {
      writeFileSync(join(backups, name), 'half')
      utimesSync(join(backups, name), new Date(at), new Date(at - hoursAgo * 3_600_000))
    }
    expect(dropOldBackups(backups, 30, at)).toHaveLength(2)
    expect(listBackups(backups).map((backup) => (at - backup.at) / day)).toEqual([1, 29])
    expect(dropOldBackups(backups, 30, at + 400 * day)).toHaveLength(1)
    expect(listBackups(backups)).toHaveLength(1)
    backUp(file, backups, at)
    // Of the younger nobody knows whether somebody is at it.
    expect(readdirSync(backups).filter((name) => name.includes('.partial'))).toEqual(['satchel-2026-11-26T11-59-00Z.db.y.partial'])
  })

  it('that was made while the clock was ahead neither takes the others away nor passes for the newest', () => {
    for (let daysAgo = 29; daysAgo >= 0; daysAgo -= 1) backUp(file, backups, at - daysAgo * day)
    backUp(file, backups, at + 800 * day)
    expect(dropOldBackups(backups, 30, at + 800 * day)).toHaveLength(4)
    expect(newestBackup(backups, at + 1_000)).toBe(join(backups, 'satchel-2026-11-26T12-00-00Z.db'))
    expect(dropOldBackups(backups, 30, at + 1_000)).toEqual([])
    expect(listBackups(backups)).toHaveLength(27)
    expect(newestBackup(join(folder, 'nowhere'), at)).toBeUndefined()
  })

  it('is whole where another is being made, by the schedule and by hand: neither takes the other\'s copy away', async () => {
    await create('Ana')
    const connection = openConnection(file)
    connection.exec('CREATE TABLE ballast AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) SELECT randomblob(1000) AS bytes FROM n')
    connection.close()
    const made = await Promise.all(Array.from({ length: 4 }, async (_, n) => {
      await new Promise((resolve) => { setTimeout(resolve, n * 150) })
      return runCli(['backup'], { DATA_DIR: folder })
    }))
    expect(made).toEqual(made.map(({ said }) => ({ code: 0, said })))
    expect(listBackups(backups).length).toBeGreaterThan(0)
    for (const backup of listBackups(backups)) {
      const copy = openConnection(backup.file)
      try { expect(copy.prepare<{ n: number }>("SELECT count(*) AS n FROM records WHERE entity = 'contacts'").get()).toEqual({ n: 1 }) } finally { copy.close() }
    }
    expect(readdirSync(backups).filter((name) => name.includes('.partial'))).toEqual([])
  })

  it('is put back as it is, also where putting back another was broken off before: what SQLite left beside that one is not taken for its own', async () => {
    await create('Ana')
    const older = backUp(file, backups, at)
    await create('Bea')
    const newer = backUp(file, backups, at + 1_000)
    await stop()
    /** The log of a copy that somebody was at when their process was killed. */
    const logOf = (backup: string, log: string): void => {
      const copy = join(folder, 'copy.db')
      copyFileSync(backup, copy)
      const connection = openConnection(copy)
      connection.exec("UPDATE records SET data = '{\"firstName\":\"Nobody\"}' WHERE entity = 'contacts'")
      copyFileSync(`${copy}-wal`, log)
      connection.close()
    }
    logOf(newer, `${file}.incoming-wal`)
    restore(file, older, at + 2_000)
    await start()
    expect(await names()).toEqual(['Ana'])
    await stop()
    for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
    logOf(newer, `${file}-wal`)
    expect(restore(file, older, at + 3_000)).toBeNull()
    await start()
    expect(await names()).toEqual(['Ana'])
  })

  it('whose putting back was broken off with nothing in place is asked for again: no server begins anew beside it', async () => {
    await create('Ana')
    const made = backUp(file, backups, at)
    await stop()
    for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, `${file}.before${part}`)
    copyFileSync(made, `${file}.incoming`)
    await expect(openStore(configOf())).rejects.toThrow('npm run server -- restore')
    restore(file, made, at + 1_000)
    await start()
    expect(await names()).toEqual(['Ana'])
  })

  it('that has nothing of Satchel in it is not put back', async () => {
    await create('Ana')
    backUp(file, backups, at)
    const empty = join(backups, 'satchel-2026-11-26T13-00-00Z.db')
    writeFileSync(empty, '')
    await stop()
    expect(() => restore(file, empty, at + 1_000)).toThrow('nothing of Satchel is in it')
    await start()
    expect(await names()).toEqual(['Ana'])
  })

  it('is made before a file of an older Satchel is migrated', async () => {
    await create('Ana')
    await stop()
    const connection = openConnection(file)
    connection.exec(`DELETE FROM schema_steps WHERE step >= 5; DROP TABLE rest_requests; DROP TABLE api_tokens; DROP TABLE webhooks; DROP TABLE webhook_deliveries; DROP TABLE invitations; DROP TABLE departures; DROP TABLE hint_subscriptions; DROP TABLE devices; DROP TABLE recovery_codes; DROP TABLE passkeys; DROP TABLE one_time; DROP TABLE audit; DROP TABLE audit_sources; DROP TABLE audit_days;
      ALTER TABLE workspaces DROP COLUMN audit_n; ALTER TABLE workspaces DROP COLUMN audit_hash; ALTER TABLE workspaces DROP COLUMN audit_from; ALTER TABLE workspaces DROP COLUMN audit_anchor;
      ALTER TABLE users DROP COLUMN totp_secret; ALTER TABLE users DROP COLUMN totp_step; ALTER TABLE sessions DROP COLUMN device_id;
      ALTER TABLE sessions DROP COLUMN ended_why; ALTER TABLE sessions DROP COLUMN second_factor; ALTER TABLE sessions DROP COLUMN public_key`)
    connection.close()
    await (await openStore(configOf())).close()
    expect(listBackups(backups)).toHaveLength(1)
    const kept = openConnection(listBackups(backups)[0]!.file)
    expect(kept.prepare<{ step: number }>('SELECT max(step) AS step FROM schema_steps').get()?.step).toBe(4)
    kept.close()
    await letGoOfFiles()
    await (await openStore(configOf())).close()
    expect(listBackups(backups)).toHaveLength(1)
  })

  it('is refused where it is damaged, and while a server runs; then nothing is touched', async () => {
    await create('Ana')
    const made = backUp(file, backups, at), damaged = join(backups, 'damaged.db')
    expect(() => restore(file, made, at)).toThrow('A server is running')
    writeFileSync(damaged, 'SQLite format 3\0 and then nothing of the kind')
    await stop()
    expect(() => restore(file, damaged, at)).toThrow('is damaged')
    expect(() => restore(file, join(folder, 'nowhere.db'), at)).toThrow('There is no')
    await start()
    expect(await names()).toEqual(['Ana'])
  })
})

describe('a damaged file', () => {
  it('is not served; the server says what is wrong and what to do, and a restore mends it', async () => {
    for (let at = 0; at < 30; at += 1) await create(`Person ${at}`)
    const made = backUp(file, backups, at)
    await stop()
    // Rubbish over pages in the middle: what a failing disk does.
    const bytes = Buffer.alloc(40_000, 'rubbish')
    const handle = openSync(file, 'r+')
    writeSync(handle, bytes, 0, bytes.length, 8_192)
    closeSync(handle)
    await expect(openStore(configOf())).rejects.toThrow(`npm run server -- restore", which takes ${made}`)
    await letGoOfFiles()
    restore(file, made, at)
    await start()
    expect(await names()).toHaveLength(30)
  })

  it('that is no database at all is told alike; without a backup the sentence asks for one', async () => {
    await stop()
    rmSync(file)
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true })
    writeFileSync(file, 'this was once something else'.repeat(100))
    await expect(openStore(configOf())).rejects.toThrow(/is damaged .* There is no backup in/)
    expect(existsSync(file)).toBe(true)
  })
})

describe('the check', () => {
  const check = async (): Promise<string[]> => {
    const tables = openSqliteTables(file, 'shared')
    try { return [...tables.integrity(), ...await checkStore(tables, productModel)] } finally { tables.close() }
  }
  const bySql = (...statements: string[]): void => {
    const connection = openConnection(file)
    for (const statement of statements) connection.exec(statement)
    connection.close()
  }

  it('finds nothing in what the server wrote: edits, deletions with what they take along, conflicts, a purge', async () => {
    const contact = await create('Ana', { patch: { firstName: 'Ana', company: 'Onda' } }), note = phone.newId()
    await phone.act({ op: 'create', entity: 'notes', recordId: note, patch: { contactId: contact, body: 'Met' } })
    const laptop = setupDevice(server, ana)
    await phone.act({ op: 'update', recordId: contact, patch: { company: 'Blick' }, baseRevision: 4 })
    expect(await laptop.act({ op: 'update', recordId: contact, patch: { company: 'Corso' }, baseRevision: 4 })).toMatchObject([{ status: 'conflict' }])
    await phone.act({ op: 'delete', recordId: await create('Gone'), baseRevision: 1_000 })
    server.clock.advance(91 * day)
    await server.settled()
    expect(await check()).toEqual([])
  })

  it('finds what other hands did: a record rotten under its share, a reference to nothing, positions that do not fit', async () => {
    const contact = await create('Ana')
    await phone.act({ op: 'create', entity: 'notes', recordId: phone.newId(), patch: { contactId: contact, body: 'Met' } })
    const other = await create('Bea')
    bySql('DROP TRIGGER digest_of_written_over', `UPDATE records SET data = '{"firstName":"Eve"}' WHERE id = '${other}'`)
    expect(await check()).toEqual([expect.stringContaining(`contacts/${other}: its share of the digest is`)])
    bySql(`DELETE FROM records WHERE id = '${contact}'`)
    expect(await check()).toEqual([expect.stringContaining(`contacts/${other}`), expect.stringMatching(new RegExp(`notes/\\S+ names ${contact} in contactId, and there is no such record`))])
    bySql('UPDATE workspaces SET revision = revision - 1')
    expect((await check()).join('\n')).toMatch(/no commit ended at its revision 5[\s\S]*commits beyond its revision[\s\S]*has revision 6, and the workspace stands at 5/)
  })
})

describe('the settings', () => {
  it('keep backups no longer than devices keep what heals them', () => {
    expect(configOf().backups).toEqual({ folder: backups, everyHours: 6, keepDays: 30 })
    expect(configOf({ BACKUP_DAYS: '10' }).backups.keepDays).toBe(10)
    expect(() => configOf({ BACKUP_KEEP_DAYS: '60' })).toThrow('BACKUP_DAYS only 35')
    expect(() => configOf({ BACKUP_HOURS: 'often' })).toThrow('BACKUP_HOURS is "often"')
  })
})

describe('npm run server', () => {
  const children: ChildProcess[] = []
  afterEach(() => { for (const child of children.splice(0)) child.kill('SIGKILL') })

  const env = (): Record<string, string> => ({ DATA_DIR: folder, PORT: '0', BACKUP_HOURS: '0' })

  it('the running server backs itself up; check and restore go by the same settings', async () => {
    await create('Ana')
    await stop()
    const running = spawn(process.execPath, asOperatorsRun('main.ts'), { env: { ...process.env, ...env(), BACKUP_HOURS: '0.0003' } })
    children.push(running)
    let said = ''
    running.stdout.on('data', (chunk: Buffer) => { said += String(chunk) })
    await expect.poll(() => said, { timeout: 120_000, interval: 50 }).toContain('"msg":"backup"')
    running.kill('SIGTERM')
    expect((await once(running, 'exit'))[0]).toBe(0)

    expect(await runCli(['check'], env())).toEqual({ code: 0, said: 'All is well.' })
    expect(await runCli(['restore'], env())).toMatchObject({ code: 0, said: expect.stringContaining('is in place') })
    await start()
    expect(await names()).toEqual(['Ana'])
  }, 180_000)

  it('says what it can do where it is asked for something else', async () => {
    expect(await runCli(['move', '--from', 'nowhere', '--to', 'file:x'], env())).toMatchObject({ code: 1, said: expect.stringContaining('"nowhere" is neither') })
    expect(await runCli(['no such thing'], env())).toMatchObject({ code: 1, said: expect.stringContaining('npm run server -- <command>') })
  })
})

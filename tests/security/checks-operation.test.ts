import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Secret, TOTP } from 'otpauth'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../src/protocol/auth.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { pinoLog } from '../../src/sync-api/pino-log.ts'
import { beginKeyChange, keyFileOf, openSeal } from '../../src/sync-api/secrets/key.ts'
import { closeAnew, closeOpenSecrets, forgetSecrets, sealedStore } from '../../src/sync-api/secrets/sealed-store.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { fileOf, openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { backUp } from '../../src/sync-api/maintenance/backup-files.ts'
import { restore } from '../../src/sync-api/maintenance/restore.ts'
import { readConfig } from '../../src/sync-api/config.ts'
import { letGoOfFiles } from '../support/let-go-of-files.ts'
import { everyRoute, requestWith } from '../support/every-route.ts'
import { runCli } from '../support/run-cli.ts'
import { bearerHeaders, setupAccount, setupServer, type Server } from '../contract/sync-api-setup.ts'

/* What lies in the data and in the log, and what whoever runs the server does. Check numbers are those of docs/security.md. */

let folder: string, server: Server | null = null
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'satchel-operation-')) })
afterEach(async () => {
  await server?.close()
  server = null
  rmSync(folder, { recursive: true })
})

/** As main.ts starts it, on the folder's file. */
async function start(secretKey: string | null = null): Promise<{ server: Server; inner: SyncStore }> {
  const inner = openSqliteStore(fileOf(folder))
  try {
    const store = sealedStore(inner, await openSeal(inner.accounts, { secretKey, dataDir: folder }))
    await closeOpenSecrets(store, await openSeal(inner.accounts, { secretKey, dataDir: folder }))
    // What is made anew after a key is lost is another than before.
    server = await setupServer({ store, random: systemRandom, webhooks: { resolve: async () => [] } })
    return { server, inner }
  } catch (thrown) {
    await inner.close()
    throw thrown
  }
}
async function stop(): Promise<void> {
  await server?.close()
  server = null
  await letGoOfFiles()
}
const call = async (headers: Record<string, string>, url: string, payload: object) => server!.app.inject({ method: 'POST', url, payload, headers })
const credentials = { email: 'ana@example.org', password: 'a long password' }
const login = (more: object = {}) => call({}, '/api/auth/login', { ...credentials, transport: 'bearer', ...more })
const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: server!.clock.now() })

/** A person with an authenticator app and a webhook. */
async function signUp(): Promise<{ headers: Record<string, string>; secret: string; recovery: string[]; signing: string }> {
  const headers = bearerHeaders((await call({}, '/api/auth/register', { ...credentials, name: 'Ana', transport: 'bearer' })).json<Session>())
  const { ticket, secret } = (await call(headers, '/api/auth/authenticator/begin', { password: credentials.password })).json<{ ticket: string; secret: string }>()
  const { recoveryCodes } = (await call(headers, '/api/auth/authenticator/confirm', { ticket, code: codeOf(secret) })).json<{ recoveryCodes: string[] }>()
  const added = (await call(headers, '/api/workspace/webhooks/add', { url: 'https://hooks.example.com/x', topics: ['*'] })).json<{ secret: string }>()
  await call(headers, '/api/auth/authenticator/begin', { password: credentials.password })
  return { headers, secret, recovery: recoveryCodes, signing: added.secret.replace('whsec_', '') }
}
const bytesOfData = (): string => readdirSync(folder).filter((name) => name.startsWith('satchel.db')).map((name) => readFileSync(join(folder, name), 'latin1')).join('')

describe('secrets in the data', () => {
  it('[S19] are closed under a key that is not in it: authenticators, recovery codes, signing keys and webhooks\' secrets', async () => {
    await start()
    const { secret, recovery, signing } = await signUp()
    server!.clock.advance(30_000)
    expect((await login({ code: codeOf(secret) })).statusCode).toBe(200)
    // What a recovery code hashes to is not what somebody without the key makes of it.
    const kept = new Set((await openSqliteRows('SELECT hash AS value FROM recovery_codes')))
    expect([kept.size, [...kept].every((hash) => hash.startsWith('keyed1.'))]).toEqual([10, true])
    await stop()
    const key = readFileSync(keyFileOf(folder), 'utf8').trim(), data = bytesOfData()
    for (const plain of [secret, signing, key, ...recovery, ...recovery.map((code) => code.replace('-', ''))]) expect([plain, data.includes(plain)]).toEqual([plain, false])
    expect(statSync(keyFileOf(folder)).mode & 0o777).toBe(0o600)
    // It opens again what it closed.
    await start()
    server!.clock.advance(60_000)
    expect((await login({ code: codeOf(secret) })).statusCode).toBe(200)
    expect((await login({ code: recovery[0] })).statusCode).toBe(200)
    expect((await login({ code: recovery[0] })).statusCode).toBe(401)
  })

  it('[S19] that an older version left open are closed by the next start, and go on working', async () => {
    const plain = openSqliteStore(fileOf(folder))
    server = await setupServer({ store: plain, webhooks: { resolve: async () => [] } })
    const { secret, recovery, signing, headers } = await signUp()
    await stop()
    expect(bytesOfData()).toContain(secret)
    await start()
    expect([...await openSqliteRows("SELECT totp_secret AS value FROM users UNION ALL SELECT secret FROM webhooks UNION ALL SELECT value FROM secrets WHERE name = 'sessions' UNION ALL SELECT hash FROM recovery_codes")].filter((value) => !/^(?:sealed|keyed)1\./.test(value))).toEqual([])
    expect((await server.app.inject({ url: '/api/auth/session', headers })).statusCode).toBe(200)
    server.clock.advance(30_000)
    expect([(await login({ code: codeOf(secret) })).statusCode, (await login({ code: recovery[3] })).statusCode]).toEqual([200, 200])
    expect((await server.store.webhooks.enabled()).map((row) => row.secret)).toEqual([signing])
  })

  it('[S19] outlive a backup that is put back, where the key was not lost with the file', async () => {
    await start()
    const { secret } = await signUp()
    const backup = backUp(fileOf(folder), join(folder, 'backups'), Date.now())
    expect(readFileSync(backup, 'latin1')).not.toContain(secret)
    await stop()
    restore(fileOf(folder), backup, Date.now())
    await start()
    server!.clock.advance(30_000)
    expect((await login({ code: codeOf(secret) })).statusCode).toBe(200)
  })

  it('[S19] are not begun anew by another key: the server says which it misses, and starts by the right one', async () => {
    await start()
    const { secret } = await signUp()
    await stop()
    const key = readFileSync(keyFileOf(folder), 'utf8').trim()
    rmSync(keyFileOf(folder))
    await expect(start()).rejects.toThrow('is missing. Put the right one there')
    expect(readdirSync(folder).filter((name) => name.startsWith('secret.key'))).toEqual([])
    writeFileSync(keyFileOf(folder), `${'k'.repeat(40)}\n`)
    await expect(start()).rejects.toThrow('not the key that the secrets in the data were closed under')
    await expect(start('another key that is long enough to be one')).rejects.toThrow('SECRET_KEY is not the key')
    // What the file said does as a setting: so it goes to another machine, or into a vault.
    await start(key)
    server!.clock.advance(30_000)
    expect((await login({ code: codeOf(secret) })).statusCode).toBe(200)
    expect(() => readConfig({ TRUST_PROXY: 'yes' })).toThrow('TRUST_PROXY is "yes". It is 1, or how many proxies')
    expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL is "loud". There are: trace')
    expect([readConfig({ TRUST_PROXY: '1' }).trustProxy, readConfig({ TRUST_PROXY: '0' }).trustProxy, readConfig({}).logLevel]).toEqual([1, 0, 'info'])
    expect(() => readConfig({ SECRET_KEY: 'short' })).toThrow('SECRET_KEY is shorter than 32 characters')
  })

  it('[S19] are closed under another key where it is exchanged, also where that was broken off: nobody notices, and the former opens nothing', async () => {
    await start()
    const { headers, secret, recovery, signing } = await signUp()
    await stop()
    const former = readFileSync(keyFileOf(folder), 'utf8').trim()
    const change = async (secretKey: string | null, newKey: string | null): Promise<void> => {
      const inner = openSqliteStore(fileOf(folder)), { from, to } = beginKeyChange({ secretKey, dataDir: folder }, newKey)
      // Once more, as after a lost answer, changes nothing.
      expect([await closeAnew(inner, from!, to) > 4, await closeAnew(inner, from!, to)]).toEqual([true, 0])
      await inner.close()
    }
    await change(null, null)
    await expect(start()).rejects.toThrow('If rotate-key was broken off, run it once more')
    await letGoOfFiles()
    expect(await runCli(['rotate-key'], { DATA_DIR: folder })).toMatchObject({ code: 0, said: expect.stringContaining('Everything is closed under another key') })
    const key = readFileSync(keyFileOf(folder), 'utf8').trim(), aside = readdirSync(folder).filter((name) => name.startsWith('secret.key.'))
    expect([key === former, aside.length, readFileSync(join(folder, aside[0]!), 'utf8').trim()]).toEqual([false, 1, former])
    let starts = 0
    const allIsWell = async (code: string): Promise<void> => {
      expect((await server!.app.inject({ url: '/api/auth/session', headers })).statusCode).toBe(200)
      // Each start is at the same time, and a code is good once.
      server!.clock.advance(60_000 * (starts += 1))
      expect([(await login({ code: codeOf(secret) })).statusCode, (await login({ code })).statusCode, (await login({ code })).statusCode]).toEqual([200, 200, 401])
      expect((await server!.store.webhooks.enabled()).map((row) => row.secret)).toEqual([signing])
    }
    await start()
    await allIsWell(recovery[0]!)
    await stop()
    await expect(start(former)).rejects.toThrow('SECRET_KEY is not the key')
    // As a setting, and for the second time: codes of before both are known still.
    const third = 'a third key that is long enough to be one'
    await change(key, third)
    await start(third)
    await allIsWell(recovery[1]!)
    expect(() => beginKeyChange({ secretKey: key, dataDir: folder }, null)).toThrow('Set NEW_SECRET_KEY')
    expect(() => beginKeyChange({ secretKey: key, dataDir: folder }, 'short')).toThrow('shorter than 32 characters')
  })

  it('[S19] are forgotten where the key is lost for good: everybody signs in by password, and sets up their app anew', async () => {
    await start()
    const { headers, secret, signing } = await signUp()
    await stop()
    rmSync(keyFileOf(folder))
    const inner = openSqliteStore(fileOf(folder))
    expect(await forgetSecrets(inner, systemRandom)).toBeGreaterThan(12)
    await inner.close()
    await start()
    expect((await server!.app.inject({ url: '/api/auth/session', headers })).statusCode).toBe(401)
    const again = await login()
    expect(again.statusCode).toBe(200)
    expect((await server!.app.inject({ url: '/api/auth/security', headers: bearerHeaders(again.json<Session>()) })).json()).toMatchObject({ authenticator: false, recoveryCodes: 0, proven: false })
    expect((await login({ code: codeOf(secret) })).statusCode).toBe(200)
    expect((await server!.store.webhooks.enabled()).map((row) => row.secret)).not.toContain(signing)
  })

  it('[S18] npm run server -- reset-password prints a link that is good once, and past no second factor', async () => {
    await start()
    const { secret } = await signUp()
    const env = { DATA_DIR: folder, PUBLIC_URL: 'https://satchel.example' }
    await stop()
    const { code, said } = await runCli(['reset-password', 'ANA@example.org'], env)
    const token = /https:\/\/satchel\.example\/reset-password#([\w-]{43})/.exec(said)?.[1]
    expect([code, token]).toEqual([0, expect.any(String)])
    expect(bytesOfData()).not.toContain(token)
    await start()
    // The command went by the clock of the machine.
    server!.clock.advance(Math.max(0, Date.now() - server!.clock.now()))
    expect((await call({}, '/api/auth/password/reset', { token, newPassword: 'another password' })).statusCode).toBe(200)
    expect((await call({}, '/api/auth/password/reset', { token, newPassword: 'a third password' })).json()).toMatchObject({ error: 'link_over' })
    expect((await login()).statusCode).toBe(401)
    expect((await login({ password: 'another password' })).json()).toMatchObject({ error: 'code_required' })
    expect((await login({ password: 'another password', code: codeOf(secret) })).statusCode).toBe(200)
  })

  it('npm run server -- remove-authenticator lets in by the password who has lost their phone, and the audit log says so', async () => {
    await start()
    const { headers } = await signUp()
    const { code, said } = await runCli(['remove-authenticator', 'ANA@example.org'], { DATA_DIR: folder })
    expect([code, said]).toEqual([0, 'ANA@example.org signs in without a code.'])
    expect((await login()).statusCode).toBe(200)
    expect((await server!.app.inject({ url: '/api/auth/security', headers })).json()).toMatchObject({ authenticator: false, proven: false })
    const { entries } = (await server!.app.inject({ url: '/api/audit?kind=authenticator_removed', headers })).json<{ entries: { from: { by: string }; detail: unknown }[] }>()
    expect(entries.map(({ from, detail }) => [from.by, detail])).toEqual([['operator', { target: expect.any(String), name: 'Ana' }]])
    expect(await runCli(['remove-authenticator', 'ana@example.org'], { DATA_DIR: folder })).toMatchObject({ code: 1, said: 'ana@example.org has no authenticator app.' })
  })

  it('commands about somebody make no data where there is none, and take no option for a name', async () => {
    const nowhere = join(folder, 'nowhere')
    for (const args of [['reset-password', 'ana@example.org'], ['remove-authenticator', 'ana@example.org'], ['rotate-key'], ['forget-secrets']]) {
      expect(await runCli(args, { DATA_DIR: nowhere })).toMatchObject({ code: 1, said: expect.stringContaining(`There is no ${join(nowhere, 'satchel.db')}.`) })
    }
    expect(existsSync(nowhere)).toBe(false)
    expect(await runCli(['backup', '--help'], { DATA_DIR: folder })).toMatchObject({ code: 1, said: expect.stringContaining('npm run server -- <command>') })
  })

  it('what the server keeps is for its own user alone', async () => {
    const data = join(folder, 'data')
    expect((await runCli(['migrate'], { DATA_DIR: data })).code).toBe(0)
    expect((await runCli(['backup'], { DATA_DIR: data })).code).toBe(0)
    const modes = (path: string): string[] => readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => (statSync(join(path, name)).mode & 0o077).toString(8))
    expect([(statSync(data).mode & 0o777).toString(8), new Set(modes(data))]).toEqual(['700', new Set(['0'])])
    // Also in a folder of the operator's that others may look into.
    const shared = join(folder, 'shared')
    mkdirSync(shared, { mode: 0o755 })
    expect((await runCli(['backup', shared], { DATA_DIR: data })).code).toBe(0)
    expect(modes(shared)).toEqual(['0'])
  })
})

/** The values of a statement over the folder's file, beside whoever has it open. */
async function openSqliteRows(sql: string): Promise<string[]> {
  const { openConnection } = await import('../../src/sync-api/store/sqlite/connection.ts')
  const connection = openConnection(fileOf(folder))
  try { return connection.prepare<{ value: string }>(sql).all().map(({ value }) => value) } finally { connection.close() }
}

describe('the log and the errors', () => {
  it('[S40] say nothing that opens anything, whatever was called; one event is one line, whatever was sent', async () => {
    let text = ''
    const log = pinoLog(pino({ level: 'trace' }, new Writable({ write: (chunk: Buffer, _encoding, done) => { text += chunk.toString(); done() } })))
    const links: string[] = []
    server = await setupServer({ log, webhooks: { resolve: async () => [] }, resetPost: { send: async (_email, link) => { links.push(link) } } })
    const ana = await setupAccount(server), { routes, document } = await everyRoute(server.app)
    const made: string[] = [ana.session.accessToken!, ana.session.refreshToken!, 'a long password']
    const forged = 'x\r\n{"level":50,"msg":"forged"}\u0000\u001b[31m'
    await call({}, '/api/auth/login', { email: forged, password: 'Very-Secret-Word' })
    await call(ana.headers, '/api/contacts', { firstName: forged, company: 'Confidential-Company' })
    for (const route of routes.filter(({ path }) => !/logout|revoke|wipe|password$/.test(path))) {
      const answer = await server.app.inject(requestWith(route, document, ana.session.user.id, ana.headers))
      for (const [, value] of answer.body.matchAll(/"(?:token|secret|ticket|accessToken|refreshToken|challenge)":"([^"]{16,})"/g)) made.push(value!)
      made.push(...answer.cookies.map(({ value }) => value).filter((value) => value.length > 40))
    }
    await call({}, '/api/auth/password/request-reset', { email: ana.session.user.email })
    await expect.poll(() => links.length).toBe(1)
    made.push(links[0]!.split('#')[1]!, 'Very-Secret-Word', 'Confidential-Company')
    expect(made.length).toBeGreaterThan(12)
    expect(made.filter((value) => text.includes(value))).toEqual([])
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { msg: string })
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.some(({ msg }) => msg === 'forged')).toBe(false)
    expect(text).not.toContain('\u001b')
    // What matters is told of: who was refused, and who came in.
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['auth.registered', 'auth.refused', 'auth.token_made', 'auth.reset_sent']))
  })

  it('[S40] of a fault say that there was one, and nothing of how the server is made', async () => {
    const inner = openSqliteStore(':memory:'), broken = new Error('SQLITE_CORRUPT: table users in /srv/data/satchel.db')
    let breaks = false
    server = await setupServer({ store: { ...inner, read: (...args) => (breaks ? Promise.reject(broken) : inner.read(...args)), write: (...args) => (breaks ? Promise.reject(broken) : inner.write(...args)) } })
    const ana = await setupAccount(server), { routes, document } = await everyRoute(server.app), told: string[] = []
    breaks = true
    let faults = 0
    for (const route of routes.filter(({ path }) => !/logout|revoke|wipe|password$/.test(path))) {
      const { statusCode, body } = await server.app.inject(requestWith(route, document, ana.session.user.id, ana.headers))
      if (statusCode >= 500) faults += 1
      if (/SQLITE|users|\/srv|\.ts\b|node_modules|\bat \w+ \(|Error:/.test(body) && !/^GET \/(?:api\/(?:docs|openapi)|metrics)/.test(`${route.method} ${route.path}`)) told.push(`${route.method} ${route.path} ${body.slice(0, 200)}`)
    }
    expect(faults).toBeGreaterThan(20)
    expect(told).toEqual([])
    breaks = false
  })
})

import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../tests/support/virtual-clock.ts'
import type { FieldMeta } from '../merge/types.ts'
import { deviceName } from './auth/device-name.ts'
import { systemClock } from '../shared/clock.ts'
import { readConfig } from './config.ts'
import { startBackups, waitFor } from './maintenance/backup-schedule.ts'
import { adviceFor, whereItIs } from './http/where-it-is.ts'
import { decodeCursor, encodeCursor, movedTo } from './pull/cursor.ts'
import { derivedId } from './push/derived-id.ts'
import { createSeenTokens } from './seen.ts'
import { decodeMeta, encodeMeta } from './store/meta-codec.ts'
import { StoreClosedError } from './store/port.ts'
import { createGate } from './store/gate.ts'

describe('a cursor', () => {
  const cursor = { epoch: 'e', positions: new Map([['notes', 3], ['contacts', 5]]) }
  it('is the same text for the same place, and reads back', () => {
    const other = { epoch: 'e', positions: new Map([['contacts', 5], ['notes', 3]]) }
    expect(encodeCursor(cursor)).toBe(encodeCursor(other))
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor)
  })
  it('[R2] never moves back', () => {
    expect([...movedTo(cursor, ['contacts', 'notes', 'views'], 4).positions]).toEqual([['notes', 4], ['contacts', 5], ['views', 4]])
  })
  it('of garbage is none', () => {
    for (const text of ['', 'x', Buffer.from('[]').toString('base64url'), Buffer.from('{"e":"e","p":{"a":-1}}').toString('base64url')]) expect(decodeCursor(text)).toBeNull()
  })
})

describe('[R1] a seen token', () => {
  const tokens = createSeenTokens('secret'), seen = { epoch: 'e', revision: 7, mark: 'm' }
  it('reads back for its workspace only, and for its signer only', () => {
    const token = tokens.sign('w1', seen)
    expect(tokens.read('w1', token)).toEqual(seen)
    expect(tokens.read('w2', token)).toBeNull()
    expect(createSeenTokens('other').read('w1', token)).toBeNull()
  })
  it('that was touched is not believed', () => {
    const [body, signature] = tokens.sign('w1', seen).split('.') as [string, string]
    const forged = Buffer.from(JSON.stringify({ e: 'e', r: 8, m: 'm' })).toString('base64url')
    for (const token of [`${forged}.${signature}`, `${body}.`, body, `${body}.${signature}.x`, '', 'garbage']) expect(tokens.read('w1', token)).toBeNull()
  })
})

describe('a derived id', () => {
  it('is a UUID that follows from its reasons', () => {
    expect(derivedId('notice', 'c1', 'name')).toBe(derivedId('notice', 'c1', 'name'))
    expect(derivedId('notice', 'c1', 'name')).not.toBe(derivedId('notice', 'c1', 'title'))
    expect(derivedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('the marks of a record', () => {
  const mark = (changeId: string): FieldMeta => ({ revision: 1, at: { ms: 1, counter: 2, replicaId: 'r' }, replicaId: 'p', seq: 3, userId: 'u', role: 'member', changeId })
  it('read back as they were, each change written once', () => {
    const meta = { '*': mark('c1'), name: mark('c1'), 'emails/e1/value': mark('c2') }
    expect(decodeMeta(encodeMeta(meta))).toEqual(meta)
    expect(encodeMeta(meta).match(/"c1"/g)).toHaveLength(1)
    expect(decodeMeta(encodeMeta({}))).toEqual({})
  })
})

describe('the gate', () => {
  it('lets one through at a time, in order, past failures', async () => {
    const gate = createGate()
    const events: string[] = []
    const work = (name: string, fails: boolean) => gate.enter(async () => {
      events.push(`${name} in`)
      await Promise.resolve()
      events.push(`${name} out`)
      if (fails) throw new Error(name)
    })
    const results = await Promise.allSettled([work('a', false), work('b', true), work('c', false)])
    expect(events).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await gate.close()
    await expect(work('d', false)).rejects.toThrow(StoreClosedError)
    expect(events).toHaveLength(6)
  })
})

describe('the environment', () => {
  it('has defaults, and what cannot be meant is refused in so many words', () => {
    expect(readConfig({})).toMatchObject({ port: 4600, host: 'localhost', trustProxy: 0 })
    expect(readConfig({ PORT: '0', HOST: '0.0.0.0', TRUST_PROXY: '1' })).toMatchObject({ port: 0, host: '0.0.0.0', trustProxy: 1 })
    expect(readConfig({ TRUST_PROXY: '2' })).toMatchObject({ trustProxy: 2 })
    // Named and left empty, as in a compose file, is left out: not port 0, no limits, no backups, every network, or the folder that it was started in.
    const names = ['PORT', 'HOST', 'DATA_DIR', 'LIMIT_FACTOR', 'BACKUP_HOURS', 'BACKUP_DAYS', 'BACKUP_KEEP_DAYS', 'BACKUP_DIR', 'METRICS_TOKEN', 'TRUST_PROXY', 'SMTP_URL', 'MAIL_FROM', 'LOG_LEVEL', 'DATABASE_URL', 'DATABASE_CONNECTIONS']
    for (const empty of ['', ' ']) expect(readConfig(Object.fromEntries(names.map((name) => [name, empty])))).toEqual(readConfig({}))
    expect(() => readConfig({ PORT: '70000' })).toThrow('no port')
    expect(readConfig({ LIMIT_FACTOR: '0.5' })).toMatchObject({ limitFactor: 0.5 })
    expect(() => readConfig({ LIMIT_FACTOR: 'none' })).toThrow('LIMIT_FACTOR')
    expect(readConfig({ PUBLIC_URL: 'https://satchel.example/' })).toMatchObject({ publicUrl: 'https://satchel.example', linkUrl: 'https://satchel.example' })
    expect(readConfig({ TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' })).toMatchObject({ publicUrl: null, linkUrl: 'https://localhost:4600', tls: { cert: resolve('/c.pem'), key: resolve('/k.pem') } })
    expect(() => readConfig({ TLS_CERT: '/c.pem' })).toThrow('go together')
    expect(() => readConfig({ PUBLIC_URL: 'https://example.org/satchel' })).toThrow('at the root')
    expect(() => readConfig({ DATABASE_URL: 'mysql://x' })).toThrow('DATABASE_URL')
    expect(() => readConfig({ DATABASE_OWNER_URL: 'postgres://x' })).toThrow('DATABASE_URL is not')
    expect(() => readConfig({ DATABASE_URL: 'postgres://x', DATABASE_CONNECTIONS: '1' })).toThrow('DATABASE_CONNECTIONS')
  })
})

describe('the next backup', () => {
  const hour = 3_600_000, now = Date.parse('2026-11-27T12:00:00Z')
  it('is counted from the newest that can be, and not from one that a clock made ahead of its time', () => {
    expect(waitFor([{ at: now - 2 * hour }, { at: now - 9 * hour }], 6 * hour, now)).toBe(4 * hour)
    expect(waitFor([{ at: now + 10 * 365 * 24 * hour }, { at: now - 9 * hour }], 6 * hour, now)).toBe(60_000)
    expect(waitFor([], 6 * hour, now)).toBe(60_000)
  })

  it('is planned however the one before ended: killed by the system, or never begun', async () => {
    const clock = createVirtualClock(now), ends = ['It was ended (SIGKILL).', 'spawn EMFILE', null], told: string[] = []
    let begun = 0
    const stop = startBackups({ folder: 'there is none', everyHours: 6 }, clock, (level, event) => { told.push(`${level} ${event}`) }, () => {
      begun += 1
      return { ended: Promise.resolve(ends.shift() ?? null), stop: () => undefined }
    })
    await clock.advance(hour)
    stop()
    expect(told.slice(0, 3)).toEqual(['error backup.failed', 'error backup.failed', 'info backup'])
    const made = begun
    await clock.advance(24 * hour)
    expect(begun).toBe(made)
  })

  it('of a month is not made at once, and at once again: a timer holds no more than 24 days', async () => {
    let rang = false
    const timer = systemClock.setTimeout(() => { rang = true }, waitFor([{ at: now }], 30 * 24 * hour, now))
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    systemClock.clearTimeout(timer)
    expect(rang).toBe(false)
  })
})

describe('whoever starts the server', () => {
  const plain = { host: 'localhost', tls: null, publicUrl: null, trustProxy: 0 }
  it('is told the address, and where other computers would get nothing', () => {
    expect(whereItIs(plain, 4600)).toBe('http://localhost:4600')
    expect(whereItIs({ ...plain, host: '::', tls: { cert: '', key: '' } }, 1)).toBe('https://localhost:1')
    expect(adviceFor(plain)).toBeNull()
    expect(adviceFor({ ...plain, host: '0.0.0.0' })).toMatch(/TLS_CERT/)
    expect(adviceFor({ ...plain, host: '0.0.0.0', trustProxy: 1 })).toBeNull()
    expect(adviceFor({ ...plain, publicUrl: 'https://satchel.example' })).toMatch(/TRUST_PROXY/)
  })
})

describe('a device', () => {
  it('is called by browser and system', () => {
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/1.0 Safari/537.36 Edg/1.0')).toBe('Edge on Windows')
    expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1')).toBe('Safari on iOS')
    expect(deviceName('Mozilla/5.0 (Android 16; Mobile) Gecko Firefox/150.0')).toBe('Firefox on Android')
    expect(deviceName('curl/8')).toBe('A program')
    expect(deviceName(undefined)).toBe('Unknown device')
  })
})

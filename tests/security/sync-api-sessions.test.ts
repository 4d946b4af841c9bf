import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headers } from '../../src/protocol/headers.ts'
import type { Session } from '../../src/protocol/auth.ts'
import { argon2Passwords } from '../../src/sync-api/auth/passwords.ts'
import { deviceName } from '../../src/sync-api/auth/device-name.ts'
import { defaultLimits } from '../../src/sync-api/http/limits.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { openBrowser, type Browser } from '../support/cookie-browser.ts'
import { setupAccount, setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'

let server: Server
beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())

let people = 0
const credentials = () => ({ email: `person${people += 1}@example.org`, password: 'a long password' })
const post = (url: string, payload: object, more: Record<string, string> = {}) => server.app.inject({ method: 'POST', url, payload, headers: { host: 'localhost:4600', ...more } })
const cookiesOf = (answer: { cookies: { name: string; value: string }[] }): Record<string, string> => Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
const cookieHeader = (cookies: Record<string, string>): Record<string, string> => ({ cookie: Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ') })
const session = (cookies: Record<string, string>) => server.app.inject({ url: '/api/auth/session', headers: { host: 'localhost:4600', ...cookieHeader(cookies) } })
const refresh = (refreshToken: string) => post('/api/auth/refresh', { refreshToken })
const bearer = async (): Promise<Session> => (await post('/api/auth/register', { ...credentials(), name: 'Ana', transport: 'bearer' })).json<Session>()

describe('registration and login', () => {
  it('registers a person with their workspace, in cookies that no script can read', async () => {
    const answer = await post('/api/auth/register', { ...credentials(), name: 'Ana', workspace: 'Ana & Co' })
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({ user: { name: 'Ana' }, workspace: { name: 'Ana & Co', role: 'owner' }, expiresAt: expect.any(String) })
    expect(answer.body).not.toContain('Token')
    for (const cookie of answer.cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: true, path: '/' })
    expect(answer.cookies.map((cookie) => cookie.name)).toEqual(['__Host-satchel-access', '__Host-satchel-refresh', '__Host-satchel-device'])
    expect((await session(cookiesOf(answer))).json()).toMatchObject({ user: { name: 'Ana' } })
  })

  it('marks cookies as secure only where the browser would keep them so', async () => {
    const answer = await post('/api/auth/register', { ...credentials(), name: 'Ana' }, { host: '192.168.0.7:4600' })
    expect(answer.cookies.map(({ name, secure }) => [name, secure ?? false])).toEqual([['satchel-access', false], ['satchel-refresh', false], ['satchel-device', false]])
  })

  it('tells a wrong password and an unknown address by the same words', async () => {
    const known = credentials()
    await post('/api/auth/register', { ...known, name: 'Ana' })
    const wrong = await post('/api/auth/login', { ...known, password: 'another password' })
    const unknown = await post('/api/auth/login', { email: 'nobody@example.org', password: 'another password' })
    expect(wrong.statusCode).toBe(401)
    expect(unknown.json()).toEqual(wrong.json())
    expect(wrong.json()).toMatchObject({ error: 'wrong_credentials' })
  })

  it('takes an address whatever its case, once', async () => {
    const known = credentials()
    await post('/api/auth/register', { ...known, name: 'Ana' })
    expect((await post('/api/auth/register', { ...known, email: known.email.toUpperCase(), name: 'Ana' })).json()).toMatchObject({ error: 'email_taken' })
    expect((await post('/api/auth/login', { ...known, email: ` ${known.email.toUpperCase()} ` })).statusCode).toBe(200)
  })

  it('refuses short passwords and what is no address', async () => {
    expect((await post('/api/auth/register', { ...credentials(), password: 'short', name: 'Ana' })).statusCode).toBe(400)
    expect((await post('/api/auth/register', { ...credentials(), email: 'nobody', name: 'Ana' })).statusCode).toBe(400)
  })

  it('keeps passwords by argon2id', async () => {
    const hash = await argon2Passwords.hash('a long password')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await argon2Passwords.verify(hash, 'a long password')).toBe(true)
    expect(await argon2Passwords.verify(hash, 'another password')).toBe(false)
  })

  it('gives the device\'s name to its history', async () => {
    const known = credentials()
    await post('/api/auth/register', { ...known, name: 'Ana' })
    const login = (await post('/api/auth/login', { ...known, deviceName: 'Red phone', transport: 'bearer' })).json<Session>()
    const device = setupDevice(server, { session: login, headers: { authorization: `Bearer ${login.accessToken}` } })
    await device.act({ op: 'create', patch: { firstName: 'Bea' } })
    expect((await device.all('history'))[0]!.data).toMatchObject({ deviceName: 'Red phone' })
    expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36')).toBe('Chrome on Linux')
  })
})

describe('a session', () => {
  it('[P5] ends after 15 minutes and is renewed for 60 days', async () => {
    const { accessToken, refreshToken } = await bearer()
    const auth = { authorization: `Bearer ${accessToken}` }
    expect((await server.app.inject({ url: '/api/auth/session', headers: auth })).statusCode).toBe(200)
    server.clock.advance(16 * 60_000)
    expect((await server.app.inject({ url: '/api/auth/session', headers: auth })).json()).toMatchObject({ error: 'signed_out' })
    server.clock.advance(59 * 24 * 3_600_000)
    const renewed = (await refresh(refreshToken!)).json<Session>()
    expect((await server.app.inject({ url: '/api/auth/session', headers: { authorization: `Bearer ${renewed.accessToken}` } })).statusCode).toBe(200)
    server.clock.advance(61 * 24 * 3_600_000)
    expect((await refresh(renewed.refreshToken!)).statusCode).toBe(401)
  })

  it('[P5] the former token stays good until its successor is first used', async () => {
    const { refreshToken: first } = await bearer()
    await refresh(first!)
    const again = await refresh(first!)
    expect(again.statusCode).toBe(200)
    const { refreshToken: second } = again.json<Session>()
    expect((await refresh(second!)).statusCode).toBe(200)
  })

  it('[P5] an older token used again ends the whole session', async () => {
    const { refreshToken: first } = await bearer()
    const second = (await refresh(first!)).json<Session>()
    const third = (await refresh(second.refreshToken!)).json<Session>()
    expect((await refresh(first!)).json()).toMatchObject({ error: 'signed_out' })
    expect((await refresh(third.refreshToken!)).statusCode).toBe(401)
    expect((await server.app.inject({ url: '/api/auth/session', headers: { authorization: `Bearer ${third.accessToken}` } })).statusCode).toBe(401)
  })

  it('[P5] has its sockets closed with it, however it ended: at logout, by a token used again, and by the next sign-in there', async () => {
    const browserOf = async (): Promise<{ browser: Browser; who: object; closed: number[] }> => {
      const who = { ...credentials(), name: 'Ana' }, browser = openBrowser(server), closed: number[] = []
      await browser.post('/api/auth/register', who)
      ;(await server.app.injectWS('/api/sync/events', { headers: browser.headers() })).on('close', (code) => closed.push(code))
      return { browser, who, closed }
    }
    // Nobody's clock has gone on to the next ping.
    const left = await browserOf()
    await left.browser.post('/api/auth/logout', {})
    await expect.poll(() => left.closed).toEqual([4401])

    const stolen = await browserOf(), before = stolen.browser.headers()
    await stolen.browser.post('/api/auth/refresh', {})
    await stolen.browser.post('/api/auth/refresh', {})
    await server.app.inject({ method: 'POST', url: '/api/auth/refresh', headers: before })
    await expect.poll(() => stolen.closed).toEqual([4401])

    const again = await browserOf()
    await again.browser.post('/api/auth/login', again.who)
    await expect.poll(() => again.closed).toEqual([4401])
  })

  it('[P5] that ends while its socket is being opened has none', async () => {
    let letGo = (): void => undefined, wait: Promise<void> | null = null
    const store = openSqliteStore(':memory:')
    // Whether a second factor is asked for is looked at between who asks and the socket.
    const slow = await setupServer({ store: { ...store, read: async (...of) => {
      const found = await store.read(...of), turn = wait
      wait = null
      await turn
      return found
    } } })
    try {
      const ana = await setupAccount(slow), closed: number[] = []
      wait = new Promise((resolve) => { letGo = resolve })
      const opening = slow.app.injectWS('/api/sync/events', { headers: ana.headers }).then((socket) => { socket.on('close', (code) => closed.push(code)) })
      await expect.poll(() => wait === null).toBe(true)
      await slow.app.inject({ method: 'POST', url: '/api/auth/logout', headers: ana.headers })
      letGo()
      await opening
      await expect.poll(() => closed).toEqual([4401])
    } finally {
      await slow.close()
    }
  })

  it('[P5] renews by cookie as well', async () => {
    const cookies = cookiesOf(await post('/api/auth/register', { ...credentials(), name: 'Ana' }))
    server.clock.advance(16 * 60_000)
    expect((await session(cookies)).statusCode).toBe(401)
    const renewed = await server.app.inject({ method: 'POST', url: '/api/auth/refresh', headers: { host: 'localhost:4600', ...cookieHeader(cookies) } })
    expect(renewed.statusCode).toBe(200)
    expect((await session(cookiesOf(renewed))).statusCode).toBe(200)
  })

  it('is over at logout, at once', async () => {
    const { accessToken, refreshToken } = await bearer()
    const auth = { authorization: `Bearer ${accessToken}` }
    expect((await post('/api/auth/logout', {}, auth)).statusCode).toBe(204)
    expect((await server.app.inject({ url: '/api/auth/session', headers: auth })).statusCode).toBe(401)
    expect((await refresh(refreshToken!)).statusCode).toBe(401)
  })

  it('[P5] that a browser lost, its device\'s cookie too, is answered as that, and one that ended is not', async () => {
    const cookies = cookiesOf(await post('/api/auth/register', { ...credentials(), name: 'Ana' }))
    const renew = async (sent: Record<string, string>): Promise<unknown> => {
      const answer = await server.app.inject({ method: 'POST', url: '/api/auth/refresh', headers: { host: 'localhost:4600', ...cookieHeader(sent) } })
      expect(answer.statusCode).toBe(401)
      return answer.json<{ error: string; details?: unknown }>()
    }
    const lost = { error: 'signed_out', details: { why: 'no_session' } }
    expect(await renew({})).toMatchObject(lost)
    const device = Object.fromEntries(Object.entries(cookies).filter(([name]) => name.includes('device')))
    expect(Object.keys(device)).toHaveLength(1)
    expect(await renew(device)).not.toMatchObject(lost)
    await server.app.inject({ method: 'POST', url: '/api/auth/logout', headers: { host: 'localhost:4600', ...cookieHeader(cookies) } })
    expect(await renew(cookies)).not.toMatchObject(lost)
  })

  it('is over at logout also where its access token ended before', async () => {
    const cookies = cookiesOf(await post('/api/auth/register', { ...credentials(), name: 'Ana' }))
    server.clock.advance(16 * 60_000)
    const answer = await server.app.inject({ method: 'POST', url: '/api/auth/logout', headers: { host: 'localhost:4600', ...cookieHeader(cookies) } })
    expect(answer.statusCode).toBe(204)
    expect(answer.cookies.every((cookie) => cookie.value === '')).toBe(true)
    expect((await server.app.inject({ method: 'POST', url: '/api/auth/refresh', headers: { host: 'localhost:4600', ...cookieHeader(cookies) } })).statusCode).toBe(401)
  })

  it('a refresh token opens nothing by itself, and an access token renews nothing', async () => {
    const { accessToken, refreshToken } = await bearer()
    expect((await server.app.inject({ url: '/api/auth/session', headers: { authorization: `Bearer ${refreshToken}` } })).statusCode).toBe(401)
    expect((await refresh(accessToken!)).statusCode).toBe(401)
  })
})

describe('a workspace', () => {
  it('[P5] is closed to a device that means another account or workspace: 401 wrong_account', async () => {
    const ana = await setupAccount(server), eve = await setupAccount(server, 'Eve')
    for (const name of [headers.workspace, headers.user]) {
      const answer = await server.app.inject({ url: '/api/sync/changes', headers: { ...eve.headers, [name]: ana.headers[name]! } })
      expect([answer.statusCode, answer.json().error]).toEqual([401, 'wrong_account'])
    }
  })

  it('keeps what is another\'s as unknown as what does not exist', async () => {
    const ana = await setupAccount(server), eve = await setupAccount(server, 'Eve')
    const phone = setupDevice(server, ana), hers = setupDevice(server, eve)
    const id = phone.newId()
    const made = phone.mutation({ op: 'create', recordId: id, patch: { firstName: 'Private' } })
    await phone.push(made)

    const edit = { op: 'update' as const, patch: { title: 'x' } }
    expect(await hers.act({ ...edit, recordId: id })).toMatchObject([{ status: 'deferred', waitsFor: id }])
    const note = { entity: 'notes', op: 'create' as const, patch: { contactId: id, body: 'Seen?' } }
    expect(await hers.act(note)).toMatchObject([{ status: 'deferred', waitsFor: id }])
    // The same change id in another workspace is another change.
    expect(await hers.push(made)).toMatchObject([{ status: 'applied', record: { data: { firstName: 'Private' } } }])
    expect((await hers.push(made))[0]).toMatchObject({ duplicate: true })
    expect((await phone.all('contacts'))[0]).toMatchObject({ updatedBy: ana.session.user.id })
  })
})

describe('limits', () => {
  it('stop guessing at one address with Retry-After, and let others in', async () => {
    const strict = await setupServer({ limits: { ...defaultLimits, loginPerAddress: 3 } })
    const attempt = (email: string) => strict.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email, password: 'wrong password' } })
    for (let tries = 0; tries < 3; tries += 1) expect((await attempt('ana@example.org')).statusCode).toBe(401)
    const stopped = await attempt('ana@example.org')
    expect(stopped.statusCode).toBe(429)
    expect(stopped.json()).toMatchObject({ error: 'rate_limited' })
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0)
    expect((await attempt('ben@example.org')).statusCode).toBe(401)
    await strict.close()
  })

  it('let ten passwords a minute be tried of an account from an address', async () => {
    const plain = await setupServer({ limits: defaultLimits })
    const attempt = async () => (await plain.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: 'ana@example.org', password: 'wrong password' } })).statusCode
    const answers = []
    for (let tries = 0; tries < 12; tries += 1) answers.push(await attempt())
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    await plain.close()
  })

  it('stop guessing at an account from however many addresses, and leave its person in where they were before', async () => {
    const strict = await setupServer({ limits: defaultLimits, attempts: { perAddress: 120, perPerson: 10, perAccount: 20 } })
    const who = { email: 'guessed@example.org', password: 'a long password', name: 'Ana' }, home = openBrowser(strict)
    await home.post('/api/auth/register', who)
    let hosts = 0
    const attempt = (email: string, password = 'wrong password') => strict.app.inject({ method: 'POST', url: '/api/auth/login', remoteAddress: `198.51.100.${hosts += 1}`, payload: { email, password } })
    const stopAt = async (email: string): Promise<number> => {
      for (let tries = 1; tries < 40; tries += 1) {
        const answer = await attempt(email)
        if (answer.statusCode === 429 && Number(answer.headers['retry-after']) > 60) return tries
      }
      return 0
    }
    // Nor does it say who has an account.
    expect([await stopAt(who.email), await stopAt('nobody@example.org')]).toEqual([21, 21])
    expect((await attempt(who.email, who.password)).statusCode).toBe(429)
    await home.post('/api/auth/logout', {})
    expect((await home.post('/api/auth/login', who)).statusCode).toBe(200)
    // Nobody at one address does that to somebody else's account.
    const alone = { ...who, email: 'alone@example.org' }
    for (let tries = 0; tries < 40; tries += 1) { await strict.app.inject({ method: 'POST', url: '/api/auth/login', remoteAddress: '192.0.2.1', payload: { email: alone.email, password: 'wrong password' } }); strict.clock.advance(6_000) }
    await openBrowser(strict).post('/api/auth/register', alone)
    expect((await attempt(alone.email, alone.password)).statusCode).toBe(200)
    // A cookie of another's is no sign that one was here.
    const other = openBrowser(strict)
    await other.post('/api/auth/register', { ...who, email: 'other@example.org' })
    expect((await other.post('/api/auth/login', who)).statusCode).toBe(429)
    strict.clock.advance(15 * 60_000)
    expect((await attempt(who.email, who.password)).statusCode).toBe(200)
    await strict.close()
  })
})

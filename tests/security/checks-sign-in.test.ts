import { createHmac, generateKeyPairSync } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../src/protocol/auth.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { bearerHeaders, plainPasswords, setupAccount, setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'
import { setupScript } from '../contract/rest-setup.ts'
import { openBrowser } from '../support/cookie-browser.ts'

/* Signing in, sessions and tokens. Check numbers are those of docs/security.md. */

let server: Server, sent: { email: string; link: string }[] = [], verified = 0
const store = openSqliteStore(':memory:')
beforeAll(async () => {
  server = await setupServer({
    store, resetPost: { send: async (email, link) => { sent.push({ email, link }) } }, publicUrl: 'https://satchel.example', attempts: { perAddress: 10_000, perPerson: 1_000, perAccount: 10_000 },
    passwords: { hash: plainPasswords.hash, verify: async (hash, password) => { verified += 1; return plainPasswords.verify(hash, password) } },
  })
})
beforeEach(() => { sent = []; verified = 0 })
afterAll(() => server.close())

const day = 24 * 3_600_000
let people = 0
const person = () => ({ email: `checked${people += 1}@example.org`, password: 'a long password', name: 'Ana' })
const post = (url: string, payload: object, headers: Record<string, string> = {}) => server.app.inject({ method: 'POST', url, payload, headers: { host: 'localhost:4600', ...headers } })
const session = (token: string) => server.app.inject({ url: '/api/auth/session', headers: { authorization: `Bearer ${token}` } })
const signedUp = async () => {
  const who = person()
  return { who, body: (await post('/api/auth/register', { ...who, transport: 'bearer' })).json<Session>() }
}
const linkOf = async (email: string): Promise<string> => {
  await post('/api/auth/password/request-reset', { email })
  await expect.poll(() => sent.length).toBe(1)
  return sent[0]!.link.split('#')[1]!
}

describe('a session', () => {
  it('[S8] is a new one at each sign-in: what a browser was given before counts no more, and nothing that it brings is taken over', async () => {
    const who = person(), browser = openBrowser(server)
    const planted = { cookie: '__Host-satchel-access=planted; __Host-satchel-refresh=planted; __Host-satchel-device=planted' }
    const registered = await post('/api/auth/register', who, planted)
    for (const { value } of registered.cookies) expect(value).not.toContain('planted')
    await browser.post('/api/auth/login', who)
    const before = browser.headers()['cookie']!
    const ask = (cookie: string) => server.app.inject({ url: '/api/auth/session', headers: { host: 'localhost:4600', cookie } })
    expect((await ask(before)).statusCode).toBe(200)
    // A wrong password ends nobody's session.
    await browser.post('/api/auth/login', { ...who, password: 'not that one' })
    expect((await ask(before)).statusCode).toBe(200)
    await browser.post('/api/auth/login', who)
    expect(browser.headers()['cookie']).not.toBe(before)
    expect([(await ask(before)).statusCode, (await browser.get('/api/auth/session')).statusCode]).toEqual([401, 200])
  })

  it('[S9] ends when nobody has renewed it for 60 days, and after a year however often it was renewed', async () => {
    const { who, body: first } = await signedUp()
    let { refreshToken, accessToken } = first
    for (let days = 0; days < 364; days += 52) {
      const renewed = (await post('/api/auth/refresh', { refreshToken })).json<Session>()
      ;({ refreshToken, accessToken } = renewed)
      server.clock.advance(52 * day)
    }
    // It is day 364: still good, and its last renewal does not carry it over the year.
    ;({ refreshToken, accessToken } = (await post('/api/auth/refresh', { refreshToken })).json<Session>())
    expect((await session(accessToken!)).statusCode).toBe(200)
    server.clock.advance(day + 1)
    expect((await post('/api/auth/refresh', { refreshToken })).statusCode).toBe(401)
    const idle = (await post('/api/auth/login', { ...who, transport: 'bearer' })).json<Session>()
    server.clock.advance(60 * day + 1)
    expect((await post('/api/auth/refresh', { refreshToken: idle.refreshToken })).statusCode).toBe(401)
  })

  it('[S13] of everybody else ends with a new password; API tokens go with a reset, and with a change where that is asked', async () => {
    const { who, body } = await signedUp(), script = setupScript(server, { headers: bearerHeaders(body) })
    const make = async (): Promise<string> => (await setupScript(server, { headers: { authorization: `Bearer ${(await post('/api/auth/login', { ...who, transport: 'bearer' })).json<Session>().accessToken}` } })
      .call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'x', scopes: ['*:read'] })).body.token
    const works = async (token: string): Promise<number> => (await server.app.inject({ url: '/api/contacts', headers: { authorization: `Bearer ${token}` } })).statusCode
    const kept = await make(), other = (await post('/api/auth/login', { ...who, transport: 'bearer' })).json<Session>()
    await script.call('POST', '/api/auth/password', { password: who.password, newPassword: 'a second password' })
    expect([(await session(other.accessToken!)).statusCode, await works(kept)]).toEqual([401, 200])
    await script.call('POST', '/api/auth/password', { password: 'a second password', newPassword: 'a long password', revokeTokens: true })
    expect(await works(kept)).toBe(401)
    const made = await make()
    expect((await post('/api/auth/password/reset', { token: await linkOf(who.email), newPassword: 'a third password' })).statusCode).toBe(200)
    expect([await works(made), (await session(body.accessToken!)).statusCode]).toEqual([401, 401])
  })
})

describe('a password', () => {
  const tried = async (password: string, more: object = {}) => (await post('/api/auth/register', { ...person(), password, ...more })).json<{ error?: string }>().error ?? 'taken'

  it('[S15] is of ten characters or more, of whatever kind, taken as it is, and none that is tried first', async () => {
    for (const good of ['äöü ÄÖÜ ß 字字字', 'aaaa bbbb cccc dddd', 'only lower case', '0918273645546372', ' spaces around me ', 'x'.repeat(200), 'correct horse battery staple']) expect([good, await tried(good)]).toEqual([good, 'taken'])
    expect(await tried('short one')).toBe('invalid')
    for (const weak of ['1234567890', 'password12', 'Password123!', 'qwertyuiop', '!!iloveyou99', 'SUNSHINE2024']) expect([weak, await tried(weak)]).toEqual([weak, 'weak_password'])
    expect(await tried('satchel2026')).toBe('weak_password')
    expect(await tried('margarethe1990', { name: 'Margarethe Huber' })).toBe('weak_password')
    expect(await tried('margarethe.huber1', { email: 'margarethe.huber@example.org' })).toBe('weak_password')
    // Also where it is set anew; a link that is refused for it is still good.
    const { who, body } = await signedUp(), token = await linkOf(who.email)
    expect((await post('/api/auth/password', { password: who.password, newPassword: 'password12' }, bearerHeaders(body))).json()).toMatchObject({ error: 'weak_password' })
    expect((await post('/api/auth/password/reset', { token, newPassword: 'password12' })).json()).toMatchObject({ error: 'weak_password' })
    expect((await post('/api/auth/password/reset', { token, newPassword: ' A password of mine ' })).statusCode).toBe(200)
    for (const other of ['A password of mine', ' a password of mine ', ' A password of mine']) expect((await post('/api/auth/login', { email: who.email, password: other })).statusCode).toBe(401)
    expect((await post('/api/auth/login', { email: who.email, password: ' A password of mine ' })).statusCode).toBe(200)
  })

  it('[S17] tells nobody who has an account: a known address, an unknown one and a wrong code cost the same work and the same words', async () => {
    const { who } = await signedUp()
    const known = await post('/api/auth/login', { ...who, password: 'another password' }), before = verified
    const unknown = await post('/api/auth/login', { ...who, email: 'nobody@example.org', password: 'another password' })
    // Who does not exist has a hash checked as well: the time is the same.
    expect([before, verified]).toEqual([1, 2])
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body])
    const asked = await Promise.all([who.email, 'nobody@example.org'].map((email) => post('/api/auth/password/request-reset', { email })))
    expect([asked[0]!.statusCode, asked[0]!.body, asked[0]!.headers['content-length']]).toEqual([asked[1]!.statusCode, asked[1]!.body, asked[1]!.headers['content-length']])
    // A passkey's question names nobody's keys.
    const question = (await post('/api/auth/passkeys/options', {})).json<{ options: { allowCredentials?: unknown[] } }>()
    expect(question.options.allowCredentials ?? []).toEqual([])
  })

  it('[S18] that is forgotten is set anew by the owner\'s address alone, and past no second factor', async () => {
    const { who, body } = await signedUp(), script = setupScript(server, { headers: bearerHeaders(body) })
    const { body: begun } = await script.call<{ ticket: string; secret: string }>('POST', '/api/auth/authenticator/begin', { password: who.password })
    const code = () => new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate({ timestamp: server.clock.now() })
    expect((await script.call('POST', '/api/auth/authenticator/confirm', { ticket: begun.ticket, code: code() })).status).toBe(200)
    for (const headers of [{ host: 'evil.example' }, { host: 'localhost:4600', 'x-forwarded-host': 'evil.example' }, { host: 'localhost:4600', forwarded: 'host=evil.example' }]) {
      sent = []
      await server.app.inject({ method: 'POST', url: '/api/auth/password/request-reset', payload: { email: who.email }, headers })
      await expect.poll(() => sent[0]?.link).toMatch(/^https:\/\/satchel\.example\/reset-password#[\w-]{43}$/)
    }
    const token = sent[0]!.link.split('#')[1]!
    expect((await post('/api/auth/password/reset', { token, newPassword: 'another password' })).json()).toEqual({})
    expect((await post('/api/auth/login', { email: who.email, password: 'another password' })).json()).toMatchObject({ error: 'code_required' })
    server.clock.advance(60_000)
    expect((await post('/api/auth/login', { email: who.email, password: 'another password', code: code() })).statusCode).toBe(200)
  })
})

describe('a signed token', () => {
  const claims = async () => {
    const { body } = await signedUp(), [, payload] = body.accessToken!.split('.')
    return { body, payload: JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown> }
  }
  const refused = async (token: string): Promise<number[]> => [
    (await session(token)).statusCode, (await post('/api/auth/refresh', { refreshToken: token })).statusCode,
    (await server.app.inject({ url: '/api/sync/changes?since=0', headers: { cookie: `__Host-satchel-access=${token}`, host: 'localhost:4600' } })).statusCode,
  ]

  it('[S21] of no algorithm, another one, another key, or a key that it names itself is none', async () => {
    const { body, payload } = await claims(), [header, text, signature] = body.accessToken!.split('.') as [string, string, string]
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 }), jwk = publicKey.export({ format: 'jwk' })
    const hmac = (head: object, key: string, hash = 'sha256'): string => { const data = `${encode(head)}.${text}`; return `${data}.${createHmac(hash, key).update(data).digest('base64url')}` }
    const forged = [
      new UnsecuredJWT(payload).encode(), `${encode({ alg: 'none' })}.${text}.`, `${encode({ alg: 'None' })}.${text}.${signature}`, `${encode({ alg: 'HS256' })}.${text}.`,
      hmac({ alg: 'HS256' }, ''), hmac({ alg: 'HS256' }, 'secret'), hmac({ alg: 'HS512' }, 'secret', 'sha512'), hmac({ alg: 'HS256', kid: '../../dev/null' }, ''), hmac({ alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' } }, 'secret'),
      await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', jwk, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example' }).sign(privateKey),
      `${header}.${encode({ ...payload, uid: 'another' })}.${signature}`, `${header}.${text}.${signature.slice(0, -4)}AAAA`, `${header}.${text}`, `${body.accessToken!}.x`, 'x'.repeat(100_000),
    ]
    for (const token of forged) expect([token.slice(0, 60), await refused(token)]).toEqual([token.slice(0, 60), [401, 401, 401]])
    expect((await session(body.accessToken!)).statusCode).toBe(200)
  })

  it('[S22] is good for what it was made for, until its time is over: not to renew with, not to read with, not elsewhere, not after', async () => {
    const { body } = await claims(), other = await setupServer()
    expect((await session(body.refreshToken!)).statusCode).toBe(401)
    expect((await post('/api/auth/refresh', { refreshToken: body.accessToken })).statusCode).toBe(401)
    for (const url of ['/api/auth/session', '/api/contacts', '/metrics']) {
      expect([url, (await server.app.inject({ url, headers: { authorization: `Bearer ${body.refreshToken}` }, remoteAddress: '192.0.2.1' })).statusCode >= 400]).toEqual([url, true])
    }
    expect((await other.app.inject({ url: '/api/auth/session', headers: bearerHeaders(body) })).statusCode).toBe(401)
    await other.close()
    // In an address it is none: addresses are logged, kept in histories and handed on.
    for (const query of ['access_token', 'token', 'authorization']) expect((await server.app.inject(`/api/auth/session?${query}=${body.accessToken}`)).statusCode).toBe(401)
    server.clock.advance(15 * 60_000 + 1)
    expect((await session(body.accessToken!)).statusCode).toBe(401)
  })

  it('[S23] and whatever else was overheard is of no use to another person or device: a push sent again, by whomever, changes nothing twice', async () => {
    const ana = await setupAccount(server), eve = await setupAccount(server, 'Eve'), phone = setupDevice(server, ana)
    const changes = phone.mutation({ op: 'create', patch: { firstName: 'Once' } })
    const body = { replicaId: phone.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes }
    expect((await phone.pushRaw(body)).body).toMatchObject({ results: [{ status: 'applied' }] })
    expect((await phone.pushRaw(body)).body).toMatchObject({ results: [{ duplicate: true }] })
    // Named as it was, it is for Ana's workspace, which Eve's session is not of.
    expect((await server.app.inject({ method: 'POST', url: '/api/sync/push', payload: body, headers: { ...ana.headers, authorization: eve.headers['authorization']! } })).json()).toMatchObject({ error: 'wrong_account' })
    expect((await phone.all('contacts')).map(({ data }) => data?.['firstName'])).toEqual(['Once'])
    // As a request over REST nobody pushes: its replica made one change, and is no device's.
    const made = await setupScript(server, ana).create('contacts', { firstName: 'By script' })
    const entry = (await phone.all('history')).find(({ data }) => data?.['recordId'] === made.id)!
    await expect(phone.push(phone.mutation({ op: 'create', patch: { firstName: 'x' } }), { replicaId: entry.data!['replicaId'] })).rejects.toMatchObject({ status: 403 })
  })
})

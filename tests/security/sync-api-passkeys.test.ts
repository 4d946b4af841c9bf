import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/protocol/auth.ts'
import { setupServer, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser, type Browser } from '../support/cookie-browser.ts'
import { createVirtualAuthenticator, type VirtualAuthenticator } from '../support/virtual-authenticator.ts'

let server: Server
beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())

type Asked = { ticket: string; options: { challenge: string; user: { name: string }; excludeCredentials: unknown[]; authenticatorSelection: object; allowCredentials?: unknown[] } }
let people = 0
const person = () => ({ email: `passkey${people += 1}@example.org`, password: 'a long password', name: 'Ana' })
async function signedUp(): Promise<{ who: ReturnType<typeof person>; laptop: Browser; key: VirtualAuthenticator }> {
  const who = person(), laptop = openBrowser(server)
  await laptop.post('/api/auth/register', who)
  return { who, laptop, key: await createVirtualAuthenticator() }
}
const begin = async (browser: Browser, password = 'a long password'): Promise<Asked> => (await browser.post('/api/auth/passkeys/begin', { password })).json<Asked>()
const ask = async (): Promise<Asked> => (await openBrowser(server).post('/api/auth/passkeys/options', {})).json<Asked>()
async function withPasskey() {
  const signed = await signedUp(), { ticket, options } = await begin(signed.laptop)
  expect((await signed.laptop.post('/api/auth/passkeys/finish', { ticket, name: 'Laptop', response: await signed.key.make(options) })).statusCode).toBe(200)
  return signed
}

describe('a passkey', () => {
  it('is made with the password, for this address, by a person who is there', async () => {
    const { who, laptop, key } = await signedUp()
    expect((await laptop.post('/api/auth/passkeys/begin', { password: 'not that one' })).statusCode).toBe(403)
    const { ticket, options } = await begin(laptop)
    expect(options).toMatchObject({ rp: { id: 'localhost', name: 'Satchel' }, user: { name: who.email }, authenticatorSelection: { residentKey: 'required', userVerification: 'required' } })
    expect((await laptop.post('/api/auth/passkeys/finish', { ticket, name: 'Laptop', response: await key.make(options) })).statusCode).toBe(200)
    expect((await laptop.get('/api/auth/security')).json()).toMatchObject({ proven: true, passkeys: [{ name: 'Laptop', lastUsedAt: null }] })
  })

  it.each([
    ['for another challenge', { challenge: 'b3RoZXI' }, {}],
    ['made on another site', {}, { origin: 'https://evil.example' }],
    ['for another address', {}, { rpId: 'evil.example' }],
    ['without the person being verified', {}, { verified: false }],
  ])('is not taken %s', async (_why, other, around) => {
    const { laptop, key } = await signedUp(), { ticket, options } = await begin(laptop)
    expect((await laptop.post('/api/auth/passkeys/finish', { ticket, name: 'x', response: await key.make({ ...options, ...other }, around) })).json()).toMatchObject({ error: 'passkey_refused' })
    expect((await laptop.get('/api/auth/security')).json()).toMatchObject({ passkeys: [], proven: false })
  })

  it('is not taken for another person, twice, late, or in a shape that is none', async () => {
    const ana = await signedUp(), ben = await signedUp()
    const finish = (browser: Browser, ticket: string, response: object) => browser.post('/api/auth/passkeys/finish', { ticket, name: 'x', response })
    const mine = await begin(ana.laptop)
    expect((await finish(ben.laptop, mine.ticket, await ben.key.make(mine.options))).statusCode).toBe(400)
    const late = await begin(ana.laptop)
    server.clock.advance(5 * 60_000)
    expect((await finish(ana.laptop, late.ticket, await ana.key.make(late.options))).statusCode).toBe(400)
    const odd = await begin(ana.laptop)
    expect((await finish(ana.laptop, odd.ticket, { id: 'x', response: { clientDataJSON: 7 } })).statusCode).toBe(400)
    const good = await begin(ana.laptop), response = await ana.key.make(good.options)
    expect((await finish(ana.laptop, good.ticket, response)).statusCode).toBe(200)
    expect((await finish(ana.laptop, good.ticket, response)).statusCode).toBe(400)
    expect((await begin(ana.laptop)).options.excludeCredentials).toHaveLength(1)
    // What one person has registered is nobody else's.
    const theirs = await begin(ben.laptop)
    expect((await finish(ben.laptop, theirs.ticket, await ana.key.make(theirs.options))).statusCode).toBe(400)
  })

  it('signs in alone, without an address, and proves the second factor', async () => {
    const { who, key } = await withPasskey(), phone = openBrowser(server)
    const { ticket, options } = await ask()
    expect(options.allowCredentials ?? []).toEqual([])
    const answer = await phone.post('/api/auth/passkey', { ticket, response: await key.use(options), deviceName: 'Red phone' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json<Session>().user.email).toBe(who.email)
    expect((await phone.get('/api/auth/security')).json()).toMatchObject({ proven: true, passkeys: [{ lastUsedAt: expect.any(String) }] })
    expect((await phone.get('/api/auth/devices')).json()).toMatchObject({ devices: [{ name: 'Red phone', current: true }, {}] })
  })

  it('signs nobody in twice by one answer, from another site, without the person, or by a copy that lags behind', async () => {
    const { key } = await withPasskey()
    const attempt = async (ticket: string, response: object) => (await openBrowser(server).post('/api/auth/passkey', { ticket, response })).statusCode
    const once = await ask(), response = await key.use(once.options, { counter: 10 })
    expect([await attempt(once.ticket, response), await attempt(once.ticket, response)]).toEqual([200, 401])
    for (const around of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { verified: false }, { counter: 9 }]) {
      const { ticket, options } = await ask()
      expect([around, await attempt(ticket, await key.use(options, { counter: 20, ...around }))]).toEqual([around, 401])
    }
    const { ticket, options } = await ask()
    expect(await attempt(ticket, await (await createVirtualAuthenticator()).use(options))).toBe(401)
  })

  it('opens nothing any more when it is removed, with the password', async () => {
    const { laptop, key } = await withPasskey()
    const [{ id }] = (await laptop.get('/api/auth/security')).json<{ passkeys: [{ id: string }] }>().passkeys
    const stranger = await signedUp()
    expect((await stranger.laptop.post('/api/auth/passkeys/remove', { id, password: 'a long password' })).statusCode).toBe(404)
    expect((await laptop.post('/api/auth/passkeys/remove', { id, password: 'not that one' })).statusCode).toBe(403)
    expect((await laptop.post('/api/auth/passkeys/remove', { id, password: 'a long password' })).statusCode).toBe(200)
    expect((await laptop.get('/api/auth/security')).json()).toMatchObject({ passkeys: [], proven: false })
    const { ticket, options } = await ask()
    expect((await openBrowser(server).post('/api/auth/passkey', { ticket, response: await key.use(options) })).statusCode).toBe(401)
  })
})

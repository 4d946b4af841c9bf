import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/protocol/auth.ts'
import { headers } from '../../src/protocol/headers.ts'
import type { DeviceKey } from '../../src/outbox/device-key.ts'
import { createPushTransport } from '../../src/outbox/push-transport.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser, type Browser } from '../support/cookie-browser.ts'
import { createTestKey, type TestKey } from '../support/device-keys.ts'

let server: Server
beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())

let people = 0
const person = () => ({ email: `keyed${people += 1}@example.org`, password: 'a long password', name: 'Ana' })

interface Keyed { who: ReturnType<typeof person>; browser: Browser; key: TestKey; session: Session; about: Record<string, string>; pushOf(firstName: string): string; contacts(): Promise<string[]> }
async function signedUp(): Promise<Keyed> {
  const who = person(), browser = openBrowser(server), key = await createTestKey()
  const session = (await browser.post('/api/auth/register', { ...who, deviceKey: key.deviceKey })).json<Session>()
  const device = setupDevice(server, { session, headers: {} })
  return {
    who, browser, key, session, about: { [headers.workspace]: session.workspace.id, [headers.user]: session.user.id },
    pushOf: (firstName) => JSON.stringify({
      replicaId: device.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: device.mutation({ op: 'create', patch: { firstName } }),
    }),
    contacts: async () => (await browser.get('/api/sync/changes?since=0&entities=contacts')).json<{ changes: { data: { firstName: string } }[] }>().changes.map(({ data }) => data.firstName),
  }
}
const path = '/api/sync/push'
/** What a thief sends: the cookies, and whatever else they like. */
const send = (browser: Browser, url: string, body: string, more: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url, payload: body, headers: { ...browser.headers(), 'content-type': 'application/json', ...more } })

describe('a stolen cookie', () => {
  it('pushes nothing, alone or after it is renewed', async () => {
    const { browser, about, pushOf, contacts } = await signedUp()
    expect((await send(browser, path, pushOf('Eve'), about)).json()).toMatchObject({ error: 'signature_required' })
    expect((await browser.post('/api/auth/refresh', {})).statusCode).toBe(200)
    expect((await send(browser, path, pushOf('Eve'), about)).statusCode).toBe(401)
    expect(await contacts()).toEqual([])
  })

  it('gives nothing back, ends no other session, wipes nothing and changes no password', async () => {
    const { who, browser, about, session } = await signedUp(), other = openBrowser(server)
    await other.post('/api/auth/login', who)
    const id = (await browser.get('/api/auth/devices')).json<{ devices: { id: string; current: boolean }[] }>().devices.find(({ current }) => !current)!.id
    for (const [url, body] of [
      ['/api/sync/give-back', { replicaId: session.user.id, fromEpoch: 'e', seen: [], records: [] }], ['/api/auth/devices/revoke', { id }], ['/api/auth/devices/wipe', { id }],
      ['/api/auth/devices/revoke-others', {}], ['/api/auth/password', { password: who.password, newPassword: 'another password' }],
      ['/api/contacts', { firstName: 'Eve' }], ['/api/auth/tokens/make', { name: 'x', scopes: ['*:write'] }],
      ['/api/auth/passkeys/begin', { password: who.password }], ['/api/auth/authenticator/begin', { password: who.password }],
    ] as const) expect([url, (await send(browser, url, JSON.stringify(body), about)).json<{ error: string }>().error]).toEqual([url, 'signature_required'])
    expect((await other.get('/api/auth/session')).statusCode).toBe(200)
  })

  it('brings no key of its own along: one is registered with the password only', async () => {
    const { browser, about, pushOf } = await signedUp(), thief = await createTestKey(), body = pushOf('Eve')
    await browser.post('/api/auth/refresh', { deviceKey: thief.deviceKey })
    expect((await send(browser, path, body, { ...about, ...await thief.sign({ path, workspace: about[headers.workspace]!, user: about[headers.user]!, body }) })).statusCode).toBe(401)
  })
})

describe('a device\'s key', () => {
  const signed = async ({ key, about }: Keyed, body: string, more: { path?: string; method?: string; workspace?: string; user?: string } = {}) =>
    key.sign({ path, workspace: about[headers.workspace]!, user: about[headers.user]!, ...more, body })

  it('lets through what it signed, gzipped or not', async () => {
    const keyed = await signedUp(), { browser, about, pushOf, contacts } = keyed
    const body = pushOf('Bea'), gzipped = pushOf('Cea')
    expect((await send(browser, path, body, { ...about, ...await signed(keyed, body) })).statusCode).toBe(200)
    const answer = await server.app.inject({
      method: 'POST', url: path, payload: gzipSync(gzipped), headers: { ...browser.headers(), ...about, 'content-type': 'application/json', 'content-encoding': 'gzip', ...await signed(keyed, gzipped) },
    })
    expect(answer.statusCode).toBe(200)
    expect(await contacts()).toEqual(['Bea', 'Cea'])
  })

  it('signs this body, for this call, about these people\'s data, and nothing else', async () => {
    const keyed = await signedUp(), { browser, about, pushOf, contacts } = keyed, body = pushOf('Bea'), other = await signedUp()
    const tries: [string, Record<string, string>][] = [
      ['another body', await signed(keyed, pushOf('Cea'))],
      ['another call', await signed(keyed, body, { path: '/api/sync/give-back' })],
      ['another query', await signed(keyed, body, { path: `${path}?x=1` })],
      ['another method', await signed(keyed, body, { method: 'PUT' })],
      ['another workspace', await signed(keyed, body, { workspace: other.session.workspace.id })],
      ['another person', await signed(keyed, body, { user: other.session.user.id })],
      ['another key', await signed({ ...other, about }, body)],
      ['no signature', { [headers.signature]: '' }],
      ['nonsense', { [headers.signature]: 'bm9uc2Vuc2U' }],
    ]
    for (const [what, header] of tries) expect([what, (await send(browser, path, body, { ...about, ...header })).json<{ error: string }>().error]).toEqual([what, 'signature_required'])
    expect(await contacts()).toEqual([])
  })

  it('[P2, P3] changes nothing where what it signed is sent again by whoever saw it', async () => {
    const keyed = await signedUp(), { browser, about, pushOf, contacts } = keyed, body = pushOf('Bea'), header = await signed(keyed, body)
    await send(browser, path, body, { ...about, ...header })
    expect((await send(browser, path, body, { ...about, ...header })).json()).toMatchObject({ results: [{ duplicate: true }] })
    expect(await contacts()).toEqual(['Bea'])
  })

  it('has to be one, over P-256', async () => {
    const rsa = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const p384 = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign', 'verify'])
    for (const { publicKey } of [rsa, p384]) {
      const deviceKey = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64url')
      expect((await openBrowser(server).post('/api/auth/register', { ...person(), deviceKey })).statusCode).toBe(400)
    }
    expect((await openBrowser(server).post('/api/auth/register', { ...person(), deviceKey: 'bm9uZQ' })).statusCode).toBe(400)
  })

  it('is listed; programs and sessions from before go on without one, and are listed as such', async () => {
    const { who, browser, key } = await signedUp(), before = openBrowser(server)
    await before.post('/api/auth/login', who)
    const program = (await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { ...who, transport: 'bearer', deviceKey: key.deviceKey, deviceName: 'Export' } })).json<Session>()
    const listed = (await browser.get('/api/auth/devices')).json<{ devices: { name: string; kind: string; signs: boolean }[] }>().devices
    expect(listed.map(({ kind, signs }) => [kind, signs])).toEqual(expect.arrayContaining([['browser', true], ['browser', false], ['script', false]]))
    for (const more of [before.headers(), { authorization: `Bearer ${program.accessToken}` }]) {
      const device = setupDevice(server, { session: program, headers: more as Record<string, string> })
      expect(await device.act({ op: 'create', patch: { firstName: 'Bea' } })).toMatchObject([{ status: 'applied' }])
    }
    // Its next sign-in brings one, and the cookies of before push no more.
    const cookies = before.headers()
    await before.post('/api/auth/login', { ...who, deviceKey: key.deviceKey })
    await expect(setupDevice(server, { session: program, headers: before.headers() }).act({ op: 'create', patch: { firstName: 'Eve' } })).rejects.toMatchObject({ status: 401 })
    expect(cookies).not.toEqual(before.headers())
  })
})

describe('a device', () => {
  it('[P7] registers its key when it signs in, and signs pushes and what it does with the account', async () => {
    const test = await createTestKey(), browser = openBrowser(server)
    const deviceKey: DeviceKey = {
      publicKey: async () => test.deviceKey,
      sign: async ({ method, path, workspace, user, body }) => (await test.sign({ method, path, workspace, user, body }))[headers.signature]!,
    }
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      const sent = init.body === undefined || init.body === null ? undefined : Buffer.from(await new Response(init.body).arrayBuffer())
      const relative = url.slice('http://localhost:4600'.length), asked = init.headers as Record<string, string>
      const answer = init.method === 'GET' ? await browser.get(relative, asked) : await browser.post(relative, sent ?? {}, asked)
      return new Response(answer.statusCode === 204 ? null : answer.body, { status: answer.statusCode })
    }
    const transport = createPushTransport({ origin: 'http://localhost:4600', fetch, clock: systemClock, sender: 'page', deviceKey })
    const registered = await transport.auth.register(person())
    if (!registered.ok) throw new Error(JSON.stringify(registered.error))
    const account = { workspaceId: registered.value.workspace.id, userId: registered.value.user.id }
    const local = setupDevice(server, { session: registered.value, headers: {} })
    const push = (firstName: string) => transport.push(account, { replicaId: local.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: local.mutation({ op: 'create', patch: { firstName } }) })
    expect(await push('Bea')).toMatchObject({ ok: true })
    // Large enough to be gzipped on its way.
    expect(await push('C'.repeat(6_000))).toMatchObject({ ok: true })
    expect(await transport.auth.account('devices', null)).toMatchObject({ ok: true, value: { devices: [{ signs: true }] } })
    expect(await transport.auth.account('revokeOthers', {})).toEqual({ ok: true, value: { ended: 0 } })
  })
})

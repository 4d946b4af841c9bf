import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/protocol/auth.ts'
import { secondFactorKey, settingId } from '../../src/model/settings.ts'
import { bearerHeaders, setupDevice, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser, type Browser } from '../support/cookie-browser.ts'

let server: Server
beforeAll(async () => { server = await setupServer({ attempts: { perAddress: 10_000, perPerson: 10, perAccount: 10_000 } }) })
afterAll(() => server.close())

let people = 0
const person = () => ({ email: `careful${people += 1}@example.org`, password: 'a long password', name: 'Ana' })
const codeAt = (secret: string, ms = server.clock.now()): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms })
/** The next code the app shows: one is good once. */
const nextCode = (secret: string): string => { server.clock.advance(30_000); return codeAt(secret) }

async function withAuthenticator(): Promise<{ who: ReturnType<typeof person>; laptop: Browser; secret: string; recovery: string[] }> {
  const who = person(), laptop = openBrowser(server)
  await laptop.post('/api/auth/register', who)
  const { ticket, secret } = (await laptop.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string }>()
  const confirmed = await laptop.post('/api/auth/authenticator/confirm', { ticket, code: codeAt(secret) })
  expect(confirmed.statusCode).toBe(200)
  return { who, laptop, secret, recovery: confirmed.json<{ recoveryCodes: string[] }>().recoveryCodes }
}
const login = (who: object, more: object = {}) => openBrowser(server).post('/api/auth/login', { ...who, ...more })

describe('an authenticator app', () => {
  it('is set up with the password and a first code, and says what an app scans', async () => {
    const who = person(), laptop = openBrowser(server)
    await laptop.post('/api/auth/register', who)
    expect((await laptop.post('/api/auth/authenticator/begin', { password: 'not that one' })).json()).toMatchObject({ error: 'wrong_password' })
    const begun = (await laptop.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string; uri: string }>()
    expect(begun.uri).toBe(`otpauth://totp/Satchel:${encodeURIComponent(who.email)}?issuer=Satchel&secret=${begun.secret}&algorithm=SHA1&digits=6&period=30`)
    expect((await laptop.post('/api/auth/authenticator/confirm', { ticket: begun.ticket, code: '000000' })).json()).toMatchObject({ error: 'wrong_code' })
    expect((await login(who)).statusCode).toBe(200)
    expect((await laptop.post('/api/auth/authenticator/confirm', { ticket: begun.ticket, code: codeAt(begun.secret) })).json()).toEqual({ recoveryCodes: Array.from({ length: 10 }, () => expect.stringMatching(/^[a-z02-9]{5}-[a-z02-9]{5}$/)) })
    expect((await laptop.get('/api/auth/security')).json()).toMatchObject({ authenticator: true, recoveryCodes: 10, proven: true })
    expect((await laptop.post('/api/auth/authenticator/begin', { password: who.password })).statusCode).toBe(409)
  })

  it('is put in force once, by whichever of two confirmations comes first: the recovery codes that are shown are those that are good', async () => {
    const who = person(), laptop = openBrowser(server)
    await laptop.post('/api/auth/register', who)
    const begun = await Promise.all([1, 2].map(async () => (await laptop.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string }>()))
    const confirm = ({ ticket, secret }: { ticket: string; secret: string }) => laptop.post('/api/auth/authenticator/confirm', { ticket, code: codeAt(secret) })
    // The first sent twice, and one that another tab had begun.
    const answers = await Promise.all([confirm(begun[0]!), confirm(begun[0]!), confirm(begun[1]!)]), good = answers.filter(({ statusCode }) => statusCode === 200)
    expect(good).toHaveLength(1)
    const [code] = good[0]!.json<{ recoveryCodes: string[] }>().recoveryCodes, { secret } = good[0] === answers[2] ? begun[1]! : begun[0]!
    expect((await login(who, { code: nextCode(secret) })).statusCode).toBe(200)
    expect((await login(who, { code })).statusCode).toBe(200)
  })

  it('is asked for at every sign-in, programs\' too, and only of who knows the password', async () => {
    const { who, secret } = await withAuthenticator()
    expect((await login(who)).json()).toMatchObject({ error: 'code_required' })
    expect((await login({ ...who, password: 'not that one' }, { code: nextCode(secret) })).json()).toMatchObject({ error: 'wrong_credentials' })
    expect((await login(who, { transport: 'bearer' })).json()).toMatchObject({ error: 'code_required' })
    expect((await login(who, { code: nextCode(secret) })).statusCode).toBe(200)
  })

  it('gives codes that are good once, and for a minute and a half', async () => {
    const { who, secret } = await withAuthenticator()
    const code = nextCode(secret)
    expect((await login(who, { code })).statusCode).toBe(200)
    expect((await login(who, { code })).json()).toMatchObject({ error: 'wrong_code' })
    // An older one was seen by whoever looked over the shoulder before.
    expect((await login(who, { code: codeAt(secret, server.clock.now() - 30_000) })).json()).toMatchObject({ error: 'wrong_code' })
    const late = codeAt(secret, server.clock.now() + 30_000)
    server.clock.advance(3 * 30_000)
    expect((await login(who, { code: late })).json()).toMatchObject({ error: 'wrong_code' })
  })

  it('cannot be guessed by who knows the password', async () => {
    const { who, secret } = await withAuthenticator()
    server.clock.advance(15 * 60_000)
    for (let i = 0; i < 10; i++) expect((await login(who, { code: `00000${i}` })).statusCode).toBe(401)
    expect((await login(who, { code: nextCode(secret) })).statusCode).toBe(429)
    server.clock.advance(15 * 60_000)
    expect((await login(who, { code: nextCode(secret) })).statusCode).toBe(200)
  })

  it('can be done without by a recovery code, each once, however it is typed', async () => {
    const { who, recovery } = await withAuthenticator()
    expect((await login(who, { code: ` ${recovery[0]!.toUpperCase()} ` })).statusCode).toBe(200)
    expect((await login(who, { code: recovery[0] })).json()).toMatchObject({ error: 'wrong_code' })
    expect((await login(who, { code: recovery[1]!.replace('-', '') })).statusCode).toBe(200)
    expect((await login(person(), { code: recovery[2] })).statusCode).toBe(401)
  })

  it('has other recovery codes in place of the first, and is removed, by password and code', async () => {
    const { who, laptop, secret, recovery } = await withAuthenticator()
    const renewed = (await laptop.post('/api/auth/recovery-codes', { password: who.password, code: nextCode(secret) })).json<{ recoveryCodes: string[] }>().recoveryCodes
    expect((await login(who, { code: recovery[0] })).statusCode).toBe(401)
    expect((await laptop.post('/api/auth/authenticator/remove', { password: who.password, code: recovery[1]! })).statusCode).toBe(403)
    expect((await laptop.post('/api/auth/authenticator/remove', { password: 'not that one', code: nextCode(secret) })).statusCode).toBe(403)
    expect((await laptop.post('/api/auth/authenticator/remove', { password: who.password, code: renewed[0]! })).statusCode).toBe(200)
    expect((await laptop.get('/api/auth/security')).json()).toMatchObject({ authenticator: false, recoveryCodes: 0, proven: false })
    expect((await login(who)).statusCode).toBe(200)
  })
})

describe('a workspace that asks for a second factor', () => {
  const owner = async (): Promise<{ who: ReturnType<typeof person>; account: Account; secret: string }> => {
    const { who, secret } = await withAuthenticator()
    const session = (await login(who, { transport: 'bearer', code: nextCode(secret) })).json<Session>()
    return { who, secret, account: { session, headers: bearerHeaders(session) } }
  }
  const ask = async (account: Account, value: boolean | null): Promise<void> => {
    const device = setupDevice(server, account)
    expect(await device.act({ op: value === true ? 'create' : 'update', entity: 'settings', recordId: settingId(secondFactorKey), patch: value === true ? { key: secondFactorKey, value } : { value }, baseRevision: 10 })).toMatchObject([{ status: 'applied' }])
  }
  const member = async (workspaceId: string): Promise<{ browser: Browser; who: ReturnType<typeof person> }> => {
    const who = person(), browser = openBrowser(server)
    const { user } = (await browser.post('/api/auth/register', who)).json<Session>()
    await server.store.accounts.addMember(workspaceId, user.id, 'member', '2000-01-01T00:00:00.000Z')
    await browser.post('/api/auth/login', who)
    return { browser, who }
  }

  it('[P5] refuses every sync call of a session without one by a code of its own, and lets it in once it is proved', async () => {
    const { account } = await owner(), { browser, who } = await member(account.session.workspace.id)
    expect((await browser.get('/api/sync/changes?since=0')).statusCode).toBe(200)
    await ask(account, true)
    for (const [method, url] of [['GET', '/api/sync/changes?since=0'], ['GET', '/api/sync/snapshot'], ['GET', '/api/sync/digests?entity=contacts'], ['GET', '/api/sync/health'], ['POST', '/api/sync/push'], ['POST', '/api/sync/give-back'], ['GET', '/api/audit'], ['GET', '/api/audit/report?from=2026-01-01&until=2026-12-31'], ['GET', '/api/workspace/webhooks']] as const) {
      const answer = method === 'GET' ? await browser.get(url) : await browser.post(url, {})
      expect([url, answer.statusCode, answer.json<{ error: string }>().error]).toEqual([url, 403, 'second_factor_required'])
    }
    await expect(server.app.injectWS('/api/sync/events', { headers: browser.headers() })).rejects.toThrow('403')
    expect(await setupDevice(server, account).all('settings')).toHaveLength(1)

    const { ticket, secret } = (await browser.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string }>()
    await browser.post('/api/auth/authenticator/confirm', { ticket, code: codeAt(secret) })
    expect((await browser.get('/api/sync/changes?since=0')).statusCode).toBe(200)
  })

  it('[P5] closes the sockets of those who have none, and hears of it when it is proved in the same session', async () => {
    const { account } = await owner(), { browser, who } = await member(account.session.workspace.id)
    const { ticket, secret } = (await browser.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string }>()
    const before = openBrowser(server)
    await before.post('/api/auth/login', who)
    await browser.post('/api/auth/authenticator/confirm', { ticket, code: codeAt(secret) })
    const closed: number[] = [], socket = await server.app.injectWS('/api/sync/events', { headers: before.headers() })
    socket.on('close', (code) => closed.push(code))
    await ask(account, true)
    await expect.poll(() => closed).toEqual([4401])
    expect((await before.get('/api/sync/changes?since=0')).statusCode).toBe(403)
    expect((await before.post('/api/auth/prove', { code: '000000' })).statusCode).toBe(403)
    expect((await before.post('/api/auth/prove', { code: nextCode(secret) })).statusCode).toBe(200)
    expect((await before.get('/api/sync/changes?since=0')).statusCode).toBe(200)
  })

  it('[P5] closes the socket of who has removed theirs since', async () => {
    const { account } = await owner(), { browser, who } = await member(account.session.workspace.id)
    const { ticket, secret } = (await browser.post('/api/auth/authenticator/begin', { password: who.password })).json<{ ticket: string; secret: string }>()
    await browser.post('/api/auth/authenticator/confirm', { ticket, code: codeAt(secret) })
    await ask(account, true)
    const closed: number[] = [], socket = await server.app.injectWS('/api/sync/events', { headers: browser.headers() })
    socket.on('close', (code) => closed.push(code))
    expect((await browser.post('/api/auth/authenticator/remove', { password: who.password, code: nextCode(secret) })).statusCode).toBe(200)
    server.clock.advance(25_000)
    await expect.poll(() => closed).toEqual([4401])
  })

  it('is asked by its owner only, and asks no more when that is taken back', async () => {
    const { account } = await owner(), { browser, who } = await member(account.session.workspace.id)
    const session = (await login(who, { transport: 'bearer' })).json<Session>()
    const refused = await setupDevice(server, { session, headers: bearerHeaders(session) }).act({ op: 'create', entity: 'settings', recordId: settingId(secondFactorKey), patch: { key: secondFactorKey, value: true } })
    expect(refused).toMatchObject([{ status: 'rejected', error: { code: 'settings_are_the_owners' } }])
    await ask(account, true)
    expect((await browser.get('/api/sync/changes?since=0')).statusCode).toBe(403)
    await ask(account, null)
    expect((await browser.get('/api/sync/changes?since=0')).statusCode).toBe(200)
  })
})

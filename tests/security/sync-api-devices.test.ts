import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountDevice } from '../../src/protocol/account.ts'
import type { Session } from '../../src/protocol/auth.ts'
import { plainPasswords, setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser, type Browser } from '../support/cookie-browser.ts'

let server: Server
beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())

let people = 0
const person = () => ({ email: `owner${people += 1}@example.org`, password: 'a long password', name: 'Ana' })
/** A person signed in on a laptop and, later, on a phone. */
async function setupTwo(): Promise<{ who: ReturnType<typeof person>; laptop: Browser; phone: Browser }> {
  const who = person(), laptop = openBrowser(server), phone = openBrowser(server)
  expect((await laptop.post('/api/auth/register', who)).statusCode).toBe(201)
  server.clock.advance(60_000)
  expect((await phone.post('/api/auth/login', { ...who, deviceName: 'Red phone' })).statusCode).toBe(200)
  return { who, laptop, phone }
}
const devicesOf = async (browser: Browser): Promise<AccountDevice[]> => (await browser.get('/api/auth/devices')).json<{ devices: AccountDevice[] }>().devices
const idOf = async (browser: Browser): Promise<string> => (await devicesOf(browser)).find(({ current }) => current)!.id
const errorOf = (answer: { json<T>(): T }): string => answer.json<{ error: string }>().error

describe('the list of devices', () => {
  it('names each place where one is signed in, what it is, and which is this', async () => {
    const { who, laptop, phone } = await setupTwo()
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { ...who, transport: 'bearer', deviceName: 'Nightly export' } })
    expect((await devicesOf(phone)).map(({ name, kind, current, state, sessions }) => ({ name, kind, current, state, sessions: sessions.length }))).toEqual([
      { name: 'Red phone', kind: 'browser', current: true, state: 'signed_in', sessions: 1 },
      { name: 'Nightly export', kind: 'script', current: false, state: 'signed_in', sessions: 1 },
      { name: 'A program', kind: 'browser', current: false, state: 'signed_in', sessions: 1 },
    ])
    expect((await devicesOf(laptop))[0]).toMatchObject({ name: 'A program', current: true })
  })

  it('knows a browser again when somebody signs in there a second time, and another person there as another device', async () => {
    const { who, laptop } = await setupTwo()
    const before = await idOf(laptop)
    await laptop.post('/api/auth/logout', {})
    await laptop.post('/api/auth/login', who)
    expect(await idOf(laptop)).toBe(before)
    await laptop.post('/api/auth/register', person())
    expect(await devicesOf(laptop)).toHaveLength(1)
  })

  it('says when a device was last there, to five minutes', async () => {
    const { laptop, phone } = await setupTwo()
    const seen = async (): Promise<string> => (await devicesOf(laptop)).find(({ current }) => !current)!.lastSeenAt
    const before = await seen()
    server.clock.advance(6 * 60_000)
    await phone.get('/api/auth/session')
    expect(Date.parse(await seen()) - Date.parse(before)).toBe(6 * 60_000)
  })

  it('says of one whose session nobody renewed in time that nobody is signed in there, and names such a program no more', async () => {
    const { who, laptop, phone } = await setupTwo()
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { ...who, transport: 'bearer', deviceName: 'Nightly export' } })
    const stateOfOthers = async (): Promise<string[]> => (await devicesOf(laptop)).filter(({ current }) => !current).map(({ name, state }) => `${name}: ${state}`).sort()
    server.clock.advance(59 * 24 * 3_600_000)
    await laptop.post('/api/auth/refresh', {})
    expect(await stateOfOthers()).toEqual(['Nightly export: signed_in', 'Red phone: signed_in'])
    // To renew is to be there, whether or not anything is asked then.
    await phone.post('/api/auth/refresh', {})
    server.clock.advance(2 * 24 * 3_600_000)
    await laptop.post('/api/auth/refresh', {})
    expect(await stateOfOthers()).toEqual(['Red phone: signed_in'])
    server.clock.advance(59 * 24 * 3_600_000)
    await laptop.post('/api/auth/refresh', {})
    expect(await stateOfOthers()).toEqual(['Red phone: signed_out'])
    expect((await phone.post('/api/auth/refresh', {})).statusCode).toBe(401)
  })

  it('shows nobody the devices of another person, nor lets them be touched', async () => {
    const { laptop } = await setupTwo(), stranger = openBrowser(server)
    await stranger.post('/api/auth/register', person())
    const id = await idOf(laptop)
    expect((await devicesOf(stranger)).map((device) => device.id)).not.toContain(id)
    for (const [act, body] of [['rename', { id, name: 'Mine' }], ['revoke', { id }], ['wipe', { id }]] as const) {
      expect((await stranger.post(`/api/auth/devices/${act}`, body)).statusCode).toBe(404)
    }
    expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
    expect((await openBrowser(server).get('/api/auth/devices')).statusCode).toBe(401)
  })

  it('calls a device what it is told to, and so does the history from then on', async () => {
    const who = person()
    const session = (await server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { ...who, transport: 'bearer' } })).json<Session>()
    const headers = { authorization: `Bearer ${session.accessToken}` }, device = setupDevice(server, { session, headers })
    await device.act({ op: 'create', patch: { firstName: 'Bea' } })
    const listed = (await server.app.inject({ url: '/api/auth/devices', headers })).json<{ devices: AccountDevice[] }>().devices[0]!
    expect(listed.replicaId).toBe(device.replicaId)
    const rename = (name: string) => server.app.inject({ method: 'POST', url: '/api/auth/devices/rename', headers, payload: { id: listed.id, name } })
    expect((await rename('Nightly export')).statusCode).toBe(200)
    expect((await rename('   ')).statusCode).toBe(400)
    await device.act({ op: 'create', patch: { firstName: 'Cea' } })
    const history = await device.all('history')
    expect(history.map(({ data }) => data?.['deviceName'])).toContain('Nightly export')
  })
})

describe('a device that is revoked', () => {
  it('[P5] has dead tokens at once, the one that renews too, and hears why', async () => {
    const { laptop, phone } = await setupTwo()
    expect((await laptop.post('/api/auth/devices/revoke', { id: await idOf(phone) })).statusCode).toBe(200)
    expect(errorOf(await phone.get('/api/sync/changes?since=0'))).toBe('revoked')
    expect(errorOf(await phone.post('/api/auth/refresh', {}))).toBe('revoked')
    server.clock.advance(16 * 60_000)
    expect(errorOf(await phone.get('/api/auth/session'))).toBe('revoked')
    await laptop.post('/api/auth/refresh', {})
    expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
  })

  it('[P5] has its socket closed at once, and nobody else\'s', async () => {
    const { laptop, phone } = await setupTwo()
    const closed: number[] = []
    const open = async (browser: Browser) => server.app.injectWS('/api/sync/events', { headers: browser.headers() })
    const mine = await open(laptop), theirs = await open(phone)
    theirs.on('close', (code) => closed.push(code))
    await laptop.post('/api/auth/devices/revoke', { id: await idOf(phone) })
    await expect.poll(() => closed).toEqual([4401])
    expect(mine.readyState).toBe(mine.OPEN)
    mine.terminate()
  })

  it('goes on where it was when its person signs in again', async () => {
    const { who, laptop, phone } = await setupTwo()
    const id = await idOf(phone)
    await laptop.post('/api/auth/devices/revoke', { id })
    expect((await devicesOf(laptop)).find((device) => device.id === id)).toMatchObject({ state: 'signed_out', sessions: [] })
    expect((await phone.post('/api/auth/login', who)).statusCode).toBe(200)
    expect(await idOf(phone)).toBe(id)
  })

  it('is every other one, programs too, where all are to go', async () => {
    const { who, laptop, phone } = await setupTwo()
    const program = (await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { ...who, transport: 'bearer' } })).json<Session>()
    expect((await laptop.post('/api/auth/devices/revoke-others', {})).json()).toEqual({ ended: 2 })
    expect((await phone.get('/api/auth/session')).statusCode).toBe(401)
    expect((await server.app.inject({ url: '/api/auth/session', headers: { authorization: `Bearer ${program.accessToken}` } })).statusCode).toBe(401)
    expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
    // A program that is signed out has nothing that one would want to see.
    expect((await devicesOf(laptop)).map(({ kind }) => kind)).toEqual(['browser', 'browser'])
  })
})

describe('a device that is wiped', () => {
  it('is told whose data to delete whatever it asks, until it says that it did', async () => {
    const { who, laptop, phone } = await setupTwo()
    const id = await idOf(phone), userId = (await laptop.get('/api/auth/session')).json<Session>().user.id
    expect((await laptop.post('/api/auth/devices/wipe', { id })).statusCode).toBe(200)
    const told = { error: 'wiped', message: expect.any(String), details: { userIds: [userId] } }
    expect((await phone.get('/api/sync/changes?since=0')).json()).toEqual(told)
    expect((await phone.post('/api/sync/push', {})).json()).toEqual(told)
    expect((await phone.post('/api/auth/refresh', {})).json()).toEqual(told)
    expect((await phone.post('/api/auth/login', who)).json()).toEqual(told)
    // Also where its session is long forgotten, and where somebody else signs in.
    phone.forget('access', 'refresh')
    server.clock.advance(61 * 24 * 3_600_000)
    expect((await phone.get('/api/auth/session')).json()).toEqual(told)
    expect((await phone.post('/api/auth/register', person())).json()).toEqual(told)

    await laptop.post('/api/auth/login', who)
    expect((await devicesOf(laptop)).find((device) => device.id === id)).toMatchObject({ state: 'wiping' })
    expect((await phone.post('/api/auth/devices/wiped', {})).statusCode).toBe(200)
    expect((await devicesOf(laptop)).find((device) => device.id === id)).toMatchObject({ state: 'wiped' })
    expect((await phone.post('/api/auth/login', who)).statusCode).toBe(200)
  })

  it('is told also where somebody is about to sign in there when it is ordered', async () => {
    let letGo = (): void => undefined, wait: Promise<void> | null = null
    const held = await setupServer({ passwords: { hash: plainPasswords.hash, async verify(...of) {
      const turn = wait
      wait = null
      await turn
      return plainPasswords.verify(...of)
    } } })
    try {
      const who = person(), laptop = openBrowser(held), phone = openBrowser(held)
      await laptop.post('/api/auth/register', who)
      await phone.post('/api/auth/login', who)
      const id = await idOf(phone)
      await phone.post('/api/auth/logout', {})
      wait = new Promise((resolve) => { letGo = resolve })
      const signingIn = phone.post('/api/auth/login', who)
      await expect.poll(() => wait === null).toBe(true)
      await laptop.post('/api/auth/devices/wipe', { id })
      letGo()
      expect(errorOf(await signingIn)).toBe('wiped')
      expect(errorOf(await phone.get('/api/sync/changes?since=0'))).toBe('wiped')
    } finally {
      await held.close()
    }
  })

  it('is told by its tokens where it has no other mark', async () => {
    const { laptop, phone } = await setupTwo()
    await laptop.post('/api/auth/devices/wipe', { id: await idOf(phone) })
    phone.forget('device')
    expect(errorOf(await phone.post('/api/auth/refresh', {}))).toBe('wiped')
  })

  it('is never this one, nor a program', async () => {
    const { who, laptop } = await setupTwo()
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { ...who, transport: 'bearer' } })
    const devices = await devicesOf(laptop)
    for (const { id } of devices.filter(({ current, kind }) => current || kind === 'script')) {
      expect((await laptop.post('/api/auth/devices/wipe', { id })).statusCode).toBe(400)
    }
    expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
  })

  it('is not to be had by whoever only knows what it is called, as an admin does who reads the audit log', async () => {
    const { laptop, phone } = await setupTwo(), id = await idOf(phone), mallory = person()
    const admin = openBrowser(server), elsewhere = openBrowser(server)
    await admin.post('/api/auth/register', mallory, { cookie: `__Host-satchel-device=${id}` })
    await elsewhere.post('/api/auth/login', mallory)
    await elsewhere.post('/api/auth/devices/wipe', { id })
    // What belongs to nobody on it would go, and its person would be signed out.
    server.clock.advance(16 * 60_000)
    expect(errorOf(await phone.get('/api/auth/session'))).toBe('signed_out')
    // Nor is what its own person asked for called done by anybody else.
    await laptop.post('/api/auth/refresh', {})
    await laptop.post('/api/auth/devices/wipe', { id })
    for (const mark of ['', `.${'A'.repeat(22)}`]) {
      await openBrowser(server).post('/api/auth/devices/wiped', {}, { cookie: `__Host-satchel-device=${id}${mark}` })
      expect((await devicesOf(laptop)).find((device) => device.id === id)).toMatchObject({ state: 'wiping' })
    }
    // A cookie of an older version, which is no more than that, hears of it all the same.
    phone.forget('access', 'refresh')
    expect(errorOf(await openBrowser(server).get('/api/auth/session', { cookie: `__Host-satchel-device=${id}` }))).toBe('wiped')
    expect((await phone.post('/api/auth/devices/wiped', {})).statusCode).toBe(200)
    expect((await devicesOf(laptop)).find((device) => device.id === id)).toMatchObject({ state: 'wiped' })
  })

  it('tells nobody of it who only asks', async () => {
    const stranger = openBrowser(server)
    expect(errorOf(await stranger.get('/api/auth/session'))).toBe('signed_out')
    expect((await stranger.post('/api/auth/devices/wiped', {})).json()).toEqual({})
  })
})

import { connect } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { defaultLimits, type LimitSettings } from '../../src/sync-api/http/limits.ts'
import type { AppOptions } from '../../src/sync-api/app.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { bearerHeaders, setupAccount, setupDevice, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { drained, setupNetwork } from '../support/network-setup.ts'
import { pause } from '../support/start-server.ts'

/* How much the server takes on, from whom, and what becomes of the rest. */

let server: Server
afterEach(() => server.close())
const setup = async (options: Partial<AppOptions>): Promise<Account> => {
  server = await setupServer({ limits: defaultLimits, ...options })
  return setupAccount(server)
}
const ask = (account: Account, url = '/api/sync/health') => server.app.inject({ url, headers: account.headers })
/** How many of so many requests get through, and what the last one was told. */
const through = async (count: number, one: () => Promise<{ statusCode: number; headers: Record<string, unknown> }>): Promise<{ passed: number; retryAfter: unknown }> => {
  let passed = 0, retryAfter: unknown
  for (let n = 0; n < count; n += 1) {
    const { statusCode, headers } = await one()
    if (statusCode !== 429) passed += 1
    retryAfter = headers['retry-after']
  }
  return { passed, retryAfter }
}
/** The same person on another device. */
const again = async ({ session }: Account): Promise<Account> => {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: session.user.email, password: 'a long password', transport: 'bearer' } })
  return { session: answer.json(), headers: bearerHeaders(answer.json()) }
}
const narrow = (more: Partial<LimitSettings>): LimitSettings => ({ ...defaultLimits, ...more })

describe('a device', () => {
  it('pulls 300 times at once, then 120 times a minute, and is told when to come again', async () => {
    expect([defaultLimits.sync, defaultLimits.push]).toEqual([{ perMinute: 120, burst: 300 }, { perMinute: 120, burst: 300 }])
    // The same with a tenth of the burst, in a tenth of the time.
    const ana = await setup({ limits: narrow({ sync: { perMinute: 120, burst: 30 } }) })
    expect(await through(35, () => ask(ana))).toEqual({ passed: 30, retryAfter: '1' })
    // What does not wait is not counted: six seconds bring twelve all the same.
    server.clock.advance(6_000)
    expect((await through(20, () => ask(ana))).passed).toBe(12)
    server.clock.advance(1_000)
    expect((await through(5, () => ask(ana))).passed).toBe(2)
    server.clock.advance(160_000)
    expect((await through(35, () => ask(ana))).passed).toBe(30)
  })

  it('takes 10 snapshots, then 10 a minute', async () => {
    const ana = await setup({})
    expect(await through(12, () => ask(ana, '/api/sync/snapshot'))).toEqual({ passed: 10, retryAfter: '6' })
    server.clock.advance(6_000)
    expect((await through(3, () => ask(ana, '/api/sync/snapshot'))).passed).toBe(1)
    // The other calls have buckets of their own.
    expect((await ask(ana)).statusCode).toBe(200)
  })

  it('sends 12,767 contacts and pulls them within what is let through at once', async () => {
    const ana = await setup({})
    const pushes = Math.ceil(12_767 / 100), pulls = Math.ceil((12_767 * 2) / 500)
    // As many as that, of a kind that the limit counts before it reads: none is one too many.
    const empty = () => server.app.inject({ method: 'POST', url: '/api/sync/push', headers: { ...ana.headers, 'content-type': 'application/json' }, payload: '[]' })
    expect((await through(pushes, empty)).passed).toBe(pushes)
    // Twice over: once for each push a frame that did not fit, and the pages.
    expect((await through(pushes + pulls, () => ask(ana, '/api/sync/digests?entity=x'))).passed).toBe(pushes + pulls)
  })

  it('[P4] obeys: with the limits narrow and the queue full, everything arrives, once', async () => {
    await setup({})
    const network = await setupNetwork(undefined, ':memory:', {
      limits: narrow({ push: { perMinute: 10, burst: 2 }, sync: { perMinute: 600, burst: 5 } }), queue: { pushes: 1, ofDevice: 1, bytes: 1_000_000, waitMs: 8_000 },
    })
    const newId = createIdMaker({ now: Date.now }, systemRandom)
    const devices = [await network.device(), await network.device()]
    for (const [index, { store }] of devices.entries()) {
      for (let n = 0; n < 3; n += 1) {
        store.data.mutate({ mutationId: newId(), label: 'Create', changes: Array.from({ length: 60 }, (_, at) => ({ entity: 'contacts', recordId: newId(), op: 'create' as const, patch: { firstName: `P${index}-${n}-${at}` } })) })
      }
    }
    await Promise.all(devices.map(({ worker }) => worker.start()))
    await devices[0]!.signUp()
    await devices[1]!.signIn()
    for (const device of devices) await device.until(drained, 40_000)
    const names = devices.map(({ store }) => store.data.list({ entity: 'contacts', limit: 1_000 }).rows.map(({ data }) => data['firstName']).sort())
    expect(names[0]).toHaveLength(360)
    expect(new Set(names[0]).size).toBe(360)
    expect(names[1]).toEqual(names[0])
    // Some were sent away, and who was sent away did not try again at once.
    const pushes = devices.flatMap(({ network: { asked } }) => asked).filter((call) => call.endsWith('/push')).length
    expect(pushes).toBeGreaterThan(6)
    expect(pushes).toBeLessThan(24)
    await network.close()
  }, 60_000)
})

describe('an account and an address', () => {
  const small = narrow({ sync: { perMinute: 60, burst: 10 }, devicesOfAccount: 2, accountsOfAddress: 2 })

  it('have what so many devices have, shared; others are not touched', async () => {
    const ana = await setup({ limits: small }), phone = await again(ana), tablet = await again(ana)
    expect((await through(12, () => ask(ana))).passed).toBe(10)
    expect((await through(12, () => ask(phone))).passed).toBe(10)
    expect((await through(3, () => ask(tablet))).passed).toBe(0)
    const ben = await setupAccount(server, 'Ben'), bens = await again(ben)
    expect((await through(12, () => ask(ben))).passed).toBe(10)
    expect((await through(12, () => ask(bens))).passed).toBe(10)
    // Two accounts' worth came from this address.
    const cea = await setupAccount(server, 'Cea')
    expect((await through(3, () => ask(cea))).passed).toBe(0)
    const elsewhere = await server.app.inject({ url: '/api/sync/health', headers: cea.headers, remoteAddress: '192.0.2.7' })
    expect(elsewhere.statusCode).toBe(200)
  })

  it('count those who are signed in nowhere, and turn a flood of them away before anything is looked up', async () => {
    const ana = await setup({ limits: small })
    const nobody = () => server.app.inject({ url: '/api/sync/changes', headers: { authorization: 'Bearer nonsense' } })
    const { passed, retryAfter } = await through(30, nobody)
    expect(passed).toBeGreaterThanOrEqual(20)
    expect(passed).toBeLessThan(23)
    expect(Number(retryAfter)).toBeGreaterThan(0)
    expect((await server.app.inject('/api/health/live')).statusCode).toBe(200)
    server.clock.advance(60_000)
    expect((await ask(ana)).statusCode).toBe(200)
  })
})

describe('an address', () => {
  it('of IPv6 counts with all that whoever has it has beside it, and one of IPv4 as itself, however it is written', async () => {
    const ana = await setup({ limits: narrow({ loginPerAddress: 3 }) })
    const guess = (remoteAddress: string) => server.app.inject({ method: 'POST', url: '/api/auth/login', remoteAddress, payload: { email: ana.session.user.email, password: 'a guess of many' } })
    let n = 0
    expect((await through(10, () => guess(`2001:db8:7:9::${(n += 1).toString(16)}`))).passed).toBe(3)
    expect((await guess('2001:0DB8:0007:0009:ffff:1::2')).statusCode).toBe(429)
    expect((await guess('2001:db8:7:a::1')).statusCode).toBe(401)
    expect((await through(10, () => guess((n += 1) % 2 === 0 ? '::ffff:198.51.100.7' : '198.51.100.7'))).passed).toBe(3)
    expect((await guess('::ffff:198.51.100.8')).statusCode).toBe(401)
    for (const strange of ['::1', 'fe80::1%eth0', 'unknown', '']) expect((await guess(strange)).statusCode).toBe(401)
  })
})

/** As a program without manners speaks: bytes on a connection. */
async function speak(lines: string[]): Promise<{ say(text: string): void; end(): void; answer: Promise<string> }> {
  if (!server.app.server.listening) await server.app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => { text += chunk.toString() })
  socket.on('error', () => undefined)
  const answer = once(socket, 'close').then(() => text)
  await once(socket, 'connect')
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  return { say: (more) => { socket.write(more) }, end: () => { socket.destroy() }, answer }
}
const pushLines = (account: Account, length: number): string[] => [
  'POST /api/sync/push HTTP/1.1', 'Host: localhost', 'Connection: close', 'Content-Type: application/json', `Content-Length: ${length}`,
  ...Object.entries(account.headers).map(([name, value]) => `${name}: ${value}`), '',
]

describe('a request', () => {
  it('that is one too many, of nobody, or too large by its own word is answered before its body comes', async () => {
    const ana = await setup({ limits: narrow({ push: { perMinute: 60, burst: 1 } }) }), nobody = { ...ana, headers: {} }
    await setupDevice(server, ana).act({ op: 'create', patch: { firstName: 'x' } })
    for (const [lines, status] of [[pushLines(ana, 3_000_000), 429], [pushLines(nobody, 3_000_000), 401], [pushLines(await again(ana), 5_000_000), 413]] as const) {
      const { answer, say } = await speak([...lines])
      const within = await Promise.race([answer, new Promise((resolve) => { setTimeout(resolve, 3_000, 'nothing') })])
      say('')
      expect(within).toContain(`HTTP/1.1 ${status} `)
    }
  })

  it('whose headers or body come a byte now and then is answered 408 and cut off', async () => {
    const ana = await setup({ patience: { headersMs: 300, requestMs: 600, idleMs: 10_000 } })
    const slow = [await speak(['GET /api/health/live HTTP/1.1', 'Host: localhost']), await speak(pushLines(ana, 1_000))]
    const drip = setInterval(() => { slow[0]!.say('X'); slow[1]!.say(' ') }, 50)
    const [headers, body] = await Promise.all(slow.map(({ answer }) => answer))
    clearInterval(drip)
    expect(headers).toContain('HTTP/1.1 408 ')
    expect(body).toContain('{"error":"timeout"')
  })

  it('that is nothing but brackets, as many as fit, costs its sender a 400, and nobody else their time', async () => {
    const ana = await setup({}), before = process.cpuUsage()
    for (const payload of ['['.repeat(4_000_000), `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`, `{"a":${'{"a":'.repeat(600_000)}1${'}'.repeat(600_000)}}`]) {
      const answer = await server.app.inject({ method: 'POST', url: '/api/sync/push', headers: { 'content-type': 'application/json', ...ana.headers }, payload })
      expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([400, 'invalid'])
    }
    expect(process.cpuUsage(before).user).toBeLessThan(600_000)
  })
})

describe('the queue of pushes', () => {
  it('is bounded: who comes behind it is sent away with Retry-After, and those in it are answered', async () => {
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => { letGo = resolve })
    const inner = openSqliteStore(':memory:')
    let holding = false
    const store = { ...inner, write: async (...[id, work]: Parameters<typeof inner.write>) => { if (holding) await held; return inner.write(id, work) } } as typeof inner
    const ana = await setup({ store, queue: { pushes: 3, ofDevice: 2, bytes: 1_000_000, waitMs: 8_000 } })
    const phones = [ana, await again(ana), await again(ana)].map((account) => setupDevice(server, account))
    holding = true
    const waiting = [phones[0]!, phones[0]!, phones[1]!].map((phone, n) => phone.act({ op: 'create', patch: { firstName: `Waits ${n}` } }))
    await expect.poll(async () => (await phones[2]!.pushRaw({})).status).toBe(503)
    const refused = await server.app.inject({ method: 'POST', url: '/api/sync/push', headers: ana.headers, payload: {} })
    expect([refused.statusCode, refused.headers['retry-after'], refused.json<{ error: string }>().error]).toEqual([503, '2', 'unavailable'])
    letGo()
    holding = false
    for (const results of await Promise.all(waiting)) expect(results).toMatchObject([{ status: 'applied' }])
    // Everybody has left, also those whose bodies could not be read.
    for (let n = 0; n < 5; n += 1) expect((await phones[2]!.pushRaw({})).status).toBe(400)
  })

  it('is as long as can be worked off before devices give up: where pushes take seconds it takes in few, and says for how long', async () => {
    const inner = openSqliteStore(':memory:')
    let letGo: () => void = () => undefined, turn = Promise.resolve(), slow = false
    const store = {
      ...inner,
      write: (...[id, work]: Parameters<typeof inner.write>) => {
        if (!slow) return inner.write(id, work)
        // One after the other, each as long as the clock of the test says.
        const mine = turn.then(() => new Promise<void>((resolve) => { letGo = resolve })).then(() => inner.write(id, work))
        turn = mine.then(() => undefined)
        return mine
      },
    } as typeof inner
    const ana = await setup({ store, queue: { pushes: 100, ofDevice: 4, bytes: 1_000_000, waitMs: 8_000 } })
    // A sign-in writes as well, its entry in the audit log.
    const phones = [ana, await again(ana), await again(ana)].map((account) => setupDevice(server, account))
    slow = true
    for (let n = 0; n < 20; n += 1) {
      const one = setupDevice(server, ana).act({ op: 'create', patch: { firstName: `Slow ${n}` } }), before = letGo
      await expect.poll(() => letGo !== before).toBe(true)
      server.clock.advance(5_000)
      letGo()
      expect(await one).toMatchObject([{ status: 'applied' }])
    }
    const before = letGo
    const waiting = phones.slice(0, 2).map((phone) => phone.act({ op: 'create', patch: { firstName: 'Waits' } }))
    await expect.poll(() => letGo !== before).toBe(true)
    await expect.poll(async () => (await phones[2]!.pushRaw({})).status).toBe(503)
    const refused = await server.app.inject({ method: 'POST', url: '/api/sync/push', headers: ana.headers, payload: {} })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(8)
    slow = false
    letGo()
    await expect.poll(() => letGo !== before && (letGo(), true)).toBe(true)
    const last = setInterval(() => { letGo() }, 5)
    await Promise.all(waiting)
    clearInterval(last)
  })

  it('[S36] is filled by nobody who sends a byte now and then: others go by, and hear of no waiting', async () => {
    const eve = await setup({}), of = (account: Account): string[] => [...pushLines(account, 0).filter((line) => line !== '' && !line.startsWith('Content-Length')), 'Transfer-Encoding: chunked', '']
    const sockets: Awaited<ReturnType<typeof speak>>[] = []
    for (const account of [eve, await again(eve), await again(eve), await again(eve), await again(eve)]) for (let n = 0; n < 4; n += 1) sockets.push(await speak([...of(account), '1', '{']))
    const inHand = async (): Promise<number> => Number(/^satchel_pushes_in_hand (\d+)$/m.exec((await server.app.inject('/metrics')).body)?.[1])
    await expect.poll(inHand).toBeGreaterThan(2)
    await pause(200)
    const ana = await setupAccount(server), phone = setupDevice(server, ana)
    const small = await phone.act({ op: 'create', patch: { firstName: 'x' } }).catch((thrown: unknown) => thrown), big = await (await speak([...of(ana), '2', '{}', '0', '', ''])).answer
    for (const { end } of sockets) end()
    expect(small).toMatchObject([{ status: 'applied' }])
    expect(big).toContain('HTTP/1.1 400 ')
    await expect.poll(inHand).toBe(0)
  })

  it('[S36] lets one account have a quarter of it, with however many devices: another waits behind no more than that', async () => {
    const store = heldStore()
    const eve = await setup({ store: store.held, queue: { pushes: 16, ofDevice: 2, bytes: 64_000_000, waitMs: 8_000 } }), hers = [eve]
    for (let n = 0; n < 7; n += 1) hers.push(await again(eve))
    const ana = await setupAccount(server)
    store.hold()
    const all = hers.flatMap((account) => [0, 1].map((n) => setupDevice(server, account).act({ op: 'create', patch: { firstName: `E${n}` } }).then(() => 'applied', ({ status }: { status: number }) => status)))
    await expect.poll(store.waits).toBe(4)
    const anas = setupDevice(server, ana).act({ op: 'create', patch: { firstName: 'A' } })
    await expect.poll(store.waits).toBe(5)
    store.letGo()
    expect(await anas).toMatchObject([{ status: 'applied' }])
    expect((await Promise.all(all)).toSorted()).toEqual([...Array.from({ length: 12 }, () => 503), ...Array.from({ length: 4 }, () => 'applied')])
  })

  it('lets one device have no more than its part of it', async () => {
    const store = heldStore()
    const ana = await setup({ store: store.held, queue: { pushes: 100, ofDevice: 2, bytes: 1_000_000, waitMs: 8_000 } }), phone = setupDevice(server, ana), other = await again(ana)
    store.hold()
    const waiting = [phone.act({ op: 'create', patch: { firstName: 'x' } }), phone.act({ op: 'create', patch: { firstName: 'y' } })]
    // Asked before both are in, it would take the place of one.
    await expect.poll(store.waits).toBe(2)
    expect((await phone.pushRaw({})).status).toBe(503)
    expect((await setupDevice(server, other).pushRaw({})).status).toBe(400)
    store.letGo()
    await Promise.all(waiting)
  })
})

describe('sockets', () => {
  it('are so many of a device and of an account; one that closes makes room', async () => {
    const ana = await setup({ sockets: { ofDevice: 2, ofAccount: 3, all: 4 } })
    await server.app.ready()
    const open = (account: Account) => server.app.injectWS('/api/sync/events', { headers: account.headers })
    const first = await open(ana)
    await open(ana)
    await expect(open(ana)).rejects.toThrow('429')
    const phone = await again(ana)
    await open(phone)
    await expect(open(phone)).rejects.toThrow('429')
    await open(await setupAccount(server, 'Ben'))
    await expect(open(await setupAccount(server, 'Cea'))).rejects.toThrow('503')
    first.terminate()
    await expect.poll(() => open(ana).then(() => 'open', () => 'refused')).toBe('open')
  })
})

/** A store in which writes wait from `hold` on until `letGo`; `waits` says how many did. */
function heldStore() {
  const inner = openSqliteStore(':memory:')
  let holding = false, waits = 0, open: () => void = () => undefined
  const held = new Promise<void>((resolve) => { open = resolve })
  return {
    held: { ...inner, write: async (...[id, work]: Parameters<typeof inner.write>) => { if (holding) { waits += 1; await held } return inner.write(id, work) } } as typeof inner,
    hold: () => { holding = true },
    letGo: () => { open(); holding = false },
    waits: () => waits,
  }
}

import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { EventFrame, SyncEventFrame } from '../../src/protocol/pull.ts'
import { encodeCursor } from '../../src/sync-api/pull/cursor.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account
let phone: Device
beforeEach(async () => {
  server = await setupServer()
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterEach(() => server.close())

const create = (firstName: string) => ({ op: 'create' as const, recordId: phone.newId(), patch: { firstName } })

interface Listener { socket: WebSocket; frames: EventFrame[]; sync(): SyncEventFrame[]; until(done: () => boolean): Promise<void>; closed: Promise<number> }
async function listen(account: Account, query = '', more: Record<string, string> = {}): Promise<Listener> {
  const frames: EventFrame[] = []
  let wake = (): void => undefined
  let close: (code: number) => void
  const closed = new Promise<number>((resolve) => { close = resolve })
  const socket = await server.app.injectWS(`/api/sync/events${query}`, { headers: { ...account.headers, ...more } } as never, {
    onInit: (ws) => {
      ws.on('message', (raw: Buffer) => { frames.push(JSON.parse(raw.toString()) as EventFrame); wake() })
      ws.on('close', (code: number) => { close(code); wake() })
    },
  }) as unknown as WebSocket
  return {
    socket, frames, closed,
    sync: () => frames.filter((frame): frame is SyncEventFrame => frame.type === 'sync_event'),
    until: async (done) => { while (!done()) await new Promise<void>((resolve) => { wake = resolve }) },
  }
}

describe('the events socket', () => {
  it('[R2] gives first what was missed, then each commit live; every frame begins where the one before ended', async () => {
    await phone.act(create('Before'))
    const { body: page } = await phone.pull()
    await phone.act(create('Missed'))
    const listener = await listen(ana, `?since=${page.cursor}`)
    await listener.until(() => listener.sync().length === 1)
    await phone.act(create('Live'))
    await phone.act(create('Live too'))
    await listener.until(() => listener.sync().length === 3)
    const frames = listener.sync()
    expect(frames[0]!.from).toBe(page.cursor)
    expect(frames.slice(1).map((frame) => frame.from)).toEqual(frames.slice(0, -1).map((frame) => frame.to))
    expect(frames.map((frame) => frame.events[0]!.payload.data?.['firstName'])).toEqual(['Missed', 'Live', 'Live too'])
    expect(frames[1]!.events).toMatchObject([{ entity: 'contacts', action: 'created' }, { entity: 'history', action: 'created' }])
    expect((await phone.pull()).body.cursor).toBe(frames[2]!.to)
    listener.socket.terminate()
  })

  it('tells of a push that fails after its commit, whose answer says no more than that', async () => {
    const { store } = server, account = await setupAccount(server, 'Bo'), device = setupDevice(server, account)
    const other = await setupServer({ store: { ...store, accounts: { ...store.accounts, updateDevice: async () => { throw new Error('on purpose') } } }, clock: server.clock })
    Object.assign(server, { app: other.app })
    const listener = await listen(account)
    await expect(device.act({ op: 'create', recordId: device.newId(), patch: { firstName: 'There' } })).rejects.toMatchObject({ status: 500 })
    // In one frame or in two: its catching up may have come first.
    await listener.until(() => listener.sync().some(({ events }) => events.some(({ payload }) => payload.data?.['firstName'] === 'There')))
    listener.socket.terminate()
  })

  it('carries a seen that the next push may bring', async () => {
    const listener = await listen(ana)
    await phone.act(create('Live'))
    await listener.until(() => listener.sync().length === 1)
    phone.seen = listener.sync()[0]!.seen!
    expect(await phone.act(create('More'))).toMatchObject([{ status: 'applied' }])
    listener.socket.terminate()
  })

  it('gives a long absence in pages, in order, without a gap', async () => {
    const { body: page } = await phone.pull()
    for (let batch = 0; batch < 8; batch += 1) await phone.act(...Array.from({ length: 100 }, (_, index) => create(`P${index}`)))
    const listener = await listen(ana, `?since=${page.cursor}`)
    await listener.until(() => listener.sync().flatMap((frame) => frame.events).length === 1_600)
    expect(listener.sync().length).toBeGreaterThan(1)
    expect(listener.sync().flatMap((frame) => frame.events).map((event) => event.revision)).toEqual(Array.from({ length: 1_600 }, (_, index) => index + 1))
    listener.socket.terminate()
  })

  it('tells nobody of another workspace\'s commits', async () => {
    const other = await setupAccount(server, 'Eve')
    const listener = await listen(other)
    await phone.act(create('Private'))
    await setupDevice(server, other).act(create('Own'))
    await listener.until(() => listener.sync().length === 1)
    expect(JSON.stringify(listener.frames)).not.toContain('Private')
    listener.socket.terminate()
  })

  it('[R5] says that the place is gone, and closes', async () => {
    const listener = await listen(ana, `?since=${encodeCursor({ epoch: 'other', positions: new Map() })}`)
    expect(await listener.closed).toBe(4410)
    expect(listener.frames).toMatchObject([{ type: 'error', error: 'reset_required' }])
  })

  it('[R1] looks at what the device has seen before it gives anything', async () => {
    await phone.act(create('One'))
    const { body: page } = await phone.pull()
    const good = await listen(ana, `?since=${page.cursor}&seen=${page.seen}`)
    await phone.act(create('Two'))
    await good.until(() => good.sync().length === 1)
    good.socket.terminate()
    const other = setupDevice(server, await setupAccount(server, 'Eve'))
    await other.act(create('Hers'))
    const bad = await listen(ana, `?since=${page.cursor}&seen=${other.seen}`)
    expect(await bad.closed).toBe(4410)
    expect(bad.sync()).toEqual([])
  })

  it('passes awareness on to the others and stores nothing', async () => {
    const one = await listen(ana), two = await listen(ana)
    one.socket.send(JSON.stringify({ type: 'awareness', data: { at: 'contacts/1' } }))
    await two.until(() => two.frames.length === 1)
    expect(two.frames).toEqual([{ type: 'awareness', from: expect.any(String), data: { at: 'contacts/1' } }])
    one.socket.send('garbage')
    expect(one.frames).toEqual([])
    expect((await phone.pull()).body.changes).toEqual([])
    one.socket.terminate()
    two.socket.terminate()
  })

  it('passes on so much of it a second, reads no more, and is gone for who floods it', async () => {
    const one = await listen(ana), two = await listen(ana)
    for (let n = 0; n < 400; n += 1) one.socket.send(JSON.stringify({ type: 'awareness', data: n }))
    await two.until(() => two.frames.length === 50)
    server.clock.advance(1_000)
    one.socket.send(JSON.stringify({ type: 'awareness', data: 'later' }))
    await two.until(() => two.frames.length === 51)
    expect(two.frames.at(-1)).toMatchObject({ data: 'later' })
    for (let n = 0; n < 600; n += 1) one.socket.send('x'.repeat(1_000))
    await one.closed
    expect(two.frames).toHaveLength(51)
    two.socket.terminate()
  })

  it('pings every 25 s, and ends with the session', async () => {
    const listener = await listen(ana)
    let pings = 0
    listener.socket.on('ping', () => { pings += 1 })
    server.clock.advance(25_000)
    await expect.poll(() => pings).toBe(1)
    await server.app.inject({ method: 'POST', url: '/api/auth/logout', headers: ana.headers })
    server.clock.advance(25_000)
    expect(await listener.closed).toBe(4401)
  })

  it('is refused to the signed out, to the wrong account and to other sites', async () => {
    const refused = (account: Account, query = '', more = {}): Promise<unknown> => listen(account, query, more).then(() => 'open', (error: Error) => error.message)
    expect(await refused({ ...ana, headers: {} })).toContain('401')
    expect(await refused({ ...ana, headers: { authorization: ana.headers['authorization']! } }, '?workspace=other')).toContain('401')
    expect(await refused(ana, '', { origin: 'https://evil.example' })).toContain('403')
  })

  it('asked for while the server stops, keeps it from nothing', async () => {
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.app.server.address() as AddressInfo
    const dial = async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }
    const handshake = ['GET /api/sync/events HTTP/1.1', 'host: 127.0.0.1', 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', ...Object.entries(ana.headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
    // One that never answers the farewell, so that stopping takes its time, and one that comes meanwhile.
    const deaf = await dial(), late = await dial()
    deaf.write(handshake)
    expect(String((await once(deaf, 'data'))[0])).toContain('101')
    deaf.on('error', () => undefined).resume()
    const stopped = server.app.close()
    late.on('error', () => undefined).write(handshake)
    const answer = String((await once(late, 'data'))[0])
    expect(answer).toContain('503')
    // As every error, and with when to come again.
    expect(answer).toMatch(/retry-after: 1\r\n/i)
    expect(answer).toContain('"error":"unavailable"')
    late.end()
    await stopped
  }, 20_000)
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPushService, type PushService } from '../support/push-service.ts'
import { createTestStore, type TestStore } from '../support/test-store.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

/* Decision 0036: a device that asked for it is told by Web Push that others changed something. The push service is a stand-in; what is sent to it is real. */

let push: PushService, server: Server, testStore: TestStore, ana: Account, ben: Account, bensPhone: Device
const resolved: string[] = []
beforeEach(async () => {
  testStore = await createTestStore()
  push = await startPushService()
  server = await setupServer({
    testStore, vapidSubject: 'mailto:ops@example.org', webhooks: { loopback: true, resolve: async (name) => { resolved.push(name); return [{ address: name === 'inside.example' ? '10.0.0.7' : '127.0.0.1', family: 4 }] } },
  })
  ana = await setupAccount(server, 'Ana')
  ben = await setupMember(server, ana, 'Ben', 'member')
  bensPhone = setupDevice(server, ben)
})
afterEach(async () => {
  await server.close()
  await push.close()
  await testStore.remove()
})

const call = (who: Account, path: string, payload?: object) =>
  server.app.inject({ method: payload === undefined ? 'GET' : 'POST', url: `/api/hints/${path}`, headers: who.headers, ...(payload === undefined ? {} : { payload }) })
const subscribe = async (who: Account, entities: string[], target = push.target()): Promise<string> => {
  const answer = await call(who, 'subscribe', { ...target, entities })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ id: string }>().id
}
const create = (firstName: string) => ({ op: 'create' as const, recordId: bensPhone.newId(), patch: { firstName } })
/** The server's clock moves until so many messages were taken; the tries bound it. */
const taken = (count: number, step = 1_000): Promise<void> => expect.poll(async () => {
  await server.settled()
  if (push.taken.length < count) server.clock.advance(step)
  return push.taken.length
}, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(count)
/** As long as it takes a hint that was made to be sent, and more. */
const quiet = async (ms = 5_000): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await server.settled()
    server.clock.advance(1_000)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
  await server.settled()
}

describe('hints by Web Push', () => {
  it('say to who asked for it which entity others changed and up to where, encrypted and signed, and nothing of what', async () => {
    const { publicKey } = (await call(ana, 'key')).json<{ publicKey: string }>()
    const to = await subscribe(ana, ['contacts'])
    const contact = create('Secretly')
    const [result] = await bensPhone.act(contact)
    await taken(1)
    const message = push.taken[0]!
    const hint = push.read(message)
    expect(hint).toEqual({ to, topic: 'contacts', since: 0, revision: expect.any(Number) })
    expect(hint.revision).toBeGreaterThanOrEqual((result as { revision: number }).revision)
    expect(String(message.body)).not.toContain('Secretly')
    expect(message.headers).toMatchObject({ ttl: String(24 * 3_600), topic: expect.stringMatching(/^[\w-]{32}$/), 'content-encoding': 'aes128gcm' })
    const signed = push.signer(message)
    expect(signed).toMatchObject({ publicKey, claims: { aud: new URL(push.target().endpoint).origin, sub: 'mailto:ops@example.org' } })

    const about = (who: Account, more = {}) => call(who, 'about', { to, topic: 'contacts', since: hint.since, ...more })
    expect((await about(ana)).json()).toEqual({ records: 1, recordId: contact.recordId, by: ['Ben'] })
    // Another's subscription, another entity: as if there were none.
    expect((await about(ben)).statusCode).toBe(404)
    expect((await about(ana, { topic: 'notes' })).statusCode).toBe(404)
    expect((await about(await setupAccount(server, 'Eve'))).statusCode).toBe(404)
  })

  it('are not made of one\'s own changes, nor of entities that were not asked for, nor after one has done with it', async () => {
    await subscribe(ana, ['notes'])
    await subscribe(ben, ['contacts'], push.target('/ben'))
    await bensPhone.act(create('Own'))
    await quiet()
    expect(push.taken).toEqual([])
    await setupDevice(server, ana).act(create('By Ana'))
    await taken(1)
    expect(push.taken.map(({ path }) => path)).toEqual(['/ben'])
    await call(ben, 'unsubscribe', {})
    server.clock.advance(120_000)
    await setupDevice(server, ana).act(create('Another by Ana'))
    await quiet()
    expect(push.taken).toHaveLength(1)
  })

  it('are one a minute of an entity, however much is changed: the last says it all', async () => {
    const to = await subscribe(ana, ['contacts', 'notes'])
    for (let n = 0; n < 10; n += 1) await bensPhone.act(create(`Contact ${n}`))
    await taken(1)
    const first = push.read(push.taken[0]!)
    for (let n = 0; n < 10; n += 1) await bensPhone.act(create(`More ${n}`))
    await quiet(50_000)
    expect(push.taken).toHaveLength(1)
    await taken(2)
    const second = push.read(push.taken[1]!)
    expect(second).toMatchObject({ to, topic: 'contacts' })
    expect(second.since).toBeGreaterThanOrEqual(first.revision)
    await quiet(120_000)
    expect(push.taken).toHaveLength(2)
    expect((await call(ana, 'about', { to, topic: 'contacts', since: second.since })).json()).toEqual({ records: 10, recordId: null, by: ['Ben'] })
  })

  it('keep their name where a device says again what it wants, as every page does; the audit log has one entry of it', async () => {
    const id = await subscribe(ana, ['notes', 'contacts'])
    expect(await subscribe(ana, ['contacts', 'notes', 'notes'])).toBe(id)
    const acts = async () => (await server.app.inject({ method: 'GET', url: '/api/audit?kind=acts', headers: ana.headers })).json<{ entries: { kind: string; detail: object }[] }>().entries.filter(({ kind }) => kind.startsWith('hints_') || kind === 'other_act')
    expect(await acts()).toMatchObject([{ kind: 'hints_wanted', detail: { fields: { entities: [null, 'contacts, notes'] }, host: new URL(push.target().endpoint).host } }])
    const others = [await subscribe(ana, ['contacts']), await subscribe(ana, ['contacts'], push.target('/renewed'))]
    expect(new Set([id, ...others]).size).toBe(3)
    expect(await acts()).toHaveLength(3)
    expect(await server.store.hints.of(ana.session.workspace.id)).toMatchObject([{ id: others[1], endpoint: push.target('/renewed').endpoint }])
    for (let times = 0; times < 2; times += 1) expect((await call(ana, 'unsubscribe', {})).statusCode).toBe(200)
    expect((await acts()).map(({ kind }) => kind)).toEqual(['hints_ended', 'hints_wanted', 'hints_wanted', 'hints_wanted'])
  })

  it('are tried again while the push service fails, not before it says; where it says that a device is gone, the device is forgotten', async () => {
    const to = await subscribe(ana, ['contacts'])
    push.replies.push({ status: 503 }, { status: 429, headers: { 'retry-after': '600' } }, { status: 201 })
    await bensPhone.act(create('Again'))
    await taken(1)
    await taken(2, 5_000)
    await quiet(400_000 / 8)
    expect(push.taken).toHaveLength(2)
    await taken(3, 30_000)
    expect(new Set(push.taken.map((message) => push.read(message).revision)).size).toBe(1)

    push.replies.push({ status: 410 })
    server.clock.advance(120_000)
    await bensPhone.act(create('Gone'))
    await taken(4)
    await expect.poll(() => server.store.hints.of(ana.session.workspace.id)).toEqual([])
    expect((await call(ana, 'about', { to, topic: 'contacts', since: 0 })).statusCode).toBe(404)
  })

  it('go to no device whose session was ended, and to nobody who has left', async () => {
    await subscribe(ana, ['contacts'])
    for (const { id } of await server.store.accounts.sessionsOf(ana.session.user.id)) await server.store.accounts.endSession(id, '2026-11-22T00:00:00.000Z')
    await bensPhone.act(create('After'))
    await quiet()
    expect(push.taken).toEqual([])
    await expect.poll(() => server.store.hints.of(ana.session.workspace.id)).toEqual([])
  })

  it('are sent to no address within a network, whatever a name turns out to stand for', async () => {
    for (const endpoint of ['http://10.0.0.7/x', 'https://169.254.169.254/x', 'https://user:pass@push.example/x', 'ftp://push.example/x', 'nonsense']) {
      expect((await call(ana, 'subscribe', { ...push.target(), endpoint, entities: ['contacts'] })).statusCode, endpoint).toBe(422)
    }
    await subscribe(ana, ['contacts'], { ...push.target(), endpoint: 'https://inside.example/device' })
    await bensPhone.act(create('Inside'))
    await quiet()
    expect(resolved).toContain('inside.example')
    expect(push.taken).toEqual([])
    // Nor are keys taken that nothing can be encrypted for, nor entities that are nobody's.
    expect((await call(ana, 'subscribe', { ...push.target(), p256dh: 'A'.repeat(87), entities: ['contacts'] })).statusCode).toBe(400)
    expect((await call(ana, 'subscribe', { ...push.target(), entities: ['history'] })).statusCode).toBe(400)
    expect((await server.app.inject({ method: 'GET', url: '/api/hints/key' })).statusCode).toBe(401)
  })
})

import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Webhook, WebhookDelivery } from '../../src/protocol/api-access.ts'
import type { RestRecord } from '../../src/sync-api/rest/record.ts'
import { createTestStore, type TestStore } from '../support/test-store.ts'
import { setupScript, type Script } from './rest-setup.ts'
import { setupAccount, setupMember, setupServer, type Account, type Server } from './sync-api-setup.ts'

/** What a receiver got; its next answers are `replies`, then 204. */
interface Heard { headers: IncomingHttpHeaders; body: string; message: { type: string; timestamp: string; data: RestRecord & { workspaceId: string } } }
interface Receiver { url: string; heard: Heard[]; replies: (number | 'hang' | { redirect: string })[]; close(): Promise<void> }

async function setupReceiver(): Promise<Receiver> {
  const heard: Heard[] = [], replies: Receiver['replies'] = []
  const http: HttpServer = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => { body += piece }).on('end', () => {
      heard.push({ headers: request.headers, body, message: JSON.parse(body) as Heard['message'] })
      const reply = replies.shift() ?? 204
      if (reply === 'hang') return
      if (typeof reply === 'number') response.writeHead(reply).end('it says something')
      else response.writeHead(302, { location: reply.redirect }).end()
    })
  })
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve) })
  return {
    heard, replies, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`,
    close: () => new Promise((resolve) => { http.closeAllConnections(); http.close(() => { resolve() }) }),
  }
}

let testStore: TestStore
let server: Server
let ana: Account
let person: Script
let receiver: Receiver
const setup = (more: Parameters<typeof setupServer>[0] = {}): Promise<Server> => setupServer({ testStore, webhooks: { loopback: true }, ...more })
beforeEach(async () => {
  testStore = await createTestStore()
  server = await setup()
  ana = await setupAccount(server)
  person = setupScript(server, ana)
  receiver = await setupReceiver()
})
afterEach(async () => {
  await receiver.close()
  await server.close()
  await testStore.remove()
})

/** Sending is real, so its end is waited for; what has to stay away is given a while. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !await what();) {
    if (Date.now() > end) throw new Error('it did not come')
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}
const aWhile = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 150) })

async function added(topics: string[], url = receiver.url): Promise<{ id: string; secret: string }> {
  const { status, body } = await person.call<{ webhook: Webhook; secret: string }>('POST', '/api/workspace/webhooks/add', { url, topics })
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return { id: body.webhook.id, secret: body.secret }
}
const webhook = async (): Promise<Webhook> => (await person.call<{ webhooks: Webhook[] }>('GET', '/api/workspace/webhooks')).body.webhooks[0]!
const deliveries = async (id: string): Promise<WebhookDelivery[]> => (await person.call<{ deliveries: WebhookDelivery[] }>('POST', '/api/workspace/webhooks/deliveries', { id })).body.deliveries
const types = (): string[] => receiver.heard.map(({ message }) => message.type)

describe('webhooks', () => {
  it('[R1] tell of what came after a backup that was put back under ids of its own: its revisions were told of before, as something else', async () => {
    await added(['contacts.*'])
    const copy = await testStore.backUp()
    await person.create('contacts', { firstName: 'Lost' })
    await until(() => receiver.heard.length === 1)
    await server.close()
    await copy()
    Object.assign(server, await setup({ clock: server.clock }))
    await setupScript(server, ana).create('contacts', { firstName: 'Other' })
    await until(() => receiver.heard.length === 2)
    expect(receiver.heard.map(({ message }) => [message.data.revision, message.data.data['firstName']])).toEqual([[1, 'Lost'], [1, 'Other']])
    expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
  })

  it('tell of what is made, changed and deleted, by whatever way, as topics ask for it', async () => {
    await person.create('contacts', { firstName: 'From before' })
    await added(['contacts.*', 'notes.created'])
    const { id, revision } = await person.create('contacts', { firstName: 'Ana', emails: [{ value: 'ana@example.org' }] })
    await until(() => receiver.heard.length === 1)
    const changed = await person.call<RestRecord>('PATCH', `/api/contacts/${id}`, { title: 'Coach' }, { 'if-match': `"${revision}"` })
    await until(() => receiver.heard.length === 2)
    const note = await person.create('notes', { contactId: id, body: 'Met in Porto' })
    await until(() => receiver.heard.length === 3)
    await person.call('PATCH', `/api/notes/${note.id}`, { body: 'Met in Porto again' }, { 'if-match': '*' })
    await person.call('DELETE', `/api/contacts/${id}`, undefined, { 'if-match': '*' })
    await until(() => receiver.heard.length === 4)
    await aWhile()
    expect(types()).toEqual(['contacts.created', 'contacts.updated', 'notes.created', 'contacts.deleted'])
    expect(receiver.heard[1]!.message.data).toEqual({ workspaceId: ana.session.workspace.id, ...changed.body })
    // The words alone, not the document behind them.
    expect(Object.keys(receiver.heard[2]!.message.data.data).sort()).toEqual(['body', 'contactId'])
  })

  it('are signed as Standard Webhooks are, each message with an id of its own', async () => {
    const { secret } = await added(['contacts.created'])
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    await person.create('contacts', { firstName: 'Ana' })
    await person.create('contacts', { firstName: 'Zoë' })
    await until(() => receiver.heard.length === 2)
    for (const { headers, body } of receiver.heard) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(signed).digest('base64')}`)
      expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(server.clock.now() / 1_000))
    }
    expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
  })

  it('try again, later and later, under the same id and in order, and a new commit does not hurry them', async () => {
    const { id } = await added(['contacts.created'])
    receiver.replies.push(500, 500)
    await person.create('contacts', { firstName: 'Ana' })
    await until(async () => (await webhook()).failingSince !== null)
    await person.create('contacts', { firstName: 'Bea' })
    await aWhile()
    expect(receiver.heard).toHaveLength(1)
    server.clock.advance(7_000)
    await until(async () => (await deliveries(id))[0]?.attempts === 2)
    // The second wait is four times the first, give or take a quarter.
    server.clock.advance(14_000)
    await aWhile()
    expect(receiver.heard).toHaveLength(2)
    server.clock.advance(12_000)
    await until(() => receiver.heard.length === 4)
    await until(async () => (await webhook()).failingSince === null)
    expect(receiver.heard.map(({ message }) => message.data.data['firstName'])).toEqual(['Ana', 'Ana', 'Ana', 'Bea'])
    expect(new Set(receiver.heard.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await deliveries(id)).toMatchObject([{ status: 204, attempts: 1 }, { status: 204, attempts: 3, error: null }])
  })

  it('are tried once when their time has come, however long the attempt takes and whatever is committed meanwhile', async () => {
    const { id } = await added(['contacts.created'])
    receiver.replies.push(500, 500)
    await person.create('contacts', { firstName: 'Ana' })
    await until(() => receiver.heard.length === 1)
    await until(async () => (await webhook()).nextAttemptAt !== null)
    server.clock.advance(7_000)
    await person.create('contacts', { firstName: 'Meanwhile' })
    // As a clock goes that no test holds: what is due at once comes at once.
    for (let turn = 0; turn < 20; turn++) {
      server.clock.advance(0)
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    await until(() => receiver.heard.length === 2)
    await until(async () => (await deliveries(id))[0]?.attempts === 2)
    for (let turn = 0; turn < 20; turn++) {
      server.clock.advance(0)
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    await aWhile()
    expect(receiver.heard).toHaveLength(2)
    server.clock.advance(26_000)
    await until(() => receiver.heard.length === 4)
  })

  it('are given up after five days of failures, with a note; enabled again, they go on from where they stopped', async () => {
    const { id } = await added(['contacts.created'])
    receiver.replies.push(...Array.from({ length: 60 }, () => 503))
    await person.create('contacts', { firstName: 'Ana' })
    await until(async () => (await webhook()).failingSince !== null)
    for (let hours = 0; hours < 6 * 24 && (await webhook()).enabled; hours += 8) {
      const before = receiver.heard.length
      server.clock.advance(8 * 60 * 60_000)
      await until(() => receiver.heard.length > before)
      await until(async () => { const { nextAttemptAt, enabled } = await webhookAs(); return !enabled || Date.parse(nextAttemptAt ?? '') > server.clock.now() })
    }
    expect(await webhookAs()).toMatchObject({ enabled: false, note: expect.stringContaining('It answered 503.') as string })
    const tries = receiver.heard.length
    server.clock.advance(30 * 24 * 60 * 60_000)
    await aWhile()
    expect(receiver.heard).toHaveLength(tries)
    receiver.replies.length = 0
    await signIn()
    await person.create('contacts', { firstName: 'Bea' })
    expect(await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: true })).toMatchObject({ status: 200, body: { webhook: { enabled: true, note: null } } })
    await until(() => receiver.heard.length === tries + 2)
    expect(receiver.heard.slice(tries).map(({ message }) => message.data.data['firstName'])).toEqual(['Ana', 'Bea'])
  })

  it('stop at once where the receiver says that it is gone for good, and while they are disabled', async () => {
    const { id } = await added(['*'])
    receiver.replies.push(410)
    await person.create('contacts', { firstName: 'Ana' })
    await until(async () => !(await webhook()).enabled)
    expect((await webhook()).note).toContain('410')
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: true })
    await until(() => receiver.heard.length >= 2)
    await until(async () => (await webhook()).lastDeliveredAt !== null)
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: false })
    const before = receiver.heard.length
    await person.create('contacts', { firstName: 'Bea' })
    await aWhile()
    expect(receiver.heard).toHaveLength(before)
  })

  it('lose nothing when the server stops in the middle of it: what was not answered is sent by the next', async () => {
    await added(['contacts.created'])
    receiver.replies.push(204, 'hang')
    await person.create('contacts', { firstName: 'Ana' })
    await until(() => receiver.heard.length === 1)
    await person.create('contacts', { firstName: 'Bea' })
    await until(() => receiver.heard.length === 2)
    await server.close()
    server = await setup()
    await until(() => receiver.heard.length === 3)
    expect(receiver.heard.map(({ message }) => message.data.data['firstName'])).toEqual(['Ana', 'Bea', 'Bea'])
  })

  it('go on at once after the process that was at them was killed', async () => {
    const { id } = await added(['contacts.created'])
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: false })
    await person.create('contacts', { firstName: 'Ana' })
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: false })
    await server.close()
    const store = await testStore.open()
    await store.webhooks.change(ana.session.workspace.id, id, { url: receiver.url, topics: ['contacts.created'], enabled: true })
    await store.webhooks.claim(ana.session.workspace.id, id, 'killed', '2026-11-21', '2026-12-31')
    await store.close()
    server = await setup()
    await until(() => receiver.heard.length === 1)
  })

  it('tell of each record that was made, also of those that were changed before their turn came', async () => {
    const { id } = await added(['contacts.*'])
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: false })
    const made: RestRecord[] = []
    for (let index = 0; index < 45; index += 1) made.push(await person.create('contacts', { firstName: `C${index}` }))
    // Changed last, made first: their newest revisions come long after the place at which they were made.
    for (const { id: contact } of made.slice(0, 5)) await person.call('PATCH', `/api/contacts/${contact}`, { title: 'x' }, { 'if-match': '*' })
    await person.call('POST', '/api/workspace/webhooks/change', { id, enabled: true })
    await until(() => receiver.heard.length === 45)
    expect(new Set(types())).toEqual(new Set(['contacts.created']))
    expect(new Set(receiver.heard.map(({ message }) => message.data.id)).size).toBe(45)
    await person.call('PATCH', `/api/contacts/${made[7]!.id}`, { title: 'x' }, { 'if-match': '*' })
    await until(() => receiver.heard.length === 46)
    expect(types()[45]).toBe('contacts.updated')
  })

  it('are an admin\'s, of their own workspace, and know their topics', async () => {
    const { id } = await added(['*'])
    const member = setupScript(server, await setupMember(server, ana, 'Bo', 'member')), admin = setupScript(server, await setupMember(server, ana, 'Cy', 'admin'))
    const stranger = setupScript(server, await setupAccount(server, 'Mallory'))
    expect(await member.call('GET', '/api/workspace/webhooks')).toMatchObject({ status: 403 })
    expect(await member.call('POST', '/api/workspace/webhooks/add', { url: receiver.url, topics: ['*'] })).toMatchObject({ status: 403 })
    expect(await admin.call('GET', '/api/workspace/webhooks')).toMatchObject({ body: { webhooks: [{ id }] } })
    expect(await stranger.call('GET', '/api/workspace/webhooks')).toMatchObject({ body: { webhooks: [] } })
    for (const [path, body] of [['change', { id, enabled: false }], ['remove', { id }], ['deliveries', { id }]] as const) {
      expect([path, (await stranger.call('POST', `/api/workspace/webhooks/${path}`, body)).status]).toEqual([path, 404])
    }
    for (const topics of [['ships.created'], ['contacts.made'], ['contacts'], []]) expect(await admin.call('POST', '/api/workspace/webhooks/add', { url: receiver.url, topics })).toMatchObject({ status: 400 })
    expect(JSON.stringify((await admin.call('GET', '/api/workspace/webhooks')).body)).not.toContain('secret')
    expect(await admin.call('POST', '/api/workspace/webhooks/remove', { id })).toMatchObject({ status: 200 })
    await person.create('contacts', { firstName: 'Ana' })
    await aWhile()
    expect(receiver.heard).toEqual([])
  })
})

describe('where webhooks go', () => {
  it('is never within a network: not by an address, a name, a redirect, or a name that is another the next time', async () => {
    await server.close()
    let places: { address: string; family: number }[] = [{ address: '93.184.216.34', family: 4 }]
    let asked = 0
    // Loopback is not allowed here, and the receiver is there: a message that gets through is heard.
    server = await setup({ webhooks: { loopback: false, resolve: async () => { asked += 1; return places } } })
    const add = (url: string) => person.call<{ webhook: Webhook; error?: string }>('POST', '/api/workspace/webhooks/add', { url, topics: ['contacts.created'] })
    person = setupScript(server, await signIn())
    for (const url of [
      'http://hooks.example/x', 'https://127.0.0.1/x', 'https://localhost/x', 'https://a.localhost/', 'https://localhost./', 'https://[::1]/', 'https://[::ffff:7f00:1]/', 'https://0x7f.1/', 'https://2130706433/', 'https://10.0.0.8/', 'https://169.254.169.254/latest',
      'https://u:p@hooks.example/', 'ftp://hooks.example/', 'javascript:alert(1)', 'file:///etc/passwd', 'nonsense',
    ]) expect([url, (await add(url)).status]).toEqual([url, 422])

    const { port } = new URL(receiver.url)
    const added = await add(`https://rebound.example:${port}/x`)
    expect(added.status).toBe(200)
    places = [{ address: '127.0.0.1', family: 4 }]
    await person.create('contacts', { firstName: 'Ana' })
    await until(async () => (await deliveries(added.body.webhook.id)).length > 0)
    expect(await deliveries(added.body.webhook.id)).toMatchObject([{ status: null, error: 'The address is not one of the public internet.' }])
    expect(asked).toBe(1)
    expect(receiver.heard).toEqual([])
  })

  it('whose name is looked up without end keeps no server from stopping', async () => {
    let asked = false
    const slow = await setupServer({ webhooks: { loopback: true, resolve: () => { asked = true; return new Promise(() => undefined) } } })
    const host = setupScript(slow, await setupAccount(slow))
    expect(await host.call('POST', '/api/workspace/webhooks/add', { url: 'https://hooks.example.com/', topics: ['*'] })).toMatchObject({ status: 200 })
    await host.create('contacts', { firstName: 'Ana' })
    await until(() => asked)
    const closed = slow.close().then(() => 'closed')
    expect(await Promise.race([closed, new Promise((resolve) => { setTimeout(() => { resolve('waits') }, 3_000) })])).toBe('closed')
  })

  it('is where it was asked to go: a redirect is a failure', async () => {
    const other = await setupReceiver()
    const { id } = await added(['contacts.created'])
    receiver.replies.push({ redirect: other.url })
    await person.create('contacts', { firstName: 'Ana' })
    await until(async () => (await deliveries(id)).length > 0)
    expect(await deliveries(id)).toMatchObject([{ status: 302, error: expect.stringContaining('redirect') as string }])
    expect(other.heard).toEqual([])
    await other.close()
  })
})

/** After days, the session has to be begun anew. */
async function signIn(): Promise<Account> {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: ana.session.user.email, password: 'a long password', transport: 'bearer' } })
  ana = { ...ana, headers: { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` } }
  person = setupScript(server, ana)
  return ana
}
async function webhookAs(): Promise<Webhook> {
  await signIn()
  return webhook()
}

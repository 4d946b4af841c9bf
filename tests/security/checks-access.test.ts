import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headers } from '../../src/protocol/headers.ts'
import type { OpenApiDocument } from '../../src/sync-api/http/operation.ts'
import { setupScript } from '../contract/rest-setup.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { everyRoute, requestWith, type Request, type Route } from '../support/every-route.ts'
import { openBrowser } from '../support/cookie-browser.ts'

/*
 * Who may come to what. The routes are those that the running server has, so that one added later is held to all of this, or the test says what it is
 * missing. Check numbers are those of docs/security.md.
 */

let server: Server, own: Account, victim: Account, document: OpenApiDocument, routes: Route[]
/** In all that the other workspace has; nothing that is sent holds it. */
const secret = 'Zanzibar'
/** What there is of the other person and their workspace, by what it is. */
let theirs: Record<string, string>

beforeAll(async () => {
  server = await setupServer({ webhooks: { resolve: async () => [] } })
  own = await setupAccount(server, 'Ana')
  victim = await setupAccount(server, secret)
  ;({ routes, document } = await everyRoute(server.app))
  theirs = await fill(victim)
})
afterAll(() => server.close())

const send = ({ method, url, headers: sent, payload }: Request) => server.app.inject({ method, url, headers: sent, ...(payload === undefined ? {} : { payload }) })
const nameOf = ({ method, path }: Route): string => `${method} ${path}`

async function fill(account: Account): Promise<Record<string, string>> {
  const script = setupScript(server, account), phone = setupDevice(server, account)
  const contact = await script.create('contacts', { firstName: secret, company: secret })
  const note = await script.create('notes', { contactId: contact.id, body: `About ${secret}` })
  const view = await script.create('views', { name: secret, entity: 'contacts', query: {} })
  await phone.act({ op: 'create', patch: { firstName: secret } })
  await phone.act({ op: 'update', recordId: contact.id, patch: { company: `${secret} Inc` }, baseRevision: 0 })
  const { body: { made } } = await script.call<{ made: { id: string } }>('POST', '/api/auth/tokens/make', { name: secret, scopes: ['*:write'] })
  const { body: { webhook } } = await script.call<{ webhook: { id: string } }>('POST', '/api/workspace/webhooks/add', { url: `https://${secret}.example.com/`, topics: ['*'] })
  const { body: { devices } } = await script.call<{ devices: { id: string; sessions: { id: string }[] }[] }>('GET', '/api/auth/devices')
  const [entry] = await script.all('history')
  return {
    contact: contact.id, note: note.id, view: view.id, entry: entry!.id, replica: phone.replicaId, token: made.id, webhook: webhook.id, device: devices[0]!.id, session: devices[0]!.sessions[0]!.id,
    workspace: account.session.workspace.id, user: account.session.user.id,
  }
}
/** All that the other person has, as they get it. */
async function standing(): Promise<string> {
  const script = setupScript(server, victim)
  const lists = await Promise.all(['/api/auth/devices', '/api/auth/tokens', '/api/auth/security', '/api/workspace/webhooks', '/api/auth/session'].map((url) => script.call('GET', url)))
  return JSON.stringify([(await setupDevice(server, victim).pull('?since=0&limit=2000')).body.changes, lists.map(({ status, body }) => [status, body])])
}

/** What anybody may ask. A route that is let in here needs a reason; one that forgets its guard is not in it. */
const open = new Set([
  'GET /', 'GET /api/health/live', 'GET /api/health/ready', 'GET /metrics', 'GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs.css',
  'GET /api/auth/registration', 'POST /api/auth/register', 'POST /api/auth/login', 'POST /api/auth/logout', 'POST /api/auth/passkey', 'POST /api/auth/passkeys/options',
  'POST /api/auth/password/request-reset', 'POST /api/auth/password/reset', 'POST /api/auth/devices/wiped', 'POST /api/auth/invitations/look',
])
const guarded = (): Route[] => routes.filter((route) => !open.has(nameOf(route)))

describe('every route', () => {
  it('[S1] refuses who is not signed in, but for those that are open on purpose', async () => {
    expect(routes.length).toBeGreaterThan(60)
    const let_in: string[] = []
    for (const route of guarded()) {
      const { statusCode } = await send(requestWith(route, document, theirs['contact']!, {}))
      if (statusCode !== 401) let_in.push(`${nameOf(route)} ${statusCode}`)
    }
    expect(let_in).toEqual([])
    // What is listed as open is there: a list that nobody mends opens what comes under an old name.
    expect([...open].filter((name) => name !== 'GET /' && !routes.some((route) => nameOf(route) === name))).toEqual([])
  })

  it('[S2] answers the ids of another workspace, in path, query and body, exactly as ids that there are not, and changes nothing there', async () => {
    const before = await standing(), eve = await setupAccount(server, 'Eve'), device = setupDevice(server, eve), differences: string[] = [], statuses = new Set<number>()
    // For each of theirs one that there is not, the same all the way: what a call made under the one, it made under the other.
    const none = new Map(Object.keys(theirs).map((what) => [what, device.newId()]))
    let headersNow = eve.headers
    const told = async (route: Route, id: string, again = true): Promise<string> => {
      const { statusCode, body, headers: sent } = await send(requestWith(route, document, id, headersNow))
      // A call before it may have ended the session, as it should.
      if (statusCode === 401 && again) {
        const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: eve.session.user.email, password: 'a long password', transport: 'bearer' } })
        headersNow = { ...eve.headers, authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` }
        return told(route, id, false)
      }
      statuses.add(statusCode)
      if (`${JSON.stringify(sent)}${body}`.toLowerCase().includes(secret.toLowerCase())) differences.push(`${nameOf(route)} told of it: ${body.slice(0, 300)}`)
      // Of what is done, ids and revisions are new each time; of a refusal every word counts.
      return statusCode < 300 ? String(statusCode) : `${statusCode} ${body.replaceAll(id, '<id>').slice(0, 500)}`
    }
    for (const route of guarded()) {
      // REST is one code for all entities: with contacts it is asked for everything, with the others for records.
      const kinds = /^\/api\/(?!contacts)\w+(?:\/\{id\})?$/.test(route.path) ? ['contact', 'note', 'view', 'entry'] : Object.keys(theirs)
      for (const what of kinds) {
        const id = theirs[what]!
        const their = await told(route, id), nobodys = await told(route, none.get(what)!)
        if (their !== nobodys) differences.push(`${nameOf(route)} with the other's ${what}: ${their}; with none: ${nobodys}`)
      }
    }
    expect(differences).toEqual([])
    expect(await standing()).toBe(before)
    // It got past the door: what is refused for its shape alone shows nothing.
    for (const status of [200, 201, 404]) expect([...statuses]).toContain(status)
  }, 120_000)

  it('[S4] refuses who names another workspace or person than their own, in a header and in the query', async () => {
    const through: string[] = []
    for (const route of guarded()) {
      for (const [header, parameter, id] of [[headers.workspace, 'workspace', theirs['workspace']!], [headers.user, 'user', theirs['user']!]] as const) {
        const plain = requestWith(route, document, theirs['contact']!, { authorization: own.headers['authorization']! })
        for (const request of [{ ...plain, headers: { ...plain.headers, [header]: id } }, { ...plain, url: `${plain.url}${plain.url.includes('?') ? '&' : '?'}${parameter}=${id}` }]) {
          const answer = await send(request)
          if (answer.statusCode !== 401) through.push(`${nameOf(route)} ${parameter} ${answer.statusCode}`)
        }
      }
    }
    // To renew and to end a session names nobody: both go by the token alone.
    expect(through.filter((name) => !/auth\/(?:refresh|logout)/.test(name))).toEqual([])
  })

  it('[S5] that writes refuses a viewer, and what is for admins a member', async () => {
    const viewer = await setupMember(server, own, 'Vi', 'viewer'), member = await setupMember(server, own, 'Mo', 'member'), script = setupScript(server, own)
    const contact = await script.create('contacts', { firstName: 'Ours' })
    const wrote: string[] = []
    // What everybody calls their own device, a viewer too.
    for (const route of routes.filter(({ method, path }) => method !== 'GET' && /^\/api\/(?!devices)\w+(?:\/\{id\})?$/.test(path))) {
      const request = requestWith(route, document, contact.id, viewer.headers)
      const { statusCode } = await send({ ...request, ...(route.method === 'PATCH' ? { payload: '{}' } : {}) })
      if (statusCode < 400) wrote.push(`${nameOf(route)} ${statusCode}`)
    }
    // Everybody sees who is in it, and may leave.
    for (const route of routes.filter(({ path }) => path.startsWith('/api/workspace/') && !/\/(?:members|leave)$/.test(path))) {
      for (const who of [viewer, member]) {
        const { statusCode } = await send(requestWith(route, document, theirs['webhook']!, who.headers))
        if (statusCode !== 403) wrote.push(`${nameOf(route)} ${who === viewer ? 'viewer' : 'member'} ${statusCode}`)
      }
    }
    expect(wrote).toEqual([])
    expect(await setupDevice(server, viewer).act({ op: 'update', recordId: contact.id, patch: { title: 'x' } })).toMatchObject([{ status: 'rejected', error: { code: 'role_may_not_write' } }])
    expect((await script.call<{ data: object }>('GET', `/api/contacts/${contact.id}`)).body.data).toMatchObject({ firstName: 'Ours' })
  })

  it('[S7] is closed to an API token, but for REST over what its scopes name', async () => {
    const { body: { token } } = await setupScript(server, own).call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'Reads', scopes: ['contacts:read'] })
    const through: string[] = []
    for (const route of guarded()) {
      const { statusCode } = await send(requestWith(route, document, theirs['contact']!, { authorization: `Bearer ${token}` }))
      if (![401, 403].includes(statusCode)) through.push(nameOf(route))
    }
    expect(through).toEqual(['GET /api/contacts', 'GET /api/contacts/{id}'])
  })
})

describe('push, pull and the socket', () => {
  it('[S3] take no place, mark or id of another workspace, and give nothing of it', async () => {
    const hers = setupDevice(server, victim), mine = setupDevice(server, own)
    const { body: page } = await hers.pull('?since=0')
    await hers.act({ op: 'create', patch: { firstName: secret } })
    const ask = async (url: string) => server.app.inject({ url, headers: own.headers })
    for (const url of [`/api/sync/changes?since=${page.cursor}`, `/api/sync/changes?since=0&seen=${hers.seen}`, `/api/sync/snapshot?after=${page.cursor}`, '/api/sync/snapshot', `/api/sync/digests?entity=contacts&prefix=${theirs['contact']!.replaceAll('-', '').slice(0, 8)}`]) {
      const { body } = await ask(url)
      expect([url, body.includes(secret)]).toEqual([url, false])
    }
    // Their mark is none here: it neither ends an epoch nor is believed.
    const epoch = (await setupScript(server, own).call('GET', '/api/sync/health')).body
    const answer = await mine.pushRaw({ replicaId: mine.replicaId, seen: hers.seen, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: mine.mutation({ op: 'create', patch: { firstName: 'Mine' } }) })
    expect([answer.status, JSON.stringify(answer.body).includes(secret)]).toEqual([expect.toSatisfy((status: number) => status < 500), false])
    expect(JSON.stringify(epoch)).not.toContain(secret)
    const stolen = await mine.push(mine.mutation(
      { op: 'update', recordId: theirs['contact']!, patch: { title: 'x' } }, { op: 'delete', recordId: theirs['contact']! }, { entity: 'notes', op: 'create', patch: { contactId: theirs['contact']!, body: 'x' } }), { seen: undefined })
    expect(stolen.every(({ status }) => status === 'deferred')).toBe(true)
    const heard: string[] = [], socket = await server.app.injectWS(`/api/sync/events?since=${page.cursor}`, { headers: own.headers })
    socket.on('message', (data: Buffer) => { heard.push(data.toString()) })
    await hers.act({ op: 'create', patch: { firstName: secret } })
    await mine.act({ op: 'create', patch: { firstName: 'Mine too' } }).catch(() => undefined)
    await server.settled()
    socket.terminate()
    expect(heard.join('')).not.toContain(secret)
  })
})

describe('what a body may set', () => {
  it('[S6] is what the call is for: no role, owner, revision, time or hash comes in with it', async () => {
    const browser = openBrowser(server)
    const more = { role: 'owner', id: theirs['user'], userId: theirs['user'], workspaceId: theirs['workspace'], passwordHash: 'x', totpSecret: 'x', secondFactor: true, isAdmin: true }
    const registered = (await browser.post('/api/auth/register', { email: 'mass@example.org', password: 'a long password', name: 'Mass', ...more })).json<{ user: { id: string }; workspace: { id: string } }>()
    expect([registered.user.id === theirs['user'], registered.workspace.id === theirs['workspace']]).toEqual([false, false])
    expect((await browser.get('/api/auth/security')).json()).toMatchObject({ proven: false, authenticator: false })

    const script = setupScript(server, own)
    for (const field of ['revision', 'updatedBy', 'updatedAt', 'deletedAt', 'createdRevision', 'meta', 'workspaceId', '$set']) {
      expect([field, (await script.call('POST', '/api/contacts', { firstName: 'x', [field]: theirs['user'] })).status]).toEqual([field, 422])
    }
    const device = setupDevice(server, own)
    const [change] = device.mutation({ op: 'create', patch: { firstName: 'Honest' } })
    const answer = await device.push([{ ...change!, userId: theirs['user'], updatedBy: theirs['user'], revision: 1, status: 'applied' } as never])
    expect(answer).toMatchObject([{ status: 'applied', record: { updatedBy: own.session.user.id } }])
    for (const entity of ['history', 'notices', 'conflicts']) {
      expect([entity, await device.act({ entity, op: 'create', patch: { userId: theirs['user']!, forUserId: own.session.user.id } })]).toMatchObject([entity, [{ status: 'rejected' }]])
    }
  })
})

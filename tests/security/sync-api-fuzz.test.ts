import fc, { type Arbitrary } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DocumentOperation, OpenApiDocument } from '../../src/sync-api/http/operation.ts'
import { setupScript } from '../contract/rest-setup.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { arbitraryOf, oddTexts, type Shape } from '../support/schema-arbitrary.ts'
import { headers as names } from '../../src/protocol/headers.ts'
import { runs } from '../support/whole-run.ts'

/*
 * Every operation of the OpenAPI document is called with what its schemas describe and what nobody expects: as a person, with an API token, and as
 * nobody. Whatever is sent, the server answers, in time, never by a 5xx, and never with a byte of another workspace. A failure prints its seed
 * and the request, shrunk: `fc.assert(…, {seed, path})` replays it.
 */

/** Requests for each operation. */
const runsEach = Number(process.env['FUZZ_RUNS'] ?? runs(30))
const slowestMs = 5_000

let server: Server
let own: Account
let victim: Account
let apiToken: string
let document: OpenApiDocument
let ids: string[]
/** Of both workspaces, by entity: what a path of it may well name. */
const idsOf = new Map<string, string[]>()
let standsBefore: string
const faults: string[] = []

/** In everything that the other workspace has; nothing sent holds it. */
const secret = 'Zanzibar-Secret'

beforeAll(async () => {
  // A webhook that happens to be added asks no network's names.
  server = await setupServer({ webhooks: { resolve: async () => [] }, log: (level, event, facts) => { if (level === 'error') faults.push(`${event} ${JSON.stringify(facts)}`) } })
  own = await setupAccount(server, 'Ana')
  victim = await setupAccount(server, secret)
  const theirs = await fill(victim, secret), ours = await fill(own, 'Ours')
  ids = [...theirs, ...ours, own.session.user.id, victim.session.user.id, own.session.workspace.id, victim.session.workspace.id]
  apiToken = (await setupScript(server, own).call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'Fuzz', scopes: ['*:write'] })).body.token
  document = (await server.app.inject('/api/openapi.json')).json()
  standsBefore = await standing()
})
afterAll(() => server.close())

/** A little of everything, a conflict among it. */
async function fill(account: Account, word: string): Promise<string[]> {
  const script = setupScript(server, account), phone = setupDevice(server, account)
  const contact = await script.create('contacts', { firstName: word, company: word, emails: [{ value: `${word}@example.org` }] })
  const note = await script.create('notes', { contactId: contact.id, body: `About ${word}` })
  const view = await script.create('views', { name: word, entity: 'contacts', query: { word } })
  await script.call('PATCH', `/api/contacts/${contact.id}`, { company: `${word} Ltd` }, { 'if-match': '*' })
  await phone.act({ op: 'update', recordId: contact.id, patch: { company: `${word} Inc` }, baseRevision: contact.revision })
  const made = [contact, note, view, ...await script.all('conflicts'), ...await script.all('history')]
  for (const { entity, id } of made) idsOf.set(entity, [...idsOf.get(entity) ?? [], id])
  return made.map(({ id }) => id)
}

/** All that the other workspace holds, as its devices get it. */
const standing = async (): Promise<string> => JSON.stringify((await setupDevice(server, victim).pull('?since=0&limit=2000')).body.changes)

interface Sent { as: 'session' | 'token' | 'nobody'; method: string; url: string; headers: Record<string, string>; payload: string | null }

function requests(method: string, path: string, operation: DocumentOperation): Arbitrary<Sent> {
  const valueOf = arbitraryOf(document.components.schemas as Record<string, Shape>, ids)
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '')
  const texts = (shape: object): Arbitrary<string> => fc.oneof({ weight: 2, arbitrary: valueOf(shape as Shape).map(textOf) }, { weight: 1, arbitrary: fc.constantFrom(...oddTexts) }, { weight: 2, arbitrary: hints })
  const headers = operation.parameters.some(({ name }) => name === 'If-Match')
    ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom('"1"', '"2"', '*').map((tag): Record<string, string | undefined> => ({ 'If-Match': tag })) }, { weight: 2, arbitrary: fc.constant(null) }) : fc.constant(null)
  const named = (where: string, required: boolean): Arbitrary<Record<string, string | undefined>> => {
    // Nearly every call may name a workspace; named at random, nearly every one would be refused for that alone.
    const those = operation.parameters.filter((parameter) => parameter.in === where && (path.startsWith('/api/sync/') || !identity.has(parameter.name)))
    // What is required is left out now and then.
    return fc.record(Object.fromEntries(those.map(({ name, schema }) => [name, texts(schema)])), required ? {} : { requiredKeys: [] })
  }
  const likely = idsOf.get(path.split('/')[2]!) ?? ids
  const inPath = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...likely).map((id): Record<string, string | undefined> => ({ id })) }, { weight: 1, arbitrary: named('path', true) })
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const bodies: Arbitrary<string | null> = body === undefined
    ? fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.json() })
    : fc.oneof({ weight: 8, arbitrary: valueOf(body).map((value) => JSON.stringify(value)) }, { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) }, { weight: 1, arbitrary: fc.constantFrom(...oddBodies) })
  return fc.record({
    as: fc.constantFrom('session', 'session', 'session', 'token', 'token', 'nobody'), inPath, inQuery: named('query', false), inHeader: fc.tuple(headers, named('header', false)).map(([meant, any]) => meant ?? any), payload: bodies,
    type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded') }),
  }).map(({ as, inPath: place, inQuery, inHeader, payload, type }) => ({
    as, method: method.toUpperCase(),
    url: `${path.replace(/\{(\w+)\}/g, (_all, name: string) => encoded(place[name] ?? ''))}${query(inQuery)}`,
    headers: { ...headerTexts(inHeader), ...(payload === null ? {} : { 'content-type': type }) }, payload,
  }))
}

const identity: ReadonlySet<string> = new Set([names.workspace, names.user])

/** What is close to what is meant. */
const hints = fc.constantFrom('"1"', '"1"', '"2"', '"3"', '*', '*', '"999999"', '1', '0', '-id', 'firstName', '-revision,id', '{"firstName":"Ours"}', '{"or":[{"email":{"contains":"@"}}]}', '{"id":{"ne":null}}', 'contacts', 'contacts,notes', 'all', 'WyIiLCIiXQ')
const oddBodies = ['', '{', '[]', 'null', '0', '"x"', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '['.repeat(2_000), `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, '{"id":1e999}', '\u0000', '{"a":"\\ud800"}']

const encoded = (value: string): string => { try { return encodeURIComponent(value) || '-' } catch { return '%' } }
const query = (values: Record<string, string | undefined>): string => {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${encoded(value ?? '')}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
/** What can stand in a header at all. */
const headerTexts = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, (value ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 500)]))

async function answered({ as, method, url, headers, payload }: Sent): Promise<{ status: number; body: string }> {
  const who: Record<string, string> = as === 'nobody' ? {} : { authorization: as === 'token' ? `Bearer ${apiToken}` : own.headers['authorization']! }
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error(`no answer in ${slowestMs} ms`)) }, slowestMs) })
  const inTime = server.app.inject({ method: method as 'GET', url, headers: { ...headers, ...who }, ...(payload === null ? {} : { payload }) })
  const answer = await Promise.race([inTime, late]).finally(() => { clearTimeout(timer) })
  return { status: answer.statusCode, body: `${JSON.stringify(answer.headers)}\n${answer.body}` }
}

/** What was sent may have ended the session, as it should. */
async function signedInAgain(): Promise<void> {
  const held = await server.app.inject({ url: '/api/auth/session', headers: { authorization: own.headers['authorization']! } })
  if (held.statusCode === 200) return
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: own.session.user.email, password: 'a long password', transport: 'bearer' } })
  own = answer.statusCode === 200 ? { ...own, headers: { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` } } : await setupAccount(server, 'Ana')
}

describe('whatever is sent to any route', () => {
  it('is answered, in time, without a fault of the server and without a byte of another workspace', async () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    expect(operations.length).toBeGreaterThan(40)
    const statuses = new Map<number, number>()
    for (const { path, method, operation } of operations) {
      await signedInAgain()
      await fc.assert(fc.asyncProperty(requests(method, path, operation), async (sent) => {
        const { status, body } = await answered(sent)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status >= 500) throw new Error(`${status} ${body.slice(0, 500)} ${faults.join('\n').slice(-2_000)}`)
        if (body.includes(secret) || body.includes(secret.toLowerCase())) throw new Error(`another workspace's: ${body.slice(0, 1_000)}`)
      }), { numRuns: runsEach })
    }
    if (process.env['FUZZ_SHOW']) process.stderr.write(`STAT ${JSON.stringify([...statuses])}\n`)
    // It got in: a run in which everything was refused at the door would prove nothing.
    for (const status of [200, 201, 204, 400, 401, 403, 404, 409, 422, 428]) expect([status, statuses.get(status) ?? 0]).toEqual([status, expect.toSatisfy((count: number) => count > 0)])
    expect(faults).toEqual([])
    expect(await standing()).toBe(standsBefore)
  })

  it('is answered on the socket too, or passed over', async () => {
    const socket = await server.app.injectWS('/api/sync/events', { headers: own.headers })
    const heard: string[] = []
    socket.on('message', (data: Buffer) => { heard.push(data.toString()) })
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.record({ type: fc.constantFrom('awareness', 'sync_event', 'error', '__proto__'), data: fc.jsonValue(), from: fc.jsonValue() }).map((frame) => JSON.stringify(frame))), (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame)
    }), { numRuns: 100 })
    await server.settled()
    socket.terminate()
    expect((await server.app.inject('/api/health/ready')).statusCode).toBe(200)
    expect(heard.join('\n')).not.toContain(secret)
    expect(faults).toEqual([])
  })
})

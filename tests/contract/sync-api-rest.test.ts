import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineEntity } from '../../src/model/entity.ts'
import { nextId } from '../../src/model/completing.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { z } from '../../src/shared/zod.ts'
import type { RestRecord } from '../../src/sync-api/rest/record.ts'
import { runAgain } from '../support/run-again.ts'
import { createTestStore } from '../support/test-store.ts'
import { setupScript, type Page, type Script } from './rest-setup.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account
let script: Script
beforeEach(async () => {
  server = await setupServer()
  ana = await setupAccount(server)
  script = setupScript(server, ana)
})
afterEach(() => server.close())

const ifMatch = (revision: number): Record<string, string> => ({ 'if-match': `"${revision}"` })
interface Conflict { error: string; currentRevision: number; serverData: Record<string, unknown>; clientData: Record<string, unknown>; deletedAt?: string }

describe('a record over REST', () => {
  it('is made, read, changed and deleted, the ETag carrying its revision', async () => {
    const made = await script.call<RestRecord>('POST', '/api/contacts', { firstName: 'Ana', emails: [{ value: 'ana@example.org', label: 'work' }] })
    expect(made).toMatchObject({ status: 201, headers: { etag: `"${made.body.revision}"`, location: `/api/contacts/${made.body.id}` }, body: { data: { firstName: 'Ana' } } })
    expect(made.body.data['emails']).toEqual([{ id: expect.any(String) as string, value: 'ana@example.org', label: 'work' }])

    const url = `/api/contacts/${made.body.id}`
    expect(await script.call('GET', url)).toMatchObject({ status: 200, headers: { etag: made.headers['etag'] }, body: made.body as never })
    expect(await script.call('GET', url, undefined, { 'if-none-match': String(made.headers['etag']) })).toMatchObject({ status: 304 })

    const changed = await script.call<RestRecord>('PATCH', url, { title: 'Coach', firstName: null, lastName: 'Silva' }, ifMatch(made.body.revision))
    expect(changed).toMatchObject({ status: 200, body: { data: { title: 'Coach', lastName: 'Silva' } } })
    expect(changed.body.data['firstName'] ?? null).toBeNull()
    expect(changed.body.revision).toBeGreaterThan(made.body.revision)

    expect(await script.call('DELETE', url, undefined, ifMatch(changed.body.revision))).toMatchObject({ status: 204 })
    expect(await script.call('GET', url)).toMatchObject({ status: 404 })
    // M4: to delete the deleted is nothing; a DELETE whose answer was lost is sent again as it was.
    expect(await script.call('DELETE', url, undefined, ifMatch(changed.body.revision))).toMatchObject({ status: 204 })
  })

  it('that is told what stands already is left as it is: no revision, no history, the ETag that it had', async () => {
    const made = await script.create('contacts', { firstName: 'Ana', title: 'Coach', tags: ['vip'], emails: [{ value: 'ana@example.org', label: 'work' }] }), url = `/api/contacts/${made.id}`
    const before = (await script.all('history')).length
    for (const patch of [{}, { title: 'Coach' }, { title: 'Coach', birthday: null, tags: ['vip'], emails: made.data['emails'] }]) {
      expect(await script.call('PATCH', url, patch, { 'if-match': '*' })).toMatchObject({ status: 200, headers: { etag: `"${made.revision}"` }, body: { data: made.data } })
    }
    expect((await script.all('history')).length).toBe(before)
    // What cannot be said is refused as ever, and another revision than stands is one.
    expect(await script.call('PATCH', url, { nope: null }, { 'if-match': '*' })).toMatchObject({ status: 422 })
    expect(await script.call('PATCH', url, { title: 'Coach' }, ifMatch(made.revision + 1))).toMatchObject({ status: 409 })
    // And a deleted one comes back (M4).
    await script.call('DELETE', url, undefined, { 'if-match': '*' })
    expect((await script.call<RestRecord>('PATCH', url, { title: 'Coach' }, { 'if-match': '*' })).body).toMatchObject({ deletedAt: null })
  })

  it('is not sent again to who has it, also where a proxy that packs answers made its ETag a weak one', async () => {
    const made = await script.create('contacts', { firstName: 'Ana' }), url = `/api/contacts/${made.id}`
    const status = async (tag: string): Promise<number> => (await script.call('GET', url, undefined, { 'if-none-match': tag })).status
    expect([await status(`W/"${made.revision}"`), await status(`"0", W/"${made.revision}"`), await status('*'), await status('"0"'), await status('')]).toEqual([304, 304, 304, 200, 200])
  })

  it('completes a repeating task as the app does: its subtasks with it, the next one with the same, under the id that devices look for; reopened, what nobody touched goes', async () => {
    const task = await script.create('tasks', { title: 'Review', due: '2026-11-26T10:00[Europe/Berlin]', repeat: 'FREQ=WEEKLY', status: 'todo', tags: ['weekly'] })
    const part = await script.create('tasks', { title: 'Numbers', parentId: task.id })
    const other = await script.create('tasks', { title: 'Not of it', repeat: 'FREQ=DAILY' })
    const done = await script.call<RestRecord>('PATCH', `/api/tasks/${task.id}`, { status: 'done' }, ifMatch(task.revision))
    expect(done).toMatchObject({ status: 200, body: { data: { status: 'done', completedAt: expect.any(String) as string } } })
    const standing = new Map((await script.all('tasks')).map(({ id, data }) => [id, data]))
    expect(standing.size).toBe(5)
    expect(standing.get(part.id)).toMatchObject({ status: 'done' })
    expect(standing.get(other.id)?.['status']).toBeUndefined()
    expect(standing.get(nextId(task.id))).toMatchObject({ title: 'Review', repeat: 'FREQ=WEEKLY', status: 'todo', tags: ['weekly'], due: expect.stringMatching(/^2\d{3}-\d\d-\d\dT10:00\[Europe\/Berlin\]$/) as string })
    expect(standing.get(nextId(part.id))).toMatchObject({ title: 'Numbers', parentId: nextId(task.id), status: 'todo' })
    // Said again, it is nothing more.
    expect(await script.call('PATCH', `/api/tasks/${task.id}`, { status: 'done' }, ifMatch(done.body.revision))).toMatchObject({ status: 200 })
    expect((await script.all('tasks')).length).toBe(5)

    const reopened = await script.call<RestRecord>('PATCH', `/api/tasks/${task.id}`, { status: 'todo' }, { 'if-match': '*' })
    expect(reopened.body.data).toMatchObject({ status: 'todo' })
    expect((await script.all('tasks')).map(({ id }) => id).sort()).toEqual([task.id, part.id, other.id].sort())
    // Completed once more, the next one is back: it is one and the same.
    await script.call('PATCH', `/api/tasks/${task.id}`, { status: 'done', completedAt: '2026-11-26T09:00:00.000Z' }, { 'if-match': '*' })
    expect((await script.all('tasks')).find(({ id }) => id === task.id)?.data['completedAt'], 'what the program says goes over it').toBe('2026-11-26T09:00:00.000Z')
    expect((await script.all('tasks')).map(({ id }) => id)).toContain(nextId(task.id))
  })

  it('takes and filters values of the fields that people made, by the field’s id', async () => {
    const field = await script.create('customFields', { entity: 'contacts', kind: 'number', label: 'Size' })
    const likes = await script.create('customFields', { entity: 'contacts', kind: 'choices', label: 'Likes', choices: [{ id: 'golf', value: 'Golf' }] })
    const small = await script.create('contacts', { firstName: 'Ana', custom: [{ id: field.id, number: 9 }] }), { id } = await script.create('contacts', { firstName: 'Ben', custom: [{ id: field.id, number: 10 }, { id: likes.id, golf: true }] })
    const found = async (filter: object, sort = 'id'): Promise<unknown[]> =>
      (await script.call<Page>('GET', `/api/contacts?sort=${sort}&filter=${encodeURIComponent(JSON.stringify(filter))}`)).body.records.map(({ data }) => data['firstName'])
    expect(await found({ [`custom.${field.id}`]: { gt: 9 } })).toEqual(['Ben'])
    expect(await found({ [`custom.${likes.id}.golf`]: true })).toEqual(['Ben'])
    expect(await found({ [`custom.${likes.id}`]: { empty: true } })).toEqual(['Ana'])
    expect(await found({}, `-custom.${field.id}`)).toEqual(['Ben', 'Ana'])
    // One value alone: what else stands there stays.
    const changed = await script.call<RestRecord>('PATCH', `/api/contacts/${small.id}`, { custom: { $set: { update: { [likes.id]: { golf: true } } } } }, ifMatch(small.revision))
    expect(changed.body.data['custom']).toEqual([{ id: field.id, number: 9 }, { id: likes.id, golf: true }])
    expect(await script.call('POST', '/api/contacts', { firstName: 'X', custom: [{ id: field.id, number: 'many' }] })).toMatchObject({ status: 422 })
    for (const patch of [{ kind: 'text' }, { entity: 'tasks' }, { kind: null }]) {
      expect(await script.call('PATCH', `/api/customFields/${field.id}`, patch, ifMatch(field.revision))).toMatchObject({ status: 403, body: { message: expect.stringContaining('for good') as string } })
    }
    expect(await script.call('DELETE', `/api/customFields/${field.id}`, undefined, ifMatch(field.revision))).toMatchObject({ status: 403 })
    expect(id).not.toBe(small.id)
  })

  it('asks PATCH and DELETE which revision they know (428), and answers 409 with both sides where another stands', async () => {
    const { id, revision } = await script.create('contacts', { firstName: 'Ana' })
    for (const method of ['PATCH', 'DELETE'] as const) {
      expect(await script.call(method, `/api/contacts/${id}`, { title: 'Coach' })).toMatchObject({ status: 428, body: { error: 'precondition_required' } })
      expect(await script.call(method, `/api/contacts/${id}`, { title: 'Coach' }, { 'if-match': 'nonsense' })).toMatchObject({ status: 400, body: { error: 'invalid' } })
    }
    const phone = setupDevice(server, ana)
    const [there] = await phone.act({ op: 'update', recordId: id, patch: { title: 'Trainer' }, baseRevision: revision })
    expect(there).toMatchObject({ status: 'applied' })

    const late = await script.call<Conflict>('PATCH', `/api/contacts/${id}`, { title: 'Coach' }, ifMatch(revision))
    expect(late).toMatchObject({ status: 409, body: { error: 'conflict', serverData: { title: 'Trainer' }, clientData: { title: 'Coach' } } })
    expect(late.body.currentRevision).toBeGreaterThan(revision)
    expect(await script.call('DELETE', `/api/contacts/${id}`, undefined, ifMatch(revision))).toMatchObject({ status: 409 })
    expect(await script.call('PATCH', `/api/contacts/${id}`, { title: 'Coach' }, ifMatch(late.body.currentRevision))).toMatchObject({ status: 200, body: { data: { title: 'Coach' } } })
    expect(await script.call('PATCH', `/api/contacts/${id}`, { title: 'Boss' }, { 'if-match': '*' })).toMatchObject({ status: 200, body: { data: { title: 'Boss' } } })
  })

  it('of two PATCHes upon one revision at once, takes one', async () => {
    const { id, revision } = await script.create('contacts', { firstName: 'Ana' })
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => script.call('PATCH', `/api/contacts/${id}`, { title }, ifMatch(revision))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  it('[M4] is brought back by a PATCH that knows of its deletion, and a POST under its id is a conflict', async () => {
    const { id, revision } = await script.create('contacts', { firstName: 'Ana' })
    await script.call('DELETE', `/api/contacts/${id}`, undefined, ifMatch(revision))
    const again = await script.call<Conflict>('POST', '/api/contacts', { id, firstName: 'Bea' })
    expect(again).toMatchObject({ status: 409, body: { serverData: { firstName: 'Ana' }, deletedAt: expect.any(String) as string } })
    expect(await script.call('PATCH', `/api/contacts/${id}`, { title: 'Coach' }, ifMatch(again.body.currentRevision))).toMatchObject({ status: 200, body: { deletedAt: null, data: { firstName: 'Ana', title: 'Coach' } } })
  })

  it('gives a repeated POST with its Idempotency-Key the first answer, whatever came since, and refuses another body (422)', async () => {
    const key = { 'idempotency-key': 'import-17' }
    const first = await script.call<RestRecord>('POST', '/api/contacts', { firstName: 'Ana', emails: [{ value: 'a@example.org' }] }, key)
    await script.call('PATCH', `/api/contacts/${first.body.id}`, { title: 'Coach' }, ifMatch(first.body.revision))
    const [again, twin] = await Promise.all([1, 2].map(() => script.call('POST', '/api/contacts', { firstName: 'Ana', emails: [{ value: 'a@example.org' }] }, key)))
    for (const answer of [again!, twin!]) expect(answer).toMatchObject({ status: 201, body: first.body as never, headers: { etag: first.headers['etag'], location: first.headers['location'] } })
    expect(await script.call('POST', '/api/contacts', { firstName: 'Bea' }, key)).toMatchObject({ status: 422, body: { error: 'key_reused' } })
    expect(await script.call('POST', '/api/views', { name: 'Ana' }, key)).toMatchObject({ status: 422 })
    expect(await script.all('contacts')).toHaveLength(1)
    // Another person's key is another key.
    const bo = setupScript(server, await setupMember(server, ana, 'Bo', 'member'))
    expect(await bo.call('POST', '/api/contacts', { firstName: 'Bo' }, key)).toMatchObject({ status: 201 })
    // A key is known for a week.
    server.clock.advance(8 * 24 * 60 * 60_000)
    const fresh = setupScript(server, await signIn(ana))
    await fresh.call('POST', '/api/contacts', { firstName: 'Cy' }, { 'idempotency-key': 'another' })
    expect(await fresh.call('POST', '/api/contacts', { firstName: 'Bea' }, key)).toMatchObject({ status: 201 })
  })

  it('of many POSTs with one key at once, makes one record', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => script.call<RestRecord>('POST', '/api/contacts', { firstName: 'Ana' }, { 'idempotency-key': 'k' })))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await script.all('contacts')).toHaveLength(1)
  })
})

describe('a request whose transaction is run again, as where the connection to the database is lost at its commit', () => {
  it('[P2] is done once, with what belongs to it, and answered as done', async () => {
    const testStore = await createTestStore(), { store, always } = runAgain(await testStore.open())
    const other = await setupServer({ store }), bo = setupScript(other, await setupAccount(other, 'Bo'))
    try {
      const task = await bo.create('tasks', { title: 'Review', due: '2026-11-26', repeat: 'FREQ=WEEKLY' }), part = await bo.create('tasks', { title: 'Numbers', parentId: task.id })
      always()
      expect(await bo.call('PATCH', `/api/tasks/${task.id}`, { status: 'done' }, ifMatch(task.revision))).toMatchObject({ status: 200, body: { data: { status: 'done', completedAt: expect.any(String) as string } } })
      expect(new Map((await bo.all('tasks')).map(({ id, data }) => [id, data['status']]))).toEqual(new Map([[task.id, 'done'], [part.id, 'done'], [nextId(task.id), 'todo'], [nextId(part.id), 'todo']]))
      expect(await bo.call('PATCH', `/api/tasks/${task.id}`, { status: 'todo' }, { 'if-match': '*' })).toMatchObject({ status: 200, body: { data: { status: 'todo' } } })
      const made = await bo.call<RestRecord>('POST', '/api/contacts', { firstName: 'Cy', emails: [{ value: 'cy@example.org' }] }, { 'idempotency-key': 'k' })
      expect(made).toMatchObject({ status: 201, body: { data: { emails: [{ value: 'cy@example.org' }] } } })
      expect(await bo.call('POST', '/api/contacts', { firstName: 'Cy', emails: [{ value: 'cy@example.org' }] }, { 'idempotency-key': 'k' })).toMatchObject({ status: 201, body: made.body as never })
      expect(await bo.all('contacts')).toHaveLength(1)
      expect(await bo.call('DELETE', `/api/contacts/${made.body.id}`, undefined, ifMatch(made.body.revision))).toMatchObject({ status: 204 })
    } finally {
      await other.close()
      await testStore.remove()
    }
  })
})

async function signIn(account: Account): Promise<Account> {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: account.session.user.email, password: 'a long password', transport: 'bearer' } })
  return { ...account, headers: { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` } }
}

describe('REST goes the way of every push', () => {
  it('[M1, H1] writes the history and reaches devices, as an edit of its own replica', async () => {
    const phone = setupDevice(server, ana)
    const { id, revision } = await script.create('contacts', { firstName: 'Ana' })
    await script.call('PATCH', `/api/contacts/${id}`, { title: 'Coach' }, ifMatch(revision))
    const entries = (await phone.all('history')).map(({ data }) => data!)
    expect(entries.map((data) => data['op'])).toEqual(['create', 'update'])
    expect(new Set(entries.map((data) => data['replicaId'])).size).toBe(2)
    expect(entries[1]).toMatchObject({ fields: { title: { from: null, to: 'Coach' } } })
    expect((await phone.all('contacts'))[0]).toMatchObject({ id, data: { firstName: 'Ana', title: 'Coach' } })
  })

  it('[M2, M3] meets what devices wrote as every replica does: a device\'s edit upon an older base is in conflict with a script\'s', async () => {
    const phone = setupDevice(server, ana)
    const { id, revision } = await script.create('contacts', { firstName: 'Ana', company: 'Onda' })
    await script.call('PATCH', `/api/contacts/${id}`, { company: 'Marea' }, ifMatch(revision))
    const [result] = await phone.act({ op: 'update', recordId: id, patch: { company: 'Lago' }, before: { company: 'Onda' }, baseRevision: revision })
    expect(result).toMatchObject({ status: 'conflict' })
    const [conflict] = await script.all('conflicts')
    expect(conflict!.data).toMatchObject({ status: 'open', theirs: { value: 'Marea', deviceName: 'A program' }, mine: [{ value: 'Lago' }] })
    // Nothing is kept of the requests but what they wrote: no row for each, which would be there for ever.
    const replicas = (await phone.all('history')).filter(({ data }) => data?.['recordId'] === id).map(({ data }) => String(data?.['replicaId']))
    expect(new Set(replicas).size).toBe(3)
    expect((await server.store.write(ana.session.workspace.id, (writer) => writer.replicas(replicas)))!.map((replica) => replica.id)).toEqual([phone.replicaId])
    // Settled with other sides than stand, it stays open.
    const settle = (theirs: string) => script.call<Conflict>('PATCH', `/api/conflicts/${conflict!.id}`, { status: 'settled', settlement: { value: 'Marea', saw: { theirs, mine: ['Lago'] } } }, { 'if-match': '*' })
    expect(await settle('Onda')).toMatchObject({ status: 409, body: { serverData: { status: 'open' } } })
    expect(await settle('Marea')).toMatchObject({ status: 200, body: { data: { status: 'settled' } } })
  })

  it('[M5] holds what it is given to shapes, rules and roles, and says which field', async () => {
    expect(await script.call('POST', '/api/contacts', { title: 'Coach' })).toMatchObject({ status: 422, body: { error: 'contact_needs_a_name', details: { field: 'firstName' } } })
    expect(await script.call('POST', '/api/contacts', { firstName: 7 })).toMatchObject({ status: 422, body: { error: 'invalid', details: { field: 'firstName' } } })
    expect(await script.call('POST', '/api/contacts', { firstName: 'Ana', admin: true })).toMatchObject({ status: 422, body: { error: 'invalid', details: { field: 'admin' } } })
    expect(await script.call('POST', '/api/history', { op: 'create' })).toMatchObject({ status: 403, body: { error: 'forbidden' } })
    expect(await script.call('POST', '/api/settings', { key: 'trashDays', value: 'soon' })).toMatchObject({ status: 422 })
    expect(await script.call('POST', '/api/notes', { contactId: '0190b2d4-0000-7000-8000-000000000000', body: 'Met' })).toMatchObject({ status: 422, body: { error: 'reference_gone' } })

    const viewer = setupScript(server, await setupMember(server, ana, 'Vi', 'viewer'))
    const { id } = await script.create('contacts', { firstName: 'Ana' })
    expect(await viewer.call('GET', `/api/contacts/${id}`)).toMatchObject({ status: 200 })
    expect(await viewer.call('POST', '/api/contacts', { firstName: 'Bea' })).toMatchObject({ status: 403 })
    expect(await viewer.call('DELETE', `/api/contacts/${id}`, undefined, { 'if-match': '*' })).toMatchObject({ status: 403 })
  })

  it('[M4] deletes with the reference rules, and what a delete takes along is gone from lists', async () => {
    const contact = await script.create('contacts', { firstName: 'Ana' })
    await script.create('notes', { contactId: contact.id, body: 'Met in Porto' })
    await script.call('DELETE', `/api/contacts/${contact.id}`, undefined, ifMatch(contact.revision))
    expect(await script.all('notes')).toEqual([])
    expect(await script.all('notes', { state: 'deleted' })).toHaveLength(1)
  })

  it('writes texts as edits of what stands, and gives the words alone', async () => {
    const contact = await script.create('contacts', { firstName: 'Ana' })
    const note = await script.create('notes', { contactId: contact.id, body: 'Met in Porto' })
    const changed = await script.call<RestRecord>('PATCH', `/api/notes/${note.id}`, { body: 'Met in Porto, by the river' }, ifMatch(note.revision))
    expect(changed).toMatchObject({ status: 200 })
    expect(changed.body.data).toEqual({ contactId: contact.id, body: 'Met in Porto, by the river' })
  })

  it('answers what belongs to another workspace exactly as what does not exist', async () => {
    const { id, revision } = await script.create('contacts', { firstName: 'Ana' })
    const stranger = setupScript(server, await setupAccount(server, 'Mallory'))
    const absent = '0190b2d4-0000-7000-8000-000000000000'
    for (const [method, payload, headers] of [['GET', undefined, {}], ['PATCH', { title: 'x' }, ifMatch(revision)], ['DELETE', undefined, ifMatch(revision)]] as const) {
      const [theirs, nobodys] = await Promise.all([id, absent].map((one) => stranger.call(method, `/api/contacts/${one}`, payload, headers)))
      expect({ status: theirs!.status, body: theirs!.body }).toEqual({ status: 404, body: nobodys!.body })
    }
    expect(await stranger.call('POST', '/api/contacts', { id, firstName: 'Mine' })).toMatchObject({ status: 201 })
    expect(await script.call('GET', `/api/contacts/${id}`)).toMatchObject({ body: { data: { firstName: 'Ana' } } })
    expect(await script.call('GET', '/api/things')).toMatchObject({ status: 404 })
    expect((await server.app.inject({ method: 'GET', url: '/api/contacts' })).statusCode).toBe(401)
  })
})

describe('an invented entity', () => {
  it('has REST, its rules and its place in the document by its model file alone', async () => {
    const boats = defineEntity({
      name: 'boats', label: { one: 'boat', many: 'boats' }, priority: 'normal', schemaVersion: 1, authored: 'people',
      fields: {
        name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string() },
        berths: { kind: 'number', label: 'Berths', policy: 'newest', schema: z.int() },
        skipper: { kind: 'reference', label: 'Skipper', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'restrict' } },
      },
      columns: {}, rules: [{ name: 'boat_needs_a_name', check: (data) => (data['name'] ? null : { message: 'Name it.', field: 'name' }) }], title: (data) => String(data['name']),
    })
    const harbour = await setupServer({ model: createModel([...productEntities, boats]) })
    try {
      const sailor = setupScript(harbour, await setupAccount(harbour))
      const bea = await sailor.create('contacts', { firstName: 'Bea' })
      for (const [name, berths] of [['Albatros', 10], ['Bounty', 9], ['Calypso', 2]] as const) await sailor.create('boats', { name, berths, ...(name === 'Bounty' ? { skipper: bea.id } : {}) })
      expect(await sailor.call('POST', '/api/boats', { berths: 4 })).toMatchObject({ status: 422, body: { error: 'boat_needs_a_name', details: { field: 'name' } } })
      const names = async (query: Record<string, string>): Promise<unknown[]> => (await sailor.all('boats', query)).map(({ data }) => data['name'])
      expect(await names({ sort: 'berths' })).toEqual(['Calypso', 'Bounty', 'Albatros'])
      expect(await names({ filter: '{"berths":{"gt":8}}', sort: 'name' })).toEqual(['Albatros', 'Bounty'])
      expect(await names({ filter: JSON.stringify({ skipper: bea.id }) })).toEqual(['Bounty'])
      expect(await sailor.call('DELETE', `/api/contacts/${bea.id}`, undefined, { 'if-match': '*' })).toMatchObject({ status: 422, body: { error: 'still_referenced' } })
      const { body } = await sailor.call<{ paths: Record<string, object>; components: { schemas: Record<string, object> } }>('GET', '/api/openapi.json')
      expect(Object.keys(body.paths['/api/boats/{id}']!)).toEqual(['get', 'patch', 'delete'])
      expect(body.components.schemas).toHaveProperty('BoatsRecord')
    } finally {
      await harbour.close()
    }
  })
})

describe('a list over REST', () => {
  const names = ['Émile', 'ana', 'Bo', 'Zoë', 'Cy', 'bea']
  beforeEach(async () => {
    for (const [index, firstName] of names.entries()) {
      await script.create('contacts', { firstName, ...(index % 2 === 0 ? { title: `T${index}` } : {}), tags: index < 2 ? ['vip'] : [], addresses: [{ city: index < 3 ? 'Bonn' : 'Porto' }] })
    }
  })
  const firstNames = (records: RestRecord[]): unknown[] => records.map(({ data }) => data['firstName'])

  it('pages by cursor, newest first, and gives each record once', async () => {
    const pages: Page[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await script.list('contacts', { limit: '2', ...(cursor === '' ? {} : { cursor }) })
      pages.push(page)
      cursor = page.nextCursor
    }
    expect(pages.map(({ records }) => records.length)).toEqual([2, 2, 2])
    expect(firstNames(pages.flatMap(({ records }) => records))).toEqual([...names].reverse())
  })

  it('sorts by columns and fields, text folded, what has no value last in both directions', async () => {
    expect(firstNames(await script.all('contacts', { sort: 'firstName', limit: '2' }))).toEqual(['ana', 'bea', 'Bo', 'Cy', 'Émile', 'Zoë'])
    expect(firstNames(await script.all('contacts', { sort: '-firstName', limit: '4' }))).toEqual(['Zoë', 'Émile', 'Cy', 'Bo', 'bea', 'ana'])
    expect(firstNames(await script.all('contacts', { sort: '-title,firstName', limit: '1' }))).toEqual(['Cy', 'Bo', 'Émile', 'ana', 'bea', 'Zoë'])
    expect(firstNames(await script.all('contacts', { sort: 'city,-firstName', limit: '3' }))).toEqual(['Émile', 'Bo', 'ana', 'Zoë', 'Cy', 'bea'])
    expect(firstNames(await script.all('contacts', { sort: 'revision', limit: '4' }))).toEqual(names)
    expect(firstNames(await script.all('contacts', { sort: 'id', limit: '4' }))).toEqual(names)
  })

  it('filters as lists on devices do', async () => {
    const found = async (filter: unknown): Promise<unknown[]> => firstNames(await script.all('contacts', { filter: JSON.stringify(filter), sort: 'id', limit: '1' }))
    expect(await found({ city: 'bonn' })).toEqual(['Émile', 'ana', 'Bo'])
    expect(await found({ tags: { contains: 'vi' }, firstName: 'emile' })).toEqual(['Émile'])
    expect(await found({ or: [{ firstName: 'ZOE' }, { title: { in: ['t4', 'T2'] } }] })).toEqual(['Bo', 'Zoë', 'Cy'])
    expect(await found({ title: null })).toEqual(['ana', 'Zoë', 'bea'])
    expect(await found({ title: { notEmpty: true, ne: 'T2' } })).toEqual(['Émile', 'Cy'])
    expect(await found({ firstName: { gte: 'b', lt: 'c' } })).toEqual(['Bo', 'bea'])
    expect(await found({ firstName: { startsWith: 'é' } })).toEqual(['Émile'])
  })

  it('follows what is written between pages: an order is brought up to date, not read again', async () => {
    const first = await script.list('contacts', { sort: 'firstName', limit: '2' })
    const [, bea] = first.records
    await script.create('contacts', { firstName: 'Carl' })
    await script.call('PATCH', `/api/contacts/${bea!.id}`, { firstName: 'Yve' }, ifMatch(bea!.revision))
    const rest = await script.list('contacts', { sort: 'firstName', limit: '10', cursor: first.nextCursor! })
    expect(firstNames(rest.records)).toEqual(['Bo', 'Carl', 'Cy', 'Émile', 'Yve', 'Zoë'])
    // By value, too.
    const carl = (): Promise<RestRecord[]> => script.all('contacts', { filter: '{"firstName":"carl"}' })
    const [found] = await carl()
    await script.call('PATCH', `/api/contacts/${found!.id}`, { firstName: 'Karl' }, ifMatch(found!.revision))
    expect(await carl()).toEqual([])
    expect(firstNames(await script.all('contacts', { filter: '{"firstName":"KARL"}' }))).toEqual(['Karl'])
  })

  it('says what it cannot read', async () => {
    for (const query of ['sort=nothing', 'sort=a,b,c,d', 'filter=x', 'filter={"nothing":1}', 'filter={"firstName":{"like":"x"}}', 'filter=[]', 'limit=0', 'limit=1001', 'state=gone', 'cursor=abc', 'offset=3', 'limit=1&limit=2']) {
      expect([query, (await script.call('GET', `/api/contacts?${query}`)).status]).toEqual([query, 400])
    }
    // A cursor of another order.
    const { nextCursor } = await script.list('contacts', { limit: '1', sort: 'firstName' })
    expect(await script.call('GET', `/api/contacts?limit=1&cursor=${nextCursor!}`)).toMatchObject({ status: 400 })
  })
})

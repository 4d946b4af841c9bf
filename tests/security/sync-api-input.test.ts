import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { deepestJson } from '../../src/shared/json.ts'
import { derivedId } from '../../src/sync-api/push/derived-id.ts'
import { encodeCursor } from '../../src/sync-api/pull/cursor.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PushResponse } from '../../src/protocol/push.ts'
import type { StoredRecord } from '../../src/sync-api/store/port.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from '../contract/sync-api-setup.ts'

/* What somebody with an account may send who means no good: nothing of it is a fault of the server, nothing reaches anybody else. */

let server: Server
let eve: Account, hers: Device
const faults: string[] = []
beforeEach(async () => {
  faults.length = 0
  server = await setupServer({ log: (level, event, facts) => { if (level === 'error') faults.push(`${event} ${JSON.stringify(facts)}`) } })
  eve = await setupAccount(server, 'Eve')
  hers = setupDevice(server, eve)
})
afterEach(async () => {
  expect(faults).toEqual([])
  await server.close()
})

const create = (patch: object = { firstName: 'Eve' }): Change => hers.mutation({ op: 'create', patch: patch as never })[0]!
const bare = ({ bodyHash: _hash, ...change }: Change): object => change
const bodyOf = (changes: unknown[], more = {}): string =>
  JSON.stringify({ replicaId: hers.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes, ...more })
const send = async (payload: string | Buffer): Promise<{ status: number; body: PushResponse & { error: string; message: string } }> => {
  const answer = await server.app.inject({ method: 'POST', url: '/api/sync/push', headers: { 'content-type': 'application/json', ...eve.headers }, payload })
  return { status: answer.statusCode, body: answer.json() }
}
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('names that every object has', () => {
  it('as ids of elements are refused, and write into no prototype', async () => {
    const id = hers.newId(), other = setupDevice(server, eve)
    await hers.act({ op: 'create', recordId: id, patch: { firstName: 'Eve', emails: [{ id: 'e1', value: 'one' }] } })
    const evil = { id: '__proto__', value: 'two', polluted: 'yes' }
    for (const emails of [[evil], { $set: { add: [evil] } }]) {
      const [created] = await hers.act({ op: 'create', patch: { firstName: 'x', emails } as never })
      expect(created).toMatchObject({ status: 'rejected', error: { code: 'invalid', field: 'emails' } })
      for (const device of [hers, other]) {
        expect(await device.act({ op: 'update', recordId: id, patch: { emails } as never, baseRevision: 0 })).toMatchObject([{ status: 'rejected', error: { code: 'invalid' } }])
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('as members of elements are members like others', async () => {
    const id = hers.newId(), other = setupDevice(server, eve)
    const email = { id: 'e1', value: 'one', constructor: 'a', toString: 'b' }
    await hers.act({ op: 'create', recordId: id, patch: { firstName: 'Eve', emails: [email] } as never })
    const [result] = await other.act({ op: 'update', recordId: id, patch: { emails: [{ id: 'e1', value: 'one', valueOf: 'c' }] } as never, baseRevision: 1_000 })
    expect(result).toMatchObject({ status: 'applied' })
    expect((result as { record: { data: Record<string, unknown> } }).record.data['emails']).toEqual([{ id: 'e1', value: 'one', valueOf: 'c' }])
  })

  it('as ids of elements that two write at once write into none of the server\'s own, and who lost is told', async () => {
    const id = hers.newId(), other = setupDevice(server, eve), polluted = 'pollutedBySatchel'
    const email = (value: string): unknown => ({ $set: { update: { constructor: { value, [polluted]: value } } } })
    await hers.act({ op: 'create', recordId: id, patch: { firstName: 'Eve', emails: [{ id: 'constructor', value: 'one', [polluted]: 'one' }] } as never })
    const older = other.mutation({ op: 'update', recordId: id, patch: { emails: email('older') } as never, baseRevision: 1 })
    server.clock.advance(1_000)
    await hers.act({ op: 'update', recordId: id, patch: { emails: email('newer') } as never, baseRevision: 1_000 })
    try {
      expect(await other.push(older)).toMatchObject([{ status: 'merged', superseded: ['emails'] }])
      expect(Object.hasOwn(Object, polluted)).toBe(false)
    } finally {
      Reflect.deleteProperty(Object, polluted)
      Reflect.deleteProperty(Object, 'value')
    }
  })

  it('as fields, entities and keys of bodies are refused in so many words', async () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      expect((await send(bodyOf([bare(create({ firstName: 'x', [name]: 'y' }))]))).body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'invalid', field: name } }] })
    }
    for (const entity of ['__proto__', 'constructor', 'a\u0000b']) {
      expect((await send(bodyOf([bare({ ...create(), entity })]))).body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'unknown_entity' } }] })
    }
    for (const key of ['"__proto__"', '"__pr\\u006fto__"']) {
      expect(await send(bodyOf([bare(create())]).replace('"firstName"', key))).toMatchObject({ status: 400, body: { error: 'invalid' } })
    }
  })
})

describe('a body', () => {
  it('nested deep is refused as invalid where it would be kept, and goes by unread elsewhere', async () => {
    const view = bodyOf([bare(hers.mutation({ entity: 'views', op: 'create', patch: { name: 'V', entity: 'contacts', query: { at: 'DEEP' } } })[0]!)])
    // The patch is one level, the query another.
    expect((await send(view.replace('"DEEP"', nested(deepestJson - 1)))).body).toMatchObject({ results: [{ error: { code: 'invalid', message: expect.stringContaining('nested') } }] })
    expect((await send(view.replace('"DEEP"', nested(deepestJson - 2)))).body).toMatchObject({ results: [{ status: 'applied' }] })
    const deep = nested(200)
    expect((await send(bodyOf([bare(create({ firstName: 'DEEP' }))]).replace('"DEEP"', deep))).body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'invalid' } }] })
    expect((await send(bodyOf([{ ...bare(create()), before: { firstName: 'DEEP' } }]).replace('"DEEP"', deep))).body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'invalid' } }] })
    expect((await send(bodyOf([bare(create())], { more: 'DEEP' }).replace('"DEEP"', deep))).body).toMatchObject({ results: [{ status: 'applied' }] })
    expect(await send(deep)).toMatchObject({ status: 400, body: { error: 'invalid' } })
    // Beyond all reason the whole body is, before it is parsed; a bracket in a text is none.
    expect(await send(bodyOf([bare(create({ firstName: 'DEEP' }))]).replace('"DEEP"', nested(300)))).toMatchObject({ status: 400, body: { message: expect.stringContaining('levels deep') } })
    expect((await send(bodyOf([bare(create({ firstName: '"[[\\'.repeat(300) }))]))).body).toMatchObject({ results: [{ status: 'rejected', error: { field: 'firstName' } }] })
    expect((await send(bodyOf([bare(create({ firstName: `"[\\${'[{'.repeat(90)}` }))]))).body).toMatchObject({ results: [{ status: 'applied' }] })
  })

  it('that is not UTF-8 is refused, and nothing of it stored', async () => {
    const [before, after] = bodyOf([bare(create({ firstName: 'BROKEN' }))]).split('BROKEN') as [string, string]
    expect(await send(Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(after)]))).toMatchObject({ status: 400, body: { error: 'invalid', message: expect.stringContaining('UTF-8') } })
    expect(await hers.all('contacts')).toEqual([])
    // Half a character written as JSON writes it is text like any other, and stays what it is.
    expect((await send(bodyOf([bare(create({ firstName: '\ud800', source: 'a\u0000b' }))]))).body).toMatchObject({ results: [{ record: { data: { firstName: '\ud800', source: 'a\u0000b' } } }] })
  })

  it('with numbers that are none, or beyond counting, is judged change by change', async () => {
    const good = bodyOf([bare(create()), bare(create())])
    for (const [name, values] of Object.entries({ seq: ['-1', '1.5', '1e400', '9007199254740993', 'null', '"1"'], baseRevision: ['-1', '1.5', '1e400', '9007199254740993', '"1"'], schemaVersion: ['0', '1e400', '"1"'] })) {
      for (const value of values) {
        const { body } = await send(good.replace(new RegExp(`"${name}":[^,}]+(?=[,}].*"${name}")`), `"${name}":${value}`).replaceAll(/"id":"[^"]+"/g, () => `"id":"${hers.newId()}"`))
        if (name === 'schemaVersion') expect(body.error).toBe('invalid')
        else expect(body.results.map((result) => result.status)).toEqual(['rejected', 'applied'])
      }
    }
    for (const change of [bare(create({ firstName: 'x', title: 'HUGE' })), { ...bare(create()), before: { title: 'HUGE' } }]) {
      expect((await send(bodyOf([change]).replace('"HUGE"', '1e400'))).body).toMatchObject({ results: [{ status: 'rejected', error: { code: 'invalid' } }] })
    }
    expect(await hers.push([{ ...create(), seq: Number.MAX_SAFE_INTEGER, baseRevision: Number.MAX_SAFE_INTEGER }])).toMatchObject([{ status: 'applied' }])
    expect(await hers.push([create()])).toMatchObject([{ status: 'applied' }])
  })

  it('with a list of very many elements is refused before anybody has to wait for it', async () => {
    const [made] = await hers.act({ op: 'create', patch: { firstName: 'x', tags: ['a'] } })
    const { id } = (made as { record: { id: string } }).record
    const tags = Array.from({ length: 60_000 }, (_, index) => `t${index}`), objects = tags.map((tag) => ({ id: tag, value: tag })).slice(0, 20_000)
    const began = performance.now()
    for (const patch of [{ tags }, { tags: { $set: { add: tags } } }, { tags: { $set: { remove: tags } } }, { emails: objects }, { emails: { $set: { add: objects } } }, { emails: { $set: { update: Object.fromEntries(objects.map((element) => [element.id, { value: 'x' }])) } } }]) {
      expect(await hers.act({ op: 'update', recordId: id, patch: patch as never, baseRevision: 1_000 })).toMatchObject([{ status: 'rejected', error: { code: 'too_large' } }])
    }
    expect(performance.now() - began).toBeLessThan(10_000)
    expect((await hers.act({ op: 'update', recordId: id, patch: { tags: tags.slice(0, 200) }, baseRevision: 1_000 }))[0]).toMatchObject({ status: 'applied' })
  })

  it('with very many members of one element, or fields that newer devices are said to know, keeps nobody waiting', async () => {
    const [made] = await hers.act({ op: 'create', patch: { firstName: 'x', emails: [{ id: 'e1', value: 'a' }] } })
    const { id } = (made as { record: { id: string } }).record
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, 1]))
    const { user } = process.cpuUsage()
    await hers.act({ op: 'update', recordId: id, patch: { emails: { $set: { update: { e1: many } } } } as never, baseRevision: 1_000 })
    await hers.act({ op: 'update', recordId: id, patch: { emails: { $set: { add: [{ id: 'e1', ...many }] } } } as never, baseRevision: 1_000 })
    const [fields] = hers.mutation({ op: 'update', recordId: id, patch: many, baseRevision: 1_000 })
    await hers.push([{ ...fields!, schemaVersion: 99, bodyHash: 'f'.repeat(64) }])
    // It takes 1.3 s, and goes up with their number; by its square it would be half a minute.
    expect(process.cpuUsage({ user, system: 0 }).user).toBeLessThan(4_000_000)
  })

  it('cannot make a record grow beyond what can be read and sent', async () => {
    const [made] = await hers.act({ op: 'create', patch: { firstName: 'x' } })
    const { id } = (made as { record: { id: string } }).record
    const statuses: string[] = []
    for (let round = 0; round < 6; round += 1) {
      const [change] = hers.mutation({ op: 'update', recordId: id, patch: { [`more${round}`]: 'x'.repeat(1_000_000) }, baseRevision: 1_000 })
      const [result] = await hers.push([{ ...change!, schemaVersion: 99, bodyHash: round.toString(16).padStart(64, '0') }])
      statuses.push(result!.status === 'rejected' ? result!.error.code : result!.status)
    }
    expect(statuses).toEqual(['applied', 'applied', 'applied', 'applied', 'too_large', 'too_large'])
    // Nor what hangs on it: elements that came and went are forgotten in the end.
    for (let round = 0; round < 7; round += 1) {
      const tags = Array.from({ length: 190 }, (_, index) => `t${round}-${index}`)
      await hers.act({ op: 'update', recordId: id, patch: { tags }, baseRevision: 1_000_000 })
    }
    const [kept] = await server.store.write(eve.session.workspace.id, (writer) => writer.records([{ entity: 'contacts', id }])) as StoredRecord[]
    expect(Object.keys(kept!.removed)).toHaveLength(1_000)
    expect(Object.keys(kept!.meta).length).toBeLessThan(4_000)
    expect(Object.keys(kept!.removed).at(-1)).toContain('t5-')
  })

  it('[P4] of small changes to a large record is asked for in halves, before the answer fills the memory', async () => {
    const [made] = await hers.act({ op: 'create', patch: { firstName: 'x' } })
    const { id } = (made as { record: { id: string } }).record
    const [change] = hers.mutation({ op: 'update', recordId: id, patch: { more: 'x'.repeat(1_000_000) }, baseRevision: 1_000 })
    await hers.push([{ ...change!, schemaVersion: 99, bodyHash: 'f'.repeat(64) }])
    const edits = Array.from({ length: 40 }, (_, index) => hers.mutation({ op: 'update', recordId: id, patch: { title: `${index}` }, baseRevision: 1_000_000 })[0]!)
    expect((await send(bodyOf(edits))).status).toBe(413)
    expect((await send(bodyOf(edits.slice(0, 12)))).body.results.map(({ status }) => status)).toEqual(edits.slice(0, 12).map(() => 'applied'))
    expect((await send(bodyOf(edits.slice(0, 12)))).body.results.every(({ duplicate }) => duplicate)).toBe(true)
  })

  it('[R1] is given back in pages that are small, however large its records are; none is stepped over', async () => {
    const ids: string[] = []
    for (let round = 0; round < 30; round += 1) {
      const [change] = hers.mutation({ op: 'create', patch: { firstName: 'x', more: 'x'.repeat(900_000) } })
      await hers.push([{ ...change!, schemaVersion: 99, bodyHash: round.toString(16).padStart(64, '0') }])
      ids.push(change!.recordId)
    }
    const found: string[] = [], sizes: number[] = []
    for (let since = '0', more = true; more;) {
      const { body } = await hers.pull(`?entities=contacts&limit=2000&since=${since}`)
      found.push(...body.changes.map((record) => record.id))
      sizes.push(JSON.stringify(body).length)
      more = body.hasMore
      since = body.cursor
    }
    expect(found).toEqual(ids)
    expect(Math.max(...sizes)).toBeLessThan(26_000_000)
    const lines = (await server.app.inject({ url: '/api/sync/snapshot?entities=contacts', headers: eve.headers })).body.trim().split('\n')
    expect(lines).toHaveLength(ids.length + 2)
  })

  it('[T1] with the strangest clocks is taken', async () => {
    const moments = ['', 'yesterday', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '2026-99-99T99:99:99.999Z']
    for (const sentAt of moments) {
      for (const moment of moments) {
        // A replica of its own each: a known one's clock only rises.
        const device = setupDevice(server, eve)
        const changes = device.mutation({ op: 'create', patch: { firstName: 'x' } }).map((change) => ({ ...change, at: `${moment}-ffffffff-${device.replicaId}` }))
        const [result] = await device.push(changes, { sentAt })
        expect(result).toMatchObject({ status: 'applied' })
        expect(Date.parse((result as { record: { updatedAt: string } }).record.updatedAt)).toBeLessThanOrEqual(server.clock.now())
      }
    }
  })

  it('with one id for two changes takes the first of them', async () => {
    const [one, two] = [create({ firstName: 'One' }), create({ firstName: 'Two' })]
    expect(await hers.push([one, { ...two, id: one.id }])).toMatchObject([{ status: 'applied' }, { status: 'rejected', error: { code: 'id_reused' } }])
    const [a, b] = hers.mutation({ op: 'create', patch: { firstName: 'A' } }, { op: 'create', patch: { firstName: 'B' } }) as [Change, Change]
    const twice = [a, { ...b, id: a.id }]
    expect(await hers.push(twice)).toMatchObject([{ error: { code: 'mutation_refused' } }, { error: { code: 'id_reused' } }])
    expect(await hers.push(twice)).toMatchObject([{ error: { code: 'mutation_refused' } }, { error: { code: 'id_reused' } }])
    expect((await hers.all('contacts')).map((record) => record.data?.['firstName'])).toEqual(['One'])
  })
})

describe('a query', () => {
  it('that names something twice is refused, by every call and the socket', async () => {
    for (const path of ['changes?since=a&since=b', 'changes?entities=a&entities=b', 'changes?seen=a&seen=b', 'changes?workspace=a&workspace=b', 'snapshot?after=a&after=b', 'snapshot?entities=a&entities=b']) {
      const answer = await server.app.inject({ url: `/api/sync/${path}`, headers: eve.headers })
      expect([path, answer.statusCode, answer.json().error]).toEqual([path, 400, 'invalid'])
    }
    for (const query of ['since=a&since=b', 'seen=a&seen=b']) {
      await expect(server.app.injectWS(`/api/sync/events?${query}`, { headers: eve.headers } as never)).rejects.toThrow('400')
    }
  })

  it('of garbage is answered in so many words', async () => {
    for (const [path, status] of [['changes?since=%00', 410], ['changes?seen=.', 410], ['changes?seen=a.b', 410], ['changes?limit=-1', 400], ['changes?limit=NaN', 400], ['changes?since=%E0%A4%A', 410], ['changes?entities=__proto__', 200], ['snapshot?after=%00', 200]] as const) {
      expect((await server.app.inject({ url: `/api/sync/${path}`, headers: eve.headers })).statusCode).toBe(status)
    }
  })
})

describe('the socket', () => {
  const listen = (query = ''): Promise<WebSocket> => server.app.injectWS(`/api/sync/events${query}`, { headers: eve.headers } as never) as unknown as Promise<WebSocket>
  const heard = (socket: WebSocket): Promise<unknown> => new Promise((resolve) => { socket.once('message', (raw: Buffer) => { resolve(JSON.parse(raw.toString())) }) })

  it('drops awareness nested deep, and lives', async () => {
    const one = await listen(), two = await listen()
    const next = heard(two)
    one.send(`{"type":"awareness","data":${nested(30_000)}}`)
    for (const text of ['null', '1', '[]', '{"type":"awareness"}', nested(30_000)]) one.send(text)
    one.send('{"type":"awareness","data":{"at":"contacts/1"}}')
    expect(await next).toMatchObject({ type: 'awareness', data: { at: 'contacts/1' } })
    one.terminate()
    two.terminate()
  })

  it('[R5] is refused a place that this history has not reached', async () => {
    await hers.act({ op: 'create', patch: { firstName: 'Eve' } })
    const { epoch } = (await server.app.inject({ url: '/api/sync/health', headers: eve.headers })).json<{ epoch: string }>()
    const socket = await listen(`?since=${encodeCursor({ epoch, positions: new Map([['contacts', 1_000_000]]) })}`)
    expect(await new Promise((resolve) => { socket.on('close', resolve) })).toBe(4410)
  })
})

describe('what is somebody else\'s', () => {
  it('[H1] an entry that the server wrote itself cannot be written over under its id', async () => {
    const contact = hers.newId(), note = hers.newId()
    await hers.act({ op: 'create', recordId: contact, patch: { firstName: 'x' } })
    await hers.act({ entity: 'notes', op: 'create', recordId: note, patch: { contactId: contact, body: 'Met' } })
    const remove = hers.mutation({ op: 'delete', recordId: contact, baseRevision: 1_000 })
    await hers.push(remove)
    const id = derivedId('derived', remove[0]!.id, 'notes', note, 'delete')
    const entry = async () => (await hers.all('history')).find((record) => record.id === id)
    const before = await entry()
    expect(before?.data).toMatchObject({ recordId: note, op: 'delete' })
    expect(await hers.push([{ ...create(), id }])).toMatchObject([{ status: 'rejected', error: { code: 'invalid' } }])
    expect(await entry()).toEqual(before)
  })

  it('[P5] a replica cannot be pushed as by another member, or their edits would count as its own', async () => {
    const ben = setupDevice(server, await setupMember(server, eve, 'Ben', 'member'))
    const [made] = await hers.act({ op: 'create', patch: { firstName: 'x', company: 'Acme' } })
    const { id, revision } = (made as { record: { id: string; revision: number } }).record
    const edit = ben.mutation({ op: 'update', recordId: id, patch: { company: 'Beta' }, baseRevision: revision })
    await expect(ben.push(edit, { replicaId: hers.replicaId })).rejects.toMatchObject({ status: 403, body: { error: 'forbidden' } })
    expect(await ben.push(edit)).toMatchObject([{ status: 'applied' }])
  })

  it('cannot be reached by the ids of another workspace', async () => {
    const ana = await setupAccount(server), phone = setupDevice(server, ana)
    const contact = phone.newId(), note = phone.newId()
    await phone.act({ op: 'create', recordId: contact, patch: { firstName: 'Private', company: 'Acme' } })
    await phone.act({ entity: 'notes', op: 'create', recordId: note, patch: { contactId: contact, body: 'Private' } })
    const other = setupDevice(server, ana)
    await phone.act({ op: 'update', recordId: contact, patch: { company: 'Beta' }, baseRevision: 1_000 })
    await other.act({ op: 'update', recordId: contact, patch: { company: 'Gamma' }, baseRevision: 1 })
    const [conflict] = await phone.all('conflicts')
    const standing = JSON.stringify(await Promise.all(['contacts', 'notes', 'conflicts', 'history'].map((entity) => phone.all(entity))))

    const settlement = { value: 'Eve', saw: { theirs: 'Beta', mine: ['Gamma'] } }
    const attempts = [
      { op: 'update' as const, recordId: contact, patch: { firstName: 'Eve' } },
      { op: 'delete' as const, recordId: contact }, { op: 'restore' as const, recordId: contact },
      { entity: 'notes', op: 'create' as const, patch: { contactId: contact, body: 'Eve' } },
      { entity: 'conflicts', op: 'update' as const, recordId: conflict!.id, patch: { status: 'settled', settlement } },
    ]
    for (const attempt of attempts) expect(await hers.act(attempt)).toMatchObject([{ status: 'deferred' }])
    // Under a replica's id of the other workspace she is nobody there, and a record's id makes a record of her own.
    expect(await hers.push([create()], { replicaId: phone.replicaId })).toMatchObject([{ status: 'applied' }])
    expect(await hers.act({ op: 'create', recordId: contact, patch: { firstName: 'Eve' } })).toMatchObject([{ status: 'applied', record: { data: { firstName: 'Eve' } } }])
    await hers.act({ op: 'delete', recordId: contact, baseRevision: 1_000 })
    expect(JSON.stringify(await Promise.all(['contacts', 'notes', 'conflicts', 'history'].map((entity) => phone.all(entity))))).toBe(standing)
    expect(JSON.stringify(await hers.all('notes'))).toBe('[]')
  })
})

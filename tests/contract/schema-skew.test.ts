import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { canonicalJson } from '../../src/merge/canonical.ts'
import { liftRecord } from '../../src/merge/lift.ts'
import { contacts } from '../../src/model/contacts.ts'
import { defineEntity, type Entity } from '../../src/model/entity.ts'
import { createModel, productEntities, type Model } from '../../src/model/model.ts'
import { notes } from '../../src/model/notes.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { PullResponse } from '../../src/protocol/pull.ts'
import type { PushResponse, PushResult } from '../../src/protocol/push.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { seededRandom } from '../../src/shared/random.ts'
import { z } from '../../src/shared/zod.ts'
import { createApp } from '../../src/sync-api/app.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { bearerHeaders, manualClock, plainPasswords } from './sync-api-setup.ts'

/*
 * Three versions of one product, and every pair of them at work on one server.
 *
 *   older ── boats: name, crew of {role} · forms, which travel whole: title
 *   now   ── boats: and a length · forms: and a note
 *   newer ── boats: and a home; the crew have a {job} now · docks, an entity of its own, which names a boat
 */

const text = { kind: 'text', policy: 'newest', schema: z.string() } as const
const same = (data: Data): Data => data

/** `role` became `job`, wherever a member of the crew is told of; what has a job already is left alone. */
const toJobs = (data: Data): Data => {
  if (data['crew'] === undefined) return data
  return { ...data, crew: jobs(data['crew']) }
}
function jobs(value: Json): Json {
  if (Array.isArray(value)) return value.map(jobs)
  if (typeof value !== 'object' || value === null) return value
  const { role, ...rest } = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, ['$set', 'add', 'update'].includes(name) || isMembers(inner) ? jobs(inner) : inner]))
  return role === undefined ? rest : { job: role, ...rest }
}
const isMembers = (value: Json): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const boats = (version: 1 | 2 | 3): Entity => defineEntity({
  name: 'boats', label: { one: 'boat', many: 'boats' }, priority: 'normal', schemaVersion: version, authored: 'people',
  fields: {
    name: { ...text, label: 'Name' },
    ...(version >= 2 ? { length: { kind: 'number', label: 'Length', policy: 'newest', schema: z.number() } as const } : {}),
    ...(version >= 3 ? { home: { ...text, label: 'Home' } } : {}),
    crew: { kind: 'list', label: 'Crew', policy: 'union', schema: z.array(version >= 3 ? z.object({ id: z.string(), job: z.string() }) : z.object({ id: z.string(), role: z.string() })) },
  },
  columns: {}, rules: [{ name: 'boat_needs_a_name', check: (data) => (data['name'] ? null : { message: 'Name it.' }) }],
  title: (data) => String(data['name'] ?? ''),
  upcasts: [same, toJobs].slice(0, version - 1),
})
const forms = (version: 1 | 2): Entity => defineEntity({
  name: 'forms', label: { one: 'form', many: 'forms' }, priority: 'normal', schemaVersion: version, authored: 'people', mergeUnit: 'record',
  fields: { title: { ...text, label: 'Title' }, ...(version >= 2 ? { note: { ...text, label: 'Note' } } : {}) },
  columns: {}, rules: [], title: () => 'Form', upcasts: [same].slice(0, version - 1),
})
const docks = defineEntity({
  name: 'docks', label: { one: 'dock', many: 'docks' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: { name: { ...text, label: 'Name' }, boat: { kind: 'reference', label: 'Boat', policy: 'newest', schema: z.string(), reference: { entity: 'boats', onDelete: 'detach' } } },
  columns: {}, rules: [], title: () => 'Dock',
})
const older = createModel([...productEntities, boats(1), forms(1)])
const now = createModel([...productEntities, boats(2), forms(2)])
const newer = createModel([...productEntities, boats(3), forms(2), docks])

const clock = manualClock()
let engine: SyncStore, app: FastifyInstance, headers: Record<string, string>, ids: { user: string; workspace: string }
const start = async (model: Model): Promise<void> => {
  app = await createApp({ store: engine, clock, random: seededRandom(7), passwords: plainPasswords, limits: null, model })
  await app.ready()
}
const upgradeServer = async (model: Model): Promise<void> => {
  await app.close()
  await start(model)
}
beforeEach(async () => {
  engine = openSqliteStore(':memory:')
  await start(now)
  const session = (await app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'ana@example.org', password: 'a long password', name: 'Ana', transport: 'bearer' } })).json<Parameters<typeof bearerHeaders>[0]>()
  headers = bearerHeaders(session)
  ids = { user: session.user.id, workspace: session.workspace.id }
})
afterEach(async () => {
  await app.close()
  await engine.close()
})

interface Device {
  store: Store
  do(...changes: DraftChange[]): void
  /** Everything up, then everything down; what became of what went up. */
  sync(): Promise<PushResult[]>
  /** The app updates itself: the same database under another model. */
  upgrade(model: Model): Promise<void>
  shown(entity: string, id: string): Data | undefined
}

async function device(model: Model): Promise<Device> {
  const self: Device = {
    store: await openMemoryStore({ model, clock }),
    do: (...changes) => { self.store.data.mutate({ mutationId: self.store.core.makeId(), label: 'act', changes }) },
    sync: async () => {
      clock.advance(1_000)
      const { sync } = self.store, results: PushResult[] = []
      for (let batch = sync.nextBatch(); batch.changes.length > 0; batch = sync.nextBatch()) {
        const { replicaId, schemaVersion } = sync.identity()
        const answer = await app.inject({ method: 'POST', url: '/api/sync/push', headers, payload: { replicaId, schemaVersion, sentAt: self.store.core.now(), changes: batch.changes, ...(batch.seen === null ? {} : { seen: batch.seen }) } })
        const pushed = answer.json<PushResponse>()
        sync.applyResults(pushed.results, pushed.seen)
        results.push(...pushed.results)
      }
      if (sync.state().cursor === null) {
        const lines = (await app.inject({ url: '/api/sync/snapshot', headers })).body.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
        sync.snapshotBegin(lines[0] as Parameters<typeof sync.snapshotBegin>[0], false)
        sync.snapshotRecords(lines.filter((line) => 'id' in line) as unknown as SyncRecord[], null)
        sync.snapshotEnd()
      }
      for (let more = true; more;) {
        const page = (await app.inject({ url: `/api/sync/changes?since=${sync.state().cursor!}`, headers })).json<PullResponse>()
        sync.applyPage(page)
        more = page.hasMore
      }
      sync.pullCompleted()
      return results
    },
    upgrade: async (next) => { self.store = await openMemoryStore({ model: next, clock, db: self.store.core.db }) },
    shown: (entity, id) => self.store.data.get(entity, id)?.data,
  }
  self.store.sync.bindTo(ids.workspace, ids.user, 'owner')
  await self.sync()
  return self
}

const stored = async (entity: string, id: string): Promise<Data | null | undefined> =>
  (await engine.write(ids.workspace, (writer) => writer.records([{ entity, id }])))?.[0]?.data
const statuses = (results: readonly PushResult[]): string[] => results.map((result) => (result.status === 'rejected' ? result.error.code : result.status))
const made = (one: Device, entity: string, patch: Data): string => {
  const recordId = one.store.core.makeId()
  one.do({ entity, recordId, op: 'create', patch })
  return recordId
}
const edit = (one: Device, entity: string, recordId: string, patch: Data): void => { one.do({ entity, recordId, op: 'update', patch }) }
const elements = (data: Data | null | undefined): Record<string, Json>[] => (data?.['crew'] ?? []) as Record<string, Json>[]

it('[K1] the models of these tests keep what a model promises: lifted twice is lifted once', () => {
  for (const data of [{ crew: [{ id: 'a', role: 'Cook' }] }, { crew: [{ id: 'a', role: 'Old', job: 'New' }] }, { crew: { $set: { add: [{ id: 'a', role: 'Cook' }], update: { b: { role: 'Mate' } } } } }, { name: 'x' }] as Data[]) {
    const once = liftRecord(boats(3), data)
    expect(liftRecord(boats(3), once)).toEqual(once)
    expect(JSON.stringify(once)).not.toContain('role')
  }
})

it('[K1] every new entity and every change of shape makes a newer model', () => {
  expect(now.schemaVersion).toBeGreaterThan(older.schemaVersion)
  expect(createModel([...productEntities, docks]).schemaVersion).toBeGreaterThan(createModel(productEntities).schemaVersion)
})

describe('a device one version older', () => {
  it('[K1, R4] keeps through its edits the fields and entities that it does not know', async () => {
    const [old, current] = [await device(older), await device(now)]
    const boat = made(current, 'boats', { name: 'Möwe', length: 9, crew: [{ id: 'a', role: 'Skipper' }] })
    await current.sync()
    await old.sync()
    edit(old, 'boats', boat, { name: 'Möwe II' })
    edit(old, 'boats', boat, { crew: [...elements(old.shown('boats', boat)), { id: 'b', role: 'Cook' }] })
    expect(statuses(await old.sync())).toEqual(['applied', 'applied'])
    const whole = { name: 'Möwe II', length: 9, crew: [{ id: 'a', role: 'Skipper' }, { id: 'b', role: 'Cook' }] }
    await current.sync()
    for (const one of [old, current]) expect(one.shown('boats', boat)).toEqual(whole)
    expect(await stored('boats', boat)).toEqual(whole)
  })

  it('[K1, R4] also where a record travels whole', async () => {
    const [old, current] = [await device(older), await device(now)]
    const form = made(current, 'forms', { title: 'A', note: 'keep me' })
    await current.sync()
    await old.sync()
    edit(old, 'forms', form, { title: 'B' })
    expect(statuses(await old.sync())).toEqual(['applied'])
    expect(await stored('forms', form)).toEqual({ title: 'B', note: 'keep me' })
  })

  it('[K1] is lifted by the server, and can go on with a list whose elements have a shape it does not know', async () => {
    await upgradeServer(newer)
    const [current, young] = [await device(now), await device(newer)]
    const boat = made(young, 'boats', { name: 'Möwe', crew: [{ id: 'a', job: 'Skipper' }] })
    await young.sync()
    await current.sync()
    edit(current, 'boats', boat, { crew: [...elements(current.shown('boats', boat)), { id: 'b', role: 'Cook' }] })
    expect(statuses(await current.sync())).toEqual(['applied'])
    await young.sync()
    expect(young.shown('boats', boat)).toEqual({ name: 'Möwe', crew: [{ id: 'a', job: 'Skipper' }, { id: 'b', job: 'Cook' }] })
  })

  it('[R4] brings along nothing new: what it should not know is refused, as ever', async () => {
    const current = await device(now)
    const { replicaId } = current.store.sync.identity(), id = current.store.core.makeId.bind(current.store.core)
    const push = async (entity: string, patch: Data, schemaVersion: number, ofPush: number): Promise<string[]> => {
      const change = { id: id(), mutationId: id(), seq: 1, entity, recordId: id(), op: 'create', patch, baseRevision: null, at: current.store.core.hlc.next(), schemaVersion }
      const answer = await app.inject({ method: 'POST', url: '/api/sync/push', headers, payload: { replicaId, schemaVersion: ofPush, sentAt: current.store.core.now(), changes: [change] } })
      return statuses(answer.json<PushResponse>().results)
    }
    expect(await push('boats', { name: 'x', home: 'Kiel' }, 2, now.schemaVersion)).toEqual(['invalid'])
    expect(await push('docks', { name: 'x' }, 1, now.schemaVersion)).toEqual(['unknown_entity'])
    // Nor may what is new be called anything.
    for (const name of ['constructor', 'deletedAt', 'Not A Name', 'x'.repeat(65)]) {
      expect(await push('boats', JSON.parse(`{"name":"x","${name}":1}`) as Data, 9, 999)).toEqual(['invalid'])
      expect(await push(name.slice(0, 64), { name: 'x' }, 9, 999)).toEqual([name.length > 64 ? 'applied' : 'unknown_entity'])
    }
  })

  it('[R4] a flood of entities is refused before it makes everybody\'s cursor long', async () => {
    const current = await device(now)
    const { replicaId } = current.store.sync.identity(), id = current.store.core.makeId.bind(current.store.core)
    const push = async (names: string[]): Promise<string[]> => {
      const changes = names.map((entity, seq) => ({ id: id(), mutationId: id(), seq, entity, recordId: id(), op: 'create', patch: {}, baseRevision: null, at: current.store.core.hlc.next(), schemaVersion: 1 }))
      return statuses((await app.inject({ method: 'POST', url: '/api/sync/push', headers, payload: { replicaId, schemaVersion: 999, sentAt: current.store.core.now(), changes } })).json<PushResponse>().results)
    }
    expect(await push(Array.from({ length: 70 }, (_, n) => `flood${n}`))).toContain('applied')
    expect(await push(['another', 'flood1'])).toEqual(['unknown_entity', 'applied'])
  })
})

describe('a device one version newer', () => {
  it('[K1, R4] has its new fields kept, the newest of each, and given to every other device', async () => {
    const [young, second, current] = [await device(newer), await device(newer), await device(now)]
    const boat = made(young, 'boats', { name: 'Möwe', home: 'Kiel' })
    expect(statuses(await young.sync())).toEqual(['applied'])
    await second.sync()
    await current.sync()
    edit(second, 'boats', boat, { home: 'Bremen' })
    edit(current, 'boats', boat, { name: 'Möwe II' })
    expect(statuses([...await second.sync(), ...await current.sync()])).toEqual(['applied', 'applied'])
    clock.advance(1)
    edit(young, 'boats', boat, { home: 'Husum' })
    expect(statuses(await young.sync())).toEqual(['merged'])
    await second.sync()
    for (const one of [young, second]) expect(one.shown('boats', boat)).toEqual({ name: 'Möwe II', home: 'Husum' })
    // Who lost is told of it, field unknown or not.
    expect(young.store.data.list({ entity: 'notices' }).rows).toMatchObject([{ data: { field: 'home', lost: 'Bremen', stands: 'Husum' } }])
  })

  it('[K1, R4] has its new entities kept, given to its like, and through the devices that do not know them', async () => {
    const [young, current] = [await device(newer), await device(now)]
    const boat = made(young, 'boats', { name: 'Möwe' }), dock = made(young, 'docks', { name: 'North', boat })
    expect(statuses(await young.sync())).toEqual(['applied', 'applied'])
    await current.sync()
    const fresh = await device(newer)
    expect(fresh.shown('docks', dock)).toEqual({ name: 'North', boat })
    edit(fresh, 'docks', dock, { name: 'South' })
    await fresh.sync()
    await young.sync()
    expect(young.shown('docks', dock)).toEqual({ name: 'South', boat })
    // A second download takes nothing away.
    young.store.sync.resetRequired('all')
    await young.sync()
    expect(young.shown('docks', dock)).toEqual({ name: 'South', boat })

    await current.sync()
    await current.upgrade(newer)
    expect(current.shown('docks', dock)).toEqual({ name: 'South', boat })
  })

  it('[K1, R4] writes a list in its own shape, and reads in it what others wrote in theirs', async () => {
    const [young, current] = [await device(newer), await device(now)]
    const boat = made(current, 'boats', { name: 'Möwe', crew: [{ id: 'a', role: 'Skipper' }] })
    await current.sync()
    await young.sync()
    expect(young.shown('boats', boat)).toEqual({ name: 'Möwe', crew: [{ id: 'a', job: 'Skipper' }] })
    edit(young, 'boats', boat, { crew: [{ id: 'a', job: 'Captain' }, { id: 'b', job: 'Cook' }] })
    expect(statuses(await young.sync())).toEqual(['applied'])
    expect(young.shown('boats', boat)).toEqual({ name: 'Möwe', crew: [{ id: 'a', job: 'Captain' }, { id: 'b', job: 'Cook' }] })
    await current.sync()
    edit(current, 'boats', boat, { crew: [...elements(current.shown('boats', boat)), { id: 'c', role: 'Mate' }] })
    expect(statuses(await current.sync())).toEqual(['applied'])
    await young.sync()
    expect(elements(young.shown('boats', boat)).map(({ job }) => job)).toEqual(['Captain', 'Cook', 'Mate'])
  })
})

describe('an upgrade in the middle', () => {
  it('[K1] of a device: what waits keeps its id and its hash, and is shown and merged in the new shape', async () => {
    await upgradeServer(newer)
    const one = await device(now)
    const boat = made(one, 'boats', { name: 'Möwe', crew: [{ id: 'a', role: 'Skipper' }] })
    await one.sync()
    edit(one, 'boats', boat, { crew: [...elements(one.shown('boats', boat)), { id: 'b', role: 'Cook' }] })
    const [waiting] = one.store.data.journal({ status: ['pending'] }).rows
    await one.upgrade(newer)
    expect(one.shown('boats', boat)).toEqual({ name: 'Möwe', crew: [{ id: 'a', job: 'Skipper' }, { id: 'b', job: 'Cook' }] })
    edit(one, 'boats', boat, { home: 'Kiel' })
    const results = await one.sync()
    expect(results.map(({ id }) => id)[0]).toBe(waiting!.change.id)
    expect(statuses(results)).toEqual(['applied', 'applied'])
    expect(canonicalJson(await stored('boats', boat) as Json)).toBe(canonicalJson(one.shown('boats', boat) as Json))
  })

  it('[K1, R4] of the server: it lifts what it holds, knows what it kept, and everybody ends with the same bytes', async () => {
    const [young, current] = [await device(newer), await device(now)]
    const boat = made(current, 'boats', { name: 'Möwe', length: 9, crew: [{ id: 'a', role: 'Skipper' }] })
    await current.sync()
    await young.sync()
    const dock = made(young, 'docks', { name: 'North', boat })
    edit(young, 'boats', boat, { home: 'Kiel', crew: [{ id: 'a', job: 'Captain' }] })
    await young.sync()
    edit(young, 'boats', boat, { name: 'Möwe II' })

    await upgradeServer(newer)
    const lifted = { name: 'Möwe', length: 9, home: 'Kiel', crew: [{ id: 'a', job: 'Captain' }] }
    expect(await stored('boats', boat)).toEqual(lifted)
    // Known by now, the reference is kept as every other.
    expect(await engine.write(ids.workspace, (writer) => writer.linksTo(boat))).toMatchObject([{ entity: 'docks', id: dock }])
    expect(statuses(await young.sync())).toEqual(['applied'])
    await current.sync()
    await current.upgrade(newer)
    await current.sync()
    for (const one of [young, current]) {
      expect(one.shown('boats', boat)).toEqual({ ...lifted, name: 'Möwe II' })
      expect(one.shown('docks', dock)).toEqual({ name: 'North', boat })
    }
    // Its rules hold for what was made before it knew them.
    current.do({ entity: 'boats', recordId: boat, op: 'delete', patch: {} })
    await current.sync()
    expect(await stored('docks', dock)).toEqual({ name: 'North' })
  })

  it('[K1] of the server, back and forth: what an older one wrote meanwhile is lifted when the newer returns', async () => {
    await upgradeServer(newer)
    await upgradeServer(now)
    const current = await device(now)
    const boat = made(current, 'boats', { name: 'Möwe', crew: [{ id: 'a', role: 'Skipper' }] })
    await current.sync()
    await upgradeServer(newer)
    expect(await stored('boats', boat)).toEqual({ name: 'Möwe', crew: [{ id: 'a', job: 'Skipper' }] })
  })
})

describe('a device of before there were companies', () => {
  const { companyId: _which, ...contactFields } = contacts.fields, { companyId: _company, ...noteFields } = notes.fields
  const before = createModel([
    { ...contacts, schemaVersion: 1, upcasts: [], fields: contactFields },
    { ...notes, schemaVersion: 2, upcasts: (notes.upcasts ?? []).slice(0, 1), fields: noteFields, searchThrough: ['contactId'], rules: notes.rules.filter(({ name }) => name !== 'note_needs_a_contact') },
    ...productEntities.filter(({ name }) => !['contacts', 'notes', 'companies'].includes(name)), boats(2), forms(2),
  ])

  it('[K1, R4] goes on writing names, keeps notes on companies and which company is meant, and has them all once it is updated', async () => {
    const [old, current] = [await device(before), await device(now)]
    const company = made(current, 'companies', { name: 'Onda' }), contact = made(current, 'contacts', { lastName: 'Silva', company: 'Onda', companyId: company })
    const note = made(current, 'notes', { companyId: company, body: 'Met at the fair' })
    await current.sync()
    await old.sync()
    expect(old.shown('notes', note)).toEqual({ companyId: company, body: 'Met at the fair' })
    edit(old, 'contacts', contact, { company: 'Argo', title: 'Editor' })
    edit(old, 'notes', note, { body: 'Met at the fair in Porto' })
    expect(statuses(await old.sync())).toEqual(['applied', 'applied'])
    await current.sync()
    expect(current.shown('contacts', contact)).toEqual({ lastName: 'Silva', company: 'Argo', companyId: company, title: 'Editor' })
    expect(current.shown('notes', note)).toMatchObject({ companyId: company, body: 'Met at the fair in Porto' })
    await old.upgrade(now)
    await old.sync()
    expect(old.shown('companies', company)).toEqual({ name: 'Onda' })
    expect(old.shown('contacts', contact)).toEqual(current.shown('contacts', contact))
  })
})

import { expect, it } from 'vitest'
import { z } from '../../src/shared/zod.ts'
import { defineEntity } from '../../src/model/entity.ts'
import type { Entity } from '../../src/model/entity.ts'
import { hashed } from '../../src/db-worker/journal.ts'
import { createModel, productEntities, productModel } from '../../src/model/model.ts'
import { elementsOf, str } from '../../src/model/text.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const boat: Entity = defineEntity({
  name: 'boats', label: { one: 'boat', many: 'boats' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string().check(z.maxLength(50)), search: 'text' },
    length: { kind: 'number', label: 'Length', policy: 'newest', schema: z.number().check(z.positive()) },
    crew: { kind: 'list', label: 'Crew', policy: 'union', schema: z.array(z.object({ id: z.string(), role: z.string() })), search: 'text', elementText: ['role'] },
  },
  columns: { name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null }, length: { label: 'Length', type: 'number', sort: (data) => (data['length'] as number | undefined) ?? null } },
  rules: [{ name: 'boat_needs_a_name', check: (data) => (str(data['name']) ? null : { message: 'Name it.', field: 'name' }) }],
  title: (data) => str(data['name']) || 'Boat',
})
const withBoats = createModel([...productEntities, boat])

it('an entity of one model object is written, journaled, laid over, undone, searched, sorted and filtered', async () => {
  const store = await openMemoryStore({ model: withBoats })
  const { data, sync, core } = store
  const write = (op: 'create' | 'update', recordId: string, patch: Record<string, unknown>) =>
    data.mutate({ mutationId: core.makeId(), label: 'Boat', changes: [{ entity: 'boats', recordId, op, patch: patch as never }] })
  const [a, b] = [core.makeId(), core.makeId()]
  write('create', a, { name: 'Möwe', length: 9, crew: [{ role: 'Skipper' }] })
  write('create', b, { name: 'Albatros', length: 12.5 })
  expect(data.journal({}).rows[1]!.change).toMatchObject({ entity: 'boats', op: 'create', patch: { name: 'Möwe', length: 9 } })
  expect(() => write('create', core.makeId(), { length: 3 })).toThrow('Name it.')
  expect(() => write('create', core.makeId(), { name: 'x', length: -1 })).toThrow()

  sync.applyPage({ changes: [{ action: 'updated', entity: 'boats', id: a, revision: 4, data: { name: 'Möwe', length: 10 }, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' }], cursor: 'c', seen: 's', hasMore: false })
  write('update', a, { length: 11 })
  sync.applyPage({ changes: [{ action: 'updated', entity: 'boats', id: a, revision: 5, data: { name: 'Möwe II', length: 10 }, deletedAt: null, updatedAt: '2026-01-02T00:00:00.000Z', updatedBy: 'u' }], cursor: 'd', seen: 's', hasMore: false })
  expect(data.get('boats', a)!.data).toMatchObject({ name: 'Möwe', length: 11 })

  expect(data.list({ entity: 'boats', search: 'mowe' }).total).toBe(1)
  expect(data.list({ entity: 'boats', search: 'skip' }).total).toBe(1)
  expect(data.list({ entity: 'boats', sort: ['-length'] }).rows.map((row) => row.data['name'])).toEqual(['Albatros', 'Möwe'])
  expect(data.list({ entity: 'boats', where: { length: { gt: 12 } } }).total).toBe(1)
  data.undo()
  expect(data.get('boats', a)!.data['length']).not.toBe(11)
  data.undo()
  expect(data.get('boats', b)!.deletedAt).not.toBeNull()
  store.close()
})

it('[K1] unsettled changes of an older shape are shown, compared, undone and retried in the new one, and pushed as they were journaled', async () => {
  const old: Entity = {
    ...boat, fields: { title: boat.fields['name']!, length: boat.fields['length']!, crew: boat.fields['crew']! }, rules: [], columns: {},
    title: (data) => str(data['title']),
  }
  const renamed: Entity = {
    ...boat, schemaVersion: 2, upcasts: [({ title, ...rest }) => ({ home: 'Kiel', ...rest, ...(title === undefined ? {} : { name: title }) })],
    fields: { ...boat.fields, home: { kind: 'text', label: 'Home', policy: 'newest', schema: z.string(), search: 'text' } },
  }
  const before = await openMemoryStore({ model: createModel([...productEntities, old]) })
  const write = ({ data, core }: typeof before, op: 'create' | 'update', recordId: string, patch: Record<string, unknown>): void => {
    data.mutate({ mutationId: core.makeId(), label: 'Boat', changes: [{ entity: 'boats', recordId, op, patch: patch as never }] })
  }
  const pull = ({ sync }: typeof before, id: string, revision: number, data: Record<string, unknown>): void => {
    const record = { action: 'updated' as const, entity: 'boats', id, revision, data: data as never, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' }
    sync.applyPage({ changes: [record], cursor: `c${revision}`, seen: 's', hasMore: false })
  }
  const [made, pulled] = [before.core.makeId(), before.core.makeId()]
  write(before, 'create', made, { title: 'Made' })
  pull(before, pulled, 2, { title: 'Pulled', length: 4 })
  write(before, 'update', pulled, { title: 'Mine' })
  write(before, 'update', pulled, { length: 5, crew: [{ id: 'c', role: 'Cook' }] })
  const journaled = before.sync.unsettled(0, 10)

  const after = await openMemoryStore({ model: createModel([...productEntities, renamed]), db: before.core.db })
  const shown = (id: string): unknown => after.data.get('boats', id)?.data
  // A newer base, as a server of the new shape gives it.
  pull(after, pulled, 7, { name: 'Theirs', length: 4, home: 'Bremen' })
  expect(shown(pulled)).toEqual({ name: 'Mine', length: 5, crew: [{ id: 'c', role: 'Cook' }], home: 'Bremen' })
  expect(shown(made)).toEqual({ name: 'Made', home: 'Kiel' })
  expect(after.data.history('boats', pulled).map(({ fields }) => fields)).toContainEqual({ name: { from: 'Pulled', to: 'Mine' } })

  // M1: it builds on the older edit of the same field, whatever that was called.
  write(after, 'update', pulled, { name: 'Mine again' })
  expect(after.data.journal({}).rows[0]!.change).toMatchObject({ patch: { name: 'Mine again' }, baseRevision: 2, schemaVersion: 2 })
  after.data.undo()
  expect(shown(pulled)).toMatchObject({ name: 'Mine', length: 5 })
  after.data.undo()
  after.data.undo()
  expect(shown(pulled)).toEqual({ name: 'Pulled', length: 4, crew: [], home: 'Bremen' })
  expect(after.sync.nextBatch().changes.slice(0, 3)).toEqual(journaled)

  after.sync.applyResults(journaled.map(({ id }) => ({ id, status: 'rejected' as const, error: { code: 'invalid', message: 'no' } })), null)
  after.data.retryFailed(journaled[0]!.mutationId)
  expect(shown(made)).toEqual({ name: 'Made', home: 'Kiel' })
  after.close()
})

it('[R4] a database from before the entity gets its table, and the records that came down meanwhile', async () => {
  const before = await openMemoryStore({ model: productModel })
  const id = before.core.makeId()
  before.sync.applyPage({ changes: [{ action: 'created', entity: 'boats', id, revision: 2, data: { name: 'Möwe', extra: 1 }, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' }], cursor: 'c', seen: 's', hasMore: false })
  const after = await openMemoryStore({ model: withBoats, db: before.core.db })
  expect(after.data.list({ entity: 'boats', search: 'möwe' }).rows[0]!.data).toEqual({ name: 'Möwe', extra: 1 })
  after.close()
})

it('[K1] a column, a searched field and a new shape reach records and bases that are there already', async () => {
  const before = await openMemoryStore({ model: withBoats })
  const [made, pulled] = [before.core.makeId(), before.core.makeId()]
  before.data.mutate({ mutationId: before.core.makeId(), label: 'x', changes: [{ entity: 'boats', recordId: made, op: 'create', patch: { name: 'Made', crew: [{ id: 'c', role: 'Cook' }] } }] })
  before.sync.applyPage({ changes: [{ action: 'created', entity: 'boats', id: pulled, revision: 2, data: { name: 'Pulled', length: 4 }, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' }], cursor: 'c', seen: 's', hasMore: false })
  before.data.mutate({ mutationId: before.core.makeId(), label: 'x', changes: [{ entity: 'boats', recordId: pulled, op: 'update', patch: { length: 5 } }] })
  const hash = before.data.journal({}).rows[0]!.change.bodyHash

  const newer: Entity = {
    ...boat, schemaVersion: 2, upcasts: [(data) => ({ ...data, home: 'Kiel' })],
    fields: { ...boat.fields, home: { kind: 'text', label: 'Home', policy: 'newest', schema: z.string(), search: 'text' } },
    columns: { ...boat.columns, home: { label: 'Home', type: 'text', sort: (data) => str(data['home']) || null }, crew: { label: 'Crew', type: 'text', sort: (data) => elementsOf(data, 'crew').map((one) => str(one['role']))[0] ?? null } },
  }
  const after = await openMemoryStore({ model: createModel([...productEntities, newer]), db: before.core.db })
  expect(after.data.list({ entity: 'boats', where: { home: 'kiel' } }).total).toBe(2)
  expect(after.data.list({ entity: 'boats', where: { crew: 'cook' } }).total).toBe(1)
  expect(after.data.list({ entity: 'boats', search: 'kiel' }).total).toBe(2)
  expect(after.data.journal({}).rows[0]!.change.bodyHash).toBe(hash)
  const { mutationId } = after.data.journal({}).rows[0]!.change
  after.sync.discard([mutationId], [mutationId])
  expect(after.data.get('boats', pulled)!.data).toEqual({ name: 'Pulled', length: 4, home: 'Kiel' })
  after.close()
})

it('[K1] what was journaled in an older shape is laid over newer bases in this one, and travels as it was journaled', async () => {
  const before = await openMemoryStore({ model: withBoats })
  const id = before.core.makeId()
  const pulled = (revision: number, data: Record<string, string | number>) => ({ action: 'updated' as const, entity: 'boats', id, revision, data, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u' })
  before.sync.applyPage({ changes: [pulled(2, { name: 'Pulled', length: 4 })], cursor: 'c', seen: 's', hasMore: false })
  before.data.mutate({ mutationId: before.core.makeId(), label: 'x', changes: [{ entity: 'boats', recordId: id, op: 'update', patch: { length: 5 } }] })
  const journaled = before.data.journal({}).rows[0]!.change

  const { length, ...others } = boat.fields
  const newer: Entity = { ...boat, schemaVersion: 2, upcasts: [({ length: metres, ...data }) => (metres === undefined ? data : { ...data, metres })], fields: { ...others, metres: length! }, columns: { name: boat.columns['name']! } }
  const after = await openMemoryStore({ model: createModel([...productEntities, newer]), db: before.core.db })
  after.sync.applyPage({ changes: [pulled(3, { name: 'Pulled II', metres: 4 })], cursor: 'd', seen: 's', hasMore: false })
  expect(after.data.get('boats', id)!.data).toEqual({ name: 'Pulled II', metres: 5 })
  expect(after.sync.nextBatch().changes).toEqual([hashed(journaled)])
  after.sync.applyResults([{ id: journaled.id, status: 'rejected', error: { code: 'forbidden', message: '' } }], null)
  after.data.retryFailed(journaled.mutationId)
  expect(after.sync.nextBatch().changes).toMatchObject([{ op: 'update', patch: { metres: 5 }, schemaVersion: 2, at: journaled.at }])
  after.close()
})

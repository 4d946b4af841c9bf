import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/db-worker/store.ts'
import type { InspectedFile } from '../../src/import/contract.ts'
import type { ExportRecord } from '../../src/import/export.ts'
import { exportCompanions, exportNamed, exportRecords } from '../../src/import/export.ts'
import type { Data } from '../../src/shared/json.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, seededRandom } from '../../src/shared/random.ts'
import { productModel } from '../../src/model/model.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { setupImport } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const makeId = createIdMaker(systemClock, seededRandom(11))
const rows = (store: Store, entity: string): (ExportRecord & { data: Data })[] => store.data.list({ entity, limit: 1_000, sort: ['id'] }).rows

async function workspace(): Promise<Store> {
  const store = await openMemoryStore()
  const make = (entity: string, data: Data): string => {
    const recordId = makeId()
    store.data.mutate({ mutationId: makeId(), label: 'Add', changes: [{ entity, recordId, op: 'create', patch: data }] })
    return recordId
  }
  const onda = make('companies', { name: 'Onda', domains: [{ id: 'd', value: 'onda.example' }] })
  make('companies', { name: 'Mare' })
  const ana = make('contacts', { firstName: 'Ana', lastName: 'Silva', company: 'Onda' })
  const site = make('projects', { name: 'Website', status: 'active', companyId: onda, people: [{ id: ana, value: 'Ana Silva' }], notes: 'About it' })
  make('projects', { name: 'Website', status: 'done', companyId: rows(store, 'companies').find(({ data }) => data['name'] === 'Mare')!.id })
  const whole = make('tasks', { title: 'Call', status: 'todo', projectId: site, contactId: ana, due: '2027-01-02' })
  make('tasks', { title: 'Call', status: 'done', parentId: whole })
  make('tasks', { title: 'Call', status: 'todo' })
  make('notes', { projectId: site, body: 'Kicked off' })
  make('notes', { companyId: onda, body: 'Since 1999' })
  return store
}

function exported(store: Store, name: string, format: 'csv' | 'json'): string {
  const entity = productModel.entities.get(name)!
  const others = Object.fromEntries([...exportCompanions(entity, format), ...exportNamed(entity, format)].map((other) => [other.entity, rows(store, other.entity)]))
  const result = exportRecords(entity, format, rows(store, name), others)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
const names = ['tasks', 'projects', 'contacts', 'companies']

async function inspectAll(store: Store, session: ReturnType<typeof setupImport>, format: 'csv' | 'json'): Promise<InspectedFile[]> {
  const files: InspectedFile[] = []
  for (const name of names) files.push(await session.inspect(exported(store, name, format), `${name}.${format}`))
  return files
}

describe.each(['csv', 'json'] as const)('a whole workspace as %s', (format) => {
  it('comes back into itself as nothing new', async () => {
    const store = await workspace(), session = setupImport(importDbOf(store))
    const files = await inspectAll(store, session, format)
    expect(files.map(({ entity, preset }) => [entity, preset])).toEqual(names.map((name) => [name, 'Satchel']))
    expect((await session.rehearse(...files)).counts).toMatchObject({ create: 0, update: 0, error: 0, skip: 8 })
  })

  it('comes into an empty one as it was, each thing naming what it named', async () => {
    const store = await workspace(), other = await openMemoryStore(), session = setupImport(importDbOf(other))
    const files = await inspectAll(store, session, format)
    await session.rehearse(...files)
    expect(await session.apply()).toMatchObject({ created: 8, updated: 0, failed: 0, warnings: [] })
    const named = (in_: Store): unknown => {
      const title = (entity: string, id: unknown): string => productModel.entities.get(entity)!.title(rows(in_, entity).find((row) => row.id === id)?.data ?? {})
      return {
        projects: rows(in_, 'projects').map(({ data }) => [data['name'], data['status'], data['notes'] ?? '', title('companies', data['companyId']), (data['people'] as Data[] | undefined)?.map(({ id, value }) => [title('contacts', id), value]) ?? []]).sort(),
        tasks: rows(in_, 'tasks').map(({ data }) => [data['title'], data['status'], data['due'] ?? '', data['projectId'] === undefined ? '' : title('projects', data['projectId']), data['contactId'] === undefined ? '' : title('contacts', data['contactId']), data['parentId'] === undefined ? '' : rows(in_, 'tasks').find(({ id }) => id === data['parentId'])!.data['due']]).sort(),
        notes: rows(in_, 'notes').map(({ data }) => [data['body'], data['companyId'] === undefined ? title('projects', data['projectId']) : title('companies', data['companyId'])]).sort(),
      }
    }
    expect(named(other)).toEqual(named(store))
  })

  it('notes by themselves come back onto what they were on, once; with their records’ own files too, and say no less there', async () => {
    const store = await workspace(), onda = rows(store, 'companies').find(({ data }) => data['name'] === 'Onda')!.id
    store.data.mutate({ mutationId: makeId(), label: 'Add', changes: ['2026-05-01T10:00:00.000Z', '2026-06-01T10:00:00.000Z'].map((happenedAt) => ({ entity: 'notes', recordId: makeId(), op: 'create', patch: { companyId: onda, body: 'Called', kind: 'call', happenedAt } })) })
    const session = setupImport(importDbOf(store))
    expect((await session.rehearse(await session.inspect(exported(store, 'notes', format), `notes.${format}`))).counts).toMatchObject({ create: 0, update: 0, error: 0, skip: 4 })
    const told = (in_: Store): unknown => rows(in_, 'notes').map(({ data }) => [data['body'], data['kind'] ?? '', data['happenedAt'] ?? '']).sort()
    const all = await openMemoryStore(), together = setupImport(importDbOf(all), 4)
    const files = [await together.inspect(exported(store, 'notes', format), `notes.${format}`), ...await inspectAll(store, together, format)]
    await together.rehearse(...files)
    expect(await together.apply()).toMatchObject({ failed: 0, warnings: [] })
    expect(told(all)).toEqual(told(store))
  })
})

describe('a JSON of contacts, whose notes stand within it', () => {
  it('brings each with its moment and kind, a call without words too, into an empty workspace once and into its own never', async () => {
    const store = await openMemoryStore()
    const make = (entity: string, data: Data): string => {
      const recordId = makeId()
      store.data.mutate({ mutationId: makeId(), label: 'Add', changes: [{ entity, recordId, op: 'create', patch: data }] })
      return recordId
    }
    const ana = make('contacts', { firstName: 'Ana', lastName: 'Silva' }), ben = make('contacts', { firstName: 'Ben' })
    make('notes', { contactId: ana, body: 'Words alone' })
    for (const day of ['01', '02']) make('notes', { contactId: ana, body: 'Called', kind: 'call', direction: 'out', minutes: 25, happenedAt: `2026-05-${day}T10:00:00.000Z`, people: [{ id: ben, value: 'Ben' }] })
    make('notes', { contactId: ben, kind: 'meeting', happenedAt: '2026-06-01T10:00:00.000Z' })
    const json = exported(store, 'contacts', 'json')

    expect((await setupImport(importDbOf(store)).run(json, 'contacts.json')).report).toMatchObject({ created: 0, updated: 0, failed: 0 })

    const other = await openMemoryStore()
    const { report, rows: planned } = await setupImport(importDbOf(other), 2).run(json, 'contacts.json')
    expect(report).toMatchObject({ entities: ['contacts', 'notes'], created: 5, failed: 0, warnings: [] })
    expect(planned.map(({ entity, row }) => `${entity} ${row}`)).toEqual(['contacts 1', 'contacts 2', 'notes 1.001', 'notes 1.002', 'notes 2.001'])
    const told = (in_: Store): unknown => rows(in_, 'notes').map(({ data: { contactId, externalId: _, people, ...said } }) =>
      JSON.stringify([rows(in_, 'contacts').find(({ id }) => id === contactId)?.data['firstName'], Object.entries(said).sort(), (people as Data[] | undefined)?.map(({ value }) => value)])).sort()
    expect(told(other)).toEqual(told(store))
    expect((await setupImport(importDbOf(other), 3).run(json, 'contacts.json')).report).toMatchObject({ created: 0, updated: 0, failed: 0 })
    // With the notes' own file beside it, each is there once.
    const all = await openMemoryStore(), together = setupImport(importDbOf(all), 4)
    await together.rehearse(await together.inspect(exported(store, 'notes', 'json'), 'notes.json'), await together.inspect(json, 'contacts.json'))
    await together.apply()
    expect(told(all)).toEqual(told(store))
  })
})

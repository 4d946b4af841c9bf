import { afterEach, beforeEach, expect, it } from 'vitest'
import { createCollection } from '../../src/data-api/collection.ts'
import type { Connection } from '../../src/data-api/connection.ts'
import { exportRecordsOf } from '../../src/data-api/exporter.ts'
import { importSource } from '../../src/data-api/import-source.ts'
import type { Collection, Rec, Satchel } from '../../src/data-api/types.ts'
import { defineEntity } from '../../src/model/entity.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { elementsOf, str } from '../../src/model/text.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import type { Json } from '../../src/shared/json.ts'
import { ok } from '../../src/shared/result.ts'
import { z } from '../../src/shared/zod.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* The whole of what "a new entity is one file" promises: this object, and nothing else anywhere. */
const boats = defineEntity({
  name: 'boats', label: { one: 'boat', many: 'boats' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string().check(z.maxLength(50)), search: 'text' },
    home: { kind: 'text', label: 'Home port', policy: 'manual', schema: z.string(), search: 'text' },
    log: { kind: 'longText', label: 'Log', policy: 'text', schema: z.string(), search: 'text' },
    length: { kind: 'number', label: 'Length', policy: 'newest', schema: z.number().check(z.positive()) },
    crew: { kind: 'list', label: 'Crew', policy: 'union', schema: z.array(z.object({ id: z.string(), role: z.string() })), search: 'text', elementText: ['role'] },
  },
  columns: {
    name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null },
    crew: { label: 'Crew', type: 'text', sort: (data) => roles(data)[0] ?? null, all: roles },
  },
  rules: [{ name: 'boat_needs_a_name', check: (data) => (str(data['name']) ? null : { message: 'Name it.', field: 'name' }) }],
  title: (data) => str(data['name']) || 'Boat',
})
function roles(data: Record<string, Json>): string[] { return elementsOf(data, 'crew').map((one) => str(one['role'])) }

let network: NetworkSetup
const model = createModel([...productEntities, boats])
beforeEach(async () => { network = await setupNetwork(model) })
afterEach(() => network.close())

/** The data API's door for the entity, over a device. */
function collectionOn({ ports, store }: NetworkDevice): Collection {
  const connection = {
    data: async (use: (api: unknown) => ReturnType<typeof ports.data.storage>) => {
      const answer = await use(ports.data)
      if (answer.ok) return answer.value
      throw SatchelError.fromBody(answer.error)
    },
  } as unknown as Connection
  return createCollection(() => connection, boats, store.core.makeId, {
    import: (source, options) => importSource({} as Satchel['importer'], boats, source, options),
    export: (format, options) => exportRecordsOf(connection, boats, format, options),
  })
}

it('an invented entity goes the whole way: written, journaled, synced, merged, settled, undone after sync, searched, exported', async () => {
  const first = await network.device(), second = await network.device()
  const here = collectionOn(first), there = collectionOn(second)
  await first.worker.start()
  await second.worker.start()

  // Written and journaled, without an account.
  await expect(here.create({ length: 3 })).rejects.toMatchObject({ code: 'rule_broken', message: 'Name it.' })
  const { id } = await here.create({ name: 'Möwe', log: 'Left Kiel.', length: 9, crew: [{ role: 'Skipper' }] })
  expect(first.store.data.journal({}).rows).toMatchObject([{ title: 'Möwe', status: 'pending', change: { entity: 'boats', recordId: id, op: 'create', schemaVersion: 1 } }])

  // Synced, to a device that was empty.
  expect(await first.signUp()).toEqual(ok(undefined))
  await first.until(drained)
  expect(await second.signIn()).toEqual(ok(undefined))
  await second.until(async () => await there.get(id) !== null)
  expect(await there.get(id)).toMatchObject({ name: 'Möwe', length: 9, revision: expect.any(Number) as number })
  await second.until(drained)

  // Merged: both edit while neither knows of the other.
  await first.goOffline()
  await second.goOffline()
  const crewOf = (boat: Rec | null): Json[] => (boat?.['crew'] ?? []) as Json[]
  await here.update(id, { home: 'Kiel' })
  await here.update(id, { crew: [...crewOf(await here.get(id)), { role: 'Cook' }] })
  await here.update(id, { name: 'Möwe II', log: 'Monday: left Kiel.' })
  await there.update(id, { home: 'Bremen', log: 'Left Kiel. Fog.' })
  await there.update(id, { crew: [...crewOf(await there.get(id)), { role: 'Mate' }], length: 10 })
  await first.goOnline()
  await first.until(drained)
  await second.goOnline()
  await second.until(drained)
  const shownOn = async (boat: Collection): Promise<Record<string, unknown>> => {
    const record = await boat.get(id)
    return { name: record?.['name'], home: record?.['home'], log: record?.['log'], length: record?.['length'], crew: roles({ crew: crewOf(record) }).sort(), conflicts: record?.$sync.conflicts }
  }
  const merged = { name: 'Möwe II', home: 'Kiel', log: 'Monday: left Kiel. Fog.', length: 10, crew: ['Cook', 'Mate', 'Skipper'], conflicts: 1 }
  for (const [device, boat] of [[first, here], [second, there]] as const) {
    await device.until(async () => (await shownOn(boat))['conflicts'] === 1)
    expect(await shownOn(boat)).toEqual(merged)
  }

  // Settled, by the one whose value lost.
  const conflict = second.store.data.list({ entity: 'conflicts' }).rows[0]!
  expect(conflict.data).toMatchObject({ entity: 'boats', recordId: id, field: 'home', status: 'open', theirs: { value: 'Kiel' }, mine: [{ value: 'Bremen' }] })
  second.store.data.mutate({
    mutationId: second.store.core.makeId(), label: 'Settle', changes: [
      { entity: 'boats', recordId: id, op: 'update', patch: { home: 'Bremen' } },
      { entity: 'conflicts', recordId: conflict.id, op: 'update', patch: { status: 'settled', settlement: { value: 'Bremen', saw: { theirs: conflict.data['theirs']!, mine: conflict.data['mine']! } } } },
    ],
  })
  await first.until(async () => (await shownOn(here))['conflicts'] === 0)
  expect(await shownOn(here)).toEqual({ ...merged, home: 'Bremen', conflicts: 0 })

  // Undone long after it was synced, on the device that did it.
  await first.until(drained)
  expect(first.store.data.undo()).toMatchObject({ done: true, label: 'Edit boat', changed: 1, leftAlone: [] })
  await second.until(async () => (await shownOn(there))['name'] === 'Möwe')
  expect(await shownOn(there)).toEqual({ ...merged, name: 'Möwe', log: 'Left Kiel. Fog.', home: 'Bremen', conflicts: 0 })
  expect((await there.history(id)).map(({ op }) => op)).toContain('create')

  // Found, and taken away.
  await there.create({ name: 'Albatros', home: '=1+1' })
  const names = async (options: Parameters<Collection['list']>[0]): Promise<unknown[]> => (await there.list(options)).rows.map((row) => row['name'])
  expect(await names({ search: 'mowe bre' })).toEqual(['Möwe'])
  expect(await names({ search: 'cook' })).toEqual(['Möwe'])
  expect(await names({ where: { crew: 'mate' } })).toEqual(['Möwe'])
  expect(await names({ sort: ['name'] })).toEqual(['Albatros', 'Möwe'])
  expect(await there.facets('crew')).toContainEqual({ value: 'Skipper', count: 1 })
  const csv = (await there.export('csv', { sort: ['name'] })).trimEnd().split('\r\n')
  expect(csv[0]).toBe('\ufeffName,Home port,Log,Length,Crew,Satchel ID')
  expect(csv[1]).toMatch(/^Albatros,'=1\+1,,,,[0-9a-f-]{36}$/)
  expect(csv[2]).toMatch(new RegExp(`^Möwe,Bremen,Left Kiel. Fog.,10,"?(Skipper|Cook|Mate)( ::: (Skipper|Cook|Mate)){2}"?,${id}$`))
  expect(JSON.parse(await there.export('json', { search: 'möwe' }))).toMatchObject([{ id, name: 'Möwe', home: 'Bremen', log: 'Left Kiel. Fog.', length: 10 }])
  expect(await there.export('json')).not.toContain('$text')
  await expect(there.export('vcard')).rejects.toMatchObject({ code: 'invalid' })
  await expect(there.import('a,b', { apply: true })).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('boats') as string })
})

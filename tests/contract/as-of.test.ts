import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCollection } from '../../src/data-api/collection.ts'
import type { Connection } from '../../src/data-api/connection.ts'
import type { Collection } from '../../src/data-api/types.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { canonicalJson } from '../../src/merge/canonical.ts'
import { companies } from '../../src/model/companies.ts'
import { contacts } from '../../src/model/contacts.ts'
import { notes } from '../../src/model/notes.ts'
import { tasks } from '../../src/model/tasks.ts'
import { productModel } from '../../src/model/model.ts'
import { sleep, systemClock } from '../../src/shared/clock.ts'
import type { Clock } from '../../src/shared/clock.ts'
import type { Data } from '../../src/shared/json.ts'
import { seededRandom } from '../../src/shared/random.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* How records stood at a moment, and putting them back to it. */

/** The data API's own door to a store. */
function collectionOf(store: Store, entity = contacts): Collection {
  const connection = { data: (use: (api: unknown) => unknown) => Promise.resolve().then(() => use(store.data)) } as unknown as Connection
  const none = (): never => { throw new Error('not here') }
  return createCollection(() => connection, entity, () => store.core.makeId(), { import: none, export: none })
}

/** All contacts that are there, by id. */
const standing = (store: Store): Map<string, string> =>
  new Map(store.data.list({ entity: 'contacts', limit: 1_000 }).rows.map(({ id, data }) => [id, shown(data)]))

/** Sets have no order, and an empty one is none. */
const shown = (data: Data): string => canonicalJson(Object.fromEntries(Object.entries(data).filter(([, value]) => !Array.isArray(value) || value.length > 0)
  .map(([field, value]) => [field, Array.isArray(value) ? value.map((element) => canonicalJson(element)).sort() : value])))

describe('contacts as of a moment', () => {
  let now: number, store: Store, people: Collection
  const clock: Clock = { ...systemClock, now: () => now }
  beforeEach(async () => {
    now = Date.parse('2026-11-01T08:00:00Z')
    store = await openMemoryStore({ clock })
    people = collectionOf(store)
  })
  const pass = (): string => { now += 60_000; const at = new Date(now).toISOString(); now += 60_000; return at }

  it('says what was created, changed and deleted since, field by field, the last first', async () => {
    const ana = await people.create({ firstName: 'Ana', title: 'Dr' }), ben = await people.create({ firstName: 'Ben' })
    const at = pass()
    await people.update(ana.id, { title: 'Prof', tags: ['vip'] })
    pass()
    await people.delete(ben.id)
    pass()
    const cleo = await people.create({ firstName: 'Cleo' })
    expect(await people.asOf(at)).toEqual({
      rows: [
        { id: cleo.id, title: 'Cleo', was: null, now: { firstName: 'Cleo' }, fields: [] },
        { id: ben.id, title: 'Ben', was: { firstName: 'Ben' }, now: null, fields: [] },
        { id: ana.id, title: 'Ana', was: { firstName: 'Ana', title: 'Dr' }, now: { firstName: 'Ana', title: 'Prof', tags: ['vip'] }, fields: ['title', 'tags'] },
      ],
      total: 3, counts: { created: 1, updated: 1, deleted: 1 },
    })
    expect(await people.asOf(at, { id: ana.id })).toMatchObject({ total: 1, rows: [{ id: ana.id }] })
    expect((await people.asOf(at, { limit: 1, offset: 1 })).rows).toMatchObject([{ id: ben.id }])
    expect(await people.asOf(new Date(now + 1))).toMatchObject({ total: 0, rows: [] })
  })

  it('[U1] puts all of them back as one act, one field where only that is named, and undo takes it back', async () => {
    const ana = await people.create({ firstName: 'Ana', title: 'Dr' }), ben = await people.create({ firstName: 'Ben' })
    const at = pass(), then = standing(store)
    await people.update(ana.id, { title: 'Prof', tags: ['vip'] })
    await people.update(ben.id, { title: 'Mr' })
    await people.delete(ben.id)
    await people.create({ firstName: 'Cleo' })
    const before = standing(store)
    expect(await people.restoreAsOf(at)).toEqual({ changed: 3, leftAlone: 0, actId: expect.any(String) as string })
    expect(standing(store)).toEqual(then)
    expect(store.data.undoState()).toMatchObject({ undo: { label: 'Put back 3 contacts' } })
    store.data.undo()
    expect(standing(store)).toEqual(before)
    await people.restoreAsOf(at, { ids: [ana.id], fields: ['title'] })
    expect(await people.get(ana.id)).toMatchObject({ title: 'Dr', tags: ['vip'] })
  })

  it('leaves a company the names it got since, which its people may be written by', async () => {
    const firms = collectionOf(store, companies)
    const { id } = await firms.create({ name: 'Onda' })
    const at = pass()
    await firms.update(id, { name: 'Onda Media', aliases: { $set: { add: ['Onda', 'Onda Media'] } } })
    await people.create({ lastName: 'Silva', company: 'Onda Media' })
    await firms.restoreAsOf(at, { ids: [id] })
    expect(await firms.get(id)).toMatchObject({ name: 'Onda', aliases: ['Onda', 'Onda Media'] })
    expect((await firms.list({ where: { name: 'Onda Media' } })).rows.map((firm) => firm.id)).toEqual([id])
  })

  it('is what stood then, at every moment of a long story', async () => {
    const random = seededRandom(7), moments: { at: string; stood: Map<string, string> }[] = []
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!
    for (let act = 0; act < 120; act += 1) {
      const live = store.data.ids({ entity: 'contacts' }), dead = store.data.ids({ entity: 'contacts', state: 'deleted' })
      const way = random.next()
      if (live.length < 3 || way < 0.15) await people.create({ firstName: `P${act}`, title: pick(['Dr', 'Prof']) })
      else if (way < 0.3) await people.delete(pick(live))
      else if (way < 0.4 && dead.length > 0) await people.restore(pick(dead))
      else if (way < 0.5) store.data.undo()
      else await people.update(pick(live), pick([{ title: `T${act}` }, { tags: [pick(['a', 'b']), 'c'] }, { title: null }, { emails: [{ value: `${act}@example.com` }] }]))
      if (act % 6 === 0) moments.push({ at: pass(), stood: standing(store) })
    }
    for (const { at, stood } of moments) {
      const past = standing(store)
      for (const record of (await people.asOf(at, { limit: 1_000 })).rows) {
        if (record.was === null) past.delete(record.id)
        else past.set(record.id, shown(record.was))
      }
      expect(past, at).toEqual(stood)
    }
    await people.restoreAsOf(moments[3]!.at)
    expect(standing(store)).toEqual(moments[3]!.stood)
    expect(await people.asOf(moments[3]!.at)).toMatchObject({ total: 0 })
  })

  it('tells what is no moment, and an option there is not', async () => {
    await expect(people.asOf('yesterday')).rejects.toMatchObject({ code: 'invalid', field: 'at' })
    await expect(people.restoreAsOf(5 as never)).rejects.toMatchObject({ code: 'invalid', field: 'at' })
    await expect(people.asOf('2026-11-01', { ids: [] } as never)).rejects.toMatchObject({ code: 'invalid', field: 'ids' })
  })
})

describe('with an account', () => {
  let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice
  beforeEach(async () => {
    network = await setupNetwork(productModel)
    here = await network.device()
    there = await network.device()
    for (const device of [here, there]) await device.worker.start()
    await here.signUp()
    await there.signIn()
    await bothDrained()
  })
  afterEach(() => network.close())
  async function bothDrained(): Promise<void> {
    for (const device of [here, there, here, there]) {
      await device.until(drained)
      await device.worker.api.syncNow()
      await device.until(drained)
    }
  }

  it('[H1] another device says the same by the history, and putting back there comes here', async () => {
    const [mine, theirs] = [collectionOf(here.store), collectionOf(there.store)]
    const ana = await mine.create({ firstName: 'Ana', title: 'Dr' }), ben = await mine.create({ firstName: 'Ben' })
    await bothDrained()
    const then = standing(here.store), at = new Date(here.store.core.now()).toISOString()
    await sleep(systemClock, 5)
    await theirs.update(ana.id, { title: 'Prof' })
    await mine.delete(ben.id)
    await mine.create({ firstName: 'Cleo' })
    await bothDrained()
    const past = await mine.asOf(at)
    expect(past.counts).toEqual({ created: 1, updated: 1, deleted: 1 })
    expect(await theirs.asOf(at)).toEqual(past)
    await theirs.restoreAsOf(at)
    await bothDrained()
    expect(standing(here.store)).toEqual(then)
    expect(standing(there.store)).toEqual(then)
  })

  it('[M4] puts back what it can: parts after what they are part of, no reference to what is in the trash, and nothing without what it belongs to', async () => {
    const [people, todo, jotted] = [collectionOf(here.store), collectionOf(here.store, tasks), collectionOf(here.store, notes)]
    const ana = await people.create({ firstName: 'Ana' }), note = await jotted.create({ contactId: ana.id, body: 'Tea' })
    // The part is the older of the two.
    const part = await todo.create({ title: 'Part' }), whole = await todo.create({ title: 'Whole', contactId: ana.id })
    await todo.update(part.id, { parentId: whole.id })
    await bothDrained()
    const at = new Date(here.store.core.now()).toISOString()
    await sleep(systemClock, 5)
    await people.delete(ana.id)
    await todo.update(whole.id, { title: 'All of it' })
    await todo.delete(whole.id)
    await bothDrained()
    expect(await todo.asOf(at)).toMatchObject({ total: 2 })
    expect(await todo.restoreAsOf(at)).toMatchObject({ changed: 2, leftAlone: 0 })
    expect(await todo.get(whole.id)).toMatchObject({ title: 'Whole', deletedAt: null })
    expect((await todo.get(whole.id))!['contactId'] ?? null).toBeNull()
    expect(await todo.get(part.id)).toMatchObject({ parentId: whole.id, deletedAt: null })
    expect(await jotted.restoreAsOf(at)).toEqual({ changed: 0, leftAlone: 1, actId: null })
    await people.restoreAsOf(at)
    await bothDrained()
    expect((await jotted.get(note.id))!.deletedAt).toBeNull()
    await todo.restoreAsOf(at)
    await bothDrained()
    expect(await todo.get(whole.id)).toMatchObject({ contactId: ana.id })
    expect(here.store.data.journalCounts().failed).toBe(0)
  })
})

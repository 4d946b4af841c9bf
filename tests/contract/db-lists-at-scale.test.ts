import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ListQuery, Where } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { contacts } from '../../src/model/contacts.ts'
import { sampleContacts } from '../../src/model/sample.ts'
import { fold } from '../../src/shared/fold.ts'
import type { Data } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { runs } from '../support/whole-run.ts'

/*
 * Big tables are read by indexes and sets, small ones row by row. Here the big way is held against the plainest reading of what a query
 * means, in JavaScript over all records.
 */
describe('lists over a big table', () => {
  let store: Store
  const all: { id: string; data: Data }[] = []
  beforeAll(async () => {
    store = await openMemoryStore()
    const sample = sampleContacts({ count: 2_600, seed: 3 })
    for (let i = 0; i < sample.length; i += 100) {
      const rows = sample.slice(i, i + 100).map(({ data }) => ({ id: store.core.makeId(), data }))
      store.data.mutate({ mutationId: store.core.makeId(), label: 'Sample', changes: rows.map(({ id, data }) => ({ entity: 'contacts', recordId: id, op: 'create', patch: data })) })
      all.push(...rows)
    }
    // Some in the trash, some changed after the index had them.
    store.settle()
    for (const { id } of all.splice(0, 40)) store.data.mutate({ mutationId: store.core.makeId(), label: 'Delete', changes: [{ entity: 'contacts', recordId: id, op: 'delete', patch: {} }] })
    for (const record of all.slice(0, 30)) {
      record.data = { ...record.data, lastName: 'Zzyzx' }
      store.data.mutate({ mutationId: store.core.makeId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: record.id, op: 'update', patch: { lastName: 'Zzyzx' } }] })
    }
  })

  const columns = ['name', 'company', 'city', 'tags', 'birthday', 'email'] as const
  /** Of each record once: the plain reading asks for the same again and again. */
  const once = <T>(work: (data: Data, column: string) => T): (data: Data, column: string) => T => {
    const known = new WeakMap<Data, Map<string, T>>()
    return (data, column) => {
      const of = known.get(data) ?? new Map<string, T>()
      known.set(data, of)
      if (!of.has(column)) of.set(column, work(data, column))
      return of.get(column)!
    }
  }
  const keyOf = once((data, column): string | null => {
    const value = contacts.columns[column]!.sort(data)
    return value === null ? null : contacts.columns[column]!.type === 'text' ? fold(String(value)) : String(value)
  })
  const valuesOf = once((data, column): string[] =>
    [...(contacts.columns[column]!.all?.(data) ?? []).map(fold), ...(keyOf(data, column) === null ? [] : [keyOf(data, column)!])])
  const known = new Map<string, Buffer>()
  const bytes = (text: string): Buffer => {
    const found = known.get(text) ?? Buffer.from(text, 'utf8')
    known.set(text, found)
    return found
  }
  const compare = (a: string | null, b: string | null, down: boolean): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : Buffer.compare(bytes(a), bytes(b)) * (down ? -1 : 1)
  const sorted = (records: typeof all, sort: readonly string[]): string[] => [...records].sort((a, b) => {
    for (const name of sort) {
      const down = name.startsWith('-'), column = down ? name.slice(1) : name
      const order = compare(keyOf(a.data, column), keyOf(b.data, column), down)
      if (order !== 0) return order
    }
    return (a.id < b.id ? -1 : 1) * (sort[0]!.startsWith('-') ? -1 : 1)
  }).map(({ id }) => id)
  const idsOf = (query: Omit<ListQuery, 'entity'>): string[] => store.data.ids({ entity: 'contacts', ...query })

  const sortArbitrary = fc.uniqueArray(fc.constantFrom(...columns), { minLength: 1, maxLength: 2 })
    .chain((names) => fc.tuple(...names.map((name) => fc.boolean().map((down) => (down ? `-${name}` : name)))))

  it('pages in any order join up to the whole list', () => {
    fc.assert(fc.property(sortArbitrary, fc.nat(2_600), fc.integer({ min: 1, max: 80 }), (sort, offset, limit) => {
      const { rows, total } = store.data.list({ entity: 'contacts', sort, offset, limit })
      expect(total).toBe(all.length)
      expect(rows.map((row) => row.id)).toEqual(sorted(all, sort).slice(offset, offset + limit))
    }), { numRuns: runs(40) })
  })

  const chosen = new Map<string, string[]>()
  const choices = (column: string): string[] => {
    const values = chosen.get(column) ?? [...new Set(all.flatMap(({ data }) => valuesOf(data, column)))]
    chosen.set(column, values)
    return values
  }
  const someValue = fc.constantFrom(...columns).chain((column) => {
    const values = choices(column)
    return fc.tuple(fc.constant(column), values.length === 0 ? fc.constant('x') : fc.constantFrom(...values))
  })
  const nobodies = Array.from({ length: 200 }, (_, at) => `nobody ${at}`)
  const leaf = (): fc.Arbitrary<{ where: Where; test: (data: Data) => boolean }> => someValue.chain(([column, value]) => fc.constantFrom('eq', 'ne', 'in', 'among many', 'contains', 'startsWith', 'empty', 'gte')
    .map((op) => {
      const has = (test: (one: string) => boolean) => (data: Data) => valuesOf(data, column).some(test)
      switch (op) {
        case 'eq': return { where: { [column]: value }, test: has((one) => one === value) }
        case 'ne': return { where: { [column]: { ne: value } }, test: (data: Data) => !has((one) => one === value)(data) }
        case 'in': return { where: { [column]: { in: [value, 'nobody'] } }, test: has((one) => one === value) }
        case 'among many': return { where: { [column]: { in: [...nobodies, value] } }, test: has((one) => one === value) }
        case 'contains': return { where: { [column]: { contains: value.slice(1, 4) } }, test: has((one) => one.includes(value.slice(1, 4))) }
        case 'startsWith': return { where: { [column]: { startsWith: value.slice(0, 2) } }, test: has((one) => one.startsWith(value.slice(0, 2))) }
        case 'empty': return { where: { [column]: null }, test: (data: Data) => valuesOf(data, column).length === 0 }
        default: return { where: { [column]: { gte: value } }, test: (data: Data) => keyOf(data, column) !== null && Buffer.compare(bytes(keyOf(data, column)!), bytes(value)) >= 0 }
      }
    }))

  it('filters, alone and combined, find what they say', () => {
    fc.assert(fc.property(fc.array(leaf(), { minLength: 1, maxLength: 3 }), fc.constantFrom('and' as const, 'or' as const), fc.nat(50), (leaves, by, offset) => {
      const where = { [by]: leaves.map((one) => one.where) } as Where
      const expected = sorted(all.filter(({ data }) => (by === 'and' ? leaves.every((one) => one.test(data)) : leaves.some((one) => one.test(data)))), ['name'])
      expect(idsOf({ where, sort: ['name'] })).toEqual(expected)
      expect(store.data.list({ entity: 'contacts', where, offset, limit: 20 })).toMatchObject({ total: expected.length })
      expect(store.data.list({ entity: 'contacts', where, offset, limit: 20 }).rows.map((row) => row.id)).toEqual(expected.slice(offset, offset + 20))
    }), { numRuns: runs(80) })
  })

  it('a search finds every part of every word, before the index has it and after', () => {
    const members = (value: unknown, names: readonly string[]): unknown[] => ((value ?? []) as Record<string, unknown>[]).flatMap((one) => names.map((name) => one[name]))
    const texts = new Map(all.map(({ id, data }) => [id, [
      data['firstName'], data['lastName'], data['company'], data['title'], ...((data['tags'] ?? []) as string[]),
      ...members(data['emails'], ['value']), ...members(data['links'], ['value']), ...members(data['addresses'], ['street', 'postalCode', 'city', 'region', 'country']),
    ].filter((text) => typeof text === 'string').map(fold).join('\n')]))
    const words = [...new Set([...texts.values()].flatMap((text) => text.match(/[a-z]{4,}/g) ?? []))]
    const piece = fc.constantFrom(...words).chain((word) => fc.tuple(fc.nat(word.length - 3), fc.integer({ min: 3, max: 9 })).map(([start, length]) => word.slice(start, start + length)))
    const check = (): void => {
      fc.assert(fc.property(piece, fc.option(piece), (one, other) => {
        const search = other === null ? one : `${one} ${other}`
        const expected = all.filter(({ id }) => search.split(' ').every((word) => texts.get(id)!.includes(word))).map(({ id }) => id)
        expect(new Set(idsOf({ search }))).toEqual(new Set(expected))
      }), { numRuns: runs(60) })
    }
    check()
    store.settle()
    check()
    expect(store.data.list({ entity: 'contacts', search: 'zzyzx' }).total).toBe(30)
  })

  it('what begins a word is found before what lies within', () => {
    const { rows } = store.data.list({ entity: 'contacts', search: 'ann', limit: 1_000 })
    const begins = rows.map(({ data }) => / ann/.test(` ${fold(JSON.stringify(data)).replace(/[^a-z0-9]/g, ' ')}`))
    expect(begins).toContain(true)
    expect(begins.lastIndexOf(true)).toBeLessThan(begins.indexOf(false) === -1 ? Infinity : begins.indexOf(false))
  })

  it('who is called so is found first, by the last name and then by the first, on every page', () => {
    const names = new Map(all.map(({ id, data }) => [id, { sort: keyOf(data, 'name')!, shown: fold(contacts.title(data)) }]))
    for (const search of ['an', 'm', 'sil', 'ana s', 'ANA  S']) {
      const text = fold(search.replaceAll(/\s+/g, ' ')), found = idsOf({ search })
      const rank = found.map((id) => (names.get(id)!.sort.startsWith(text) ? 0 : names.get(id)!.shown.startsWith(text) ? 1 : 2))
      expect(rank, search).toContain(2)
      expect(rank, search).toEqual([...rank].sort())
      expect(new Set(found).size).toBe(found.length)
      const first = found.filter((_, at) => rank[at] === 0).map((id) => names.get(id)!.sort)
      expect(first).toEqual([...first].sort((a, b) => compare(a, b, false)))
      const from = Math.max(0, rank.filter((one) => one < 2).length - 2)
      const { rows, total } = store.data.list({ entity: 'contacts', search, offset: from, limit: 5 })
      expect(rows.map((row) => row.id)).toEqual(found.slice(from, from + 5))
      expect(total).toBe(found.length)
    }
  })

  it('without a count, the first rows of a search are those that they are with one, and the rest of it is not looked for where they are enough', () => {
    const wheres: (Where | undefined)[] = [undefined, { city: { notEmpty: true } }, { tags: { contains: 'e' } }]
    let counted = 0, not = 0
    for (const search of ['a', 'm', 's', 'an', 'sil', 'ana s', 'ANA  S', 'zzyzx', "o'", '(m', '!', 'example']) {
      for (const where of wheres) {
        for (const [offset, limit] of [[0, 5], [3, 4], [0, 200]] as const) {
          const query: ListQuery = { entity: 'contacts', search, offset, limit, ...(where === undefined ? {} : { where }) }
          const whole = store.data.list(query), rows = store.data.list({ ...query, count: false })
          expect(rows.rows, JSON.stringify(query)).toEqual(whole.rows)
          expect(rows.total).toBeLessThanOrEqual(whole.total)
          expect(rows.total).toBeGreaterThanOrEqual(Math.min(whole.total, offset + rows.rows.length))
          if (rows.total === whole.total) counted += 1
          else not += 1
        }
      }
    }
    expect(not, 'there are searches that spare it').toBeGreaterThan(10)
    expect(counted, 'and others that do not').toBeGreaterThan(10)
    expect(store.data.list({ entity: 'contacts', search: 'm', sort: ['-name'], limit: 5, count: false }).rows).toEqual(store.data.list({ entity: 'contacts', search: 'm', sort: ['-name'], limit: 5 }).rows)
  })

  it('a search within a filter finds what both say, few or many, in any state', () => {
    const cases: Where[] = [{ city: { notEmpty: true } }, { name: { startsWith: 'm' } }, { or: [{ company: { contains: 'a' } }, { tags: { contains: 'e' } }] }, { city: { ne: 'Bonn' } }, { title: { contains: 'a' } }]
    for (const search of ['a', 'an', 'zzyzx', 'example', 'sil']) {
      for (const state of ['live', 'deleted', 'all'] as const) {
        const found = new Set(idsOf({ search, state }))
        for (const where of cases) {
          const both = idsOf({ where, state, sort: ['name'] }).filter((id) => found.has(id))
          expect(idsOf({ search, where, state, sort: ['name'] }), JSON.stringify([search, state, where])).toEqual(both)
          expect(new Set(idsOf({ search, where, state }))).toEqual(new Set(both))
        }
      }
    }
  })

  it('from one day to another, in the order of days or of the days of the year, forward and back, on every page', () => {
    const born = all.filter(({ data }) => typeof data['birthday'] === 'string' && data['birthday'] !== '')
    const day = ({ data }: { data: Data }): string => String(data['birthday']).slice(-5)
    const ordered = (from: typeof born, key: (record: typeof born[number]) => string, down: boolean): string[] =>
      from.toSorted((a, b) => (key(a) === key(b) ? (a.id < b.id ? -1 : 1) : key(a) < key(b) ? -1 : 1) * (down ? -1 : 1)).map(({ id }) => id)
    for (const down of [false, true]) {
      for (const [column, key, from, to] of [['birthday', (record: typeof born[number]) => String(record.data['birthday']), '1960', '1975-06-30'], ['birthday.yearly', day, '10-12', '11-03']] as const) {
        const expected = ordered(born.filter((record) => key(record) >= from && key(record) <= to), key, down)
        expect(expected.length).toBeGreaterThan(60)
        const asked = { where: { [column]: { gte: from, lte: to } }, sort: [down ? `-${column}` : column] }
        expect(idsOf(asked)).toEqual(expected)
        for (const offset of [0, 7, expected.length - 9]) {
          expect(store.data.list({ entity: 'contacts', ...asked, offset, limit: 20 }).rows.map((row) => row.id), `${column} ${offset}`).toEqual(expected.slice(offset, offset + 20))
        }
      }
    }
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { Where } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { customElements, customValue } from '../../src/model/custom-value.ts'
import { chosenOf } from '../../src/model/custom-values.ts'
import { sampleContacts } from '../../src/model/sample.ts'
import type { Data } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/* Values of fields that people made in a big table: by an index, as columns of the model are, held against the plainest reading. */
describe('values of fields that people made, in a big table', () => {
  let store: Store
  const size = 'f0000000-0000-4000-8000-000000000001', level = 'f0000000-0000-4000-8000-000000000002', likes = 'f0000000-0000-4000-8000-000000000003'
  const all: { id: string; data: Data }[] = []
  beforeAll(async () => {
    store = await openMemoryStore()
    const sample = sampleContacts({ count: 2_300, seed: 4 })
    for (let i = 0; i < sample.length; i += 100) {
      const rows = sample.slice(i, i + 100).map(({ data }, at) => ({
        id: store.core.makeId(),
        data: { ...data, custom: customElements({ [size]: { number: at % 7 === 0 ? null : ((i + at) * 37) % 1_000 - 500 }, [level]: { choice: ['gold', 'tin', null][at % 3]! }, [likes]: { golf: at % 2 === 0 ? true : null, chess: at % 5 === 0 ? true : null } }) },
      }))
      store.data.mutate({ mutationId: store.core.makeId(), label: 'Sample', changes: rows.map(({ id, data }) => ({ entity: 'contacts', recordId: id, op: 'create', patch: data })) })
      all.push(...rows)
    }
  })
  const sizeOf = ({ data }: { data: Data }): number | null => (customValue(data, size)?.['number'] as number | undefined) ?? null
  const find = (where: Where, sort: string[] = ['id']): string[] => store.data.ids({ entity: 'contacts', where, sort })
  const expected = (test: (record: { id: string; data: Data }) => boolean): string[] => all.filter(test).map(({ id }) => id).sort()

  it('sort both ways by the number that they are, those without one last', () => {
    const column = `custom.${size}`
    const sorted = [...all].sort((a, b) => { const [one, other] = [sizeOf(a) ?? Infinity, sizeOf(b) ?? Infinity]; return one - other || (a.id < b.id ? -1 : 1) }).map(({ id }) => id)
    expect(store.data.ids({ entity: 'contacts', sort: [column] })).toEqual(sorted)
    const page = store.data.list({ entity: 'contacts', sort: [column], offset: 1_000, limit: 30 }).rows.map(({ id }) => id)
    expect(page).toEqual(sorted.slice(1_000, 1_030))
    const down = store.data.list({ entity: 'contacts', sort: [`-${column}`], limit: 5 }).rows.map((row) => sizeOf(row))
    expect(down).toEqual(all.map(sizeOf).filter((value) => value !== null).sort((a, b) => b - a).slice(0, 5))
  })

  it('filter, alone and with others', () => {
    expect(find({ [`custom.${size}`]: { gte: 480 } })).toEqual(expected((record) => (sizeOf(record) ?? -Infinity) >= 480))
    expect(find({ [`custom.${size}`]: { empty: true } })).toEqual(expected((record) => sizeOf(record) === null))
    expect(find({ [`custom.${level}`]: { ne: 'gold' } })).toEqual(expected(({ data }) => customValue(data, level)?.['choice'] !== 'gold'))
    expect(find({ and: [{ or: [{ [`custom.${likes}.chess`]: true }, { [`custom.${level}.tin`]: { notEmpty: true } }] }, { [`custom.${size}`]: { lt: 0 } }] })).toEqual(expected((record) => {
      const value = sizeOf(record)
      return (customValue(record.data, likes)?.['chess'] === true || customValue(record.data, level)?.['choice'] === 'tin') && value !== null && value < 0
    }))
    expect(store.data.facets('contacts', `custom.${level}`, '', 5).map(({ value }) => value).sort()).toEqual(['gold', 'tin'])
  })

  it('have an index each once they were asked for, and a list is walked along it', () => {
    const name = `contacts_by_custom.${size}`
    const indexes = store.core.db.values<string>("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'contacts_by_custom%' ORDER BY name")
    expect(indexes, 'none for each choice').toEqual([name, `contacts_by_custom.${level}`])
    const sql = store.core.db.value<string>('SELECT sql FROM sqlite_master WHERE name = ?', [name])!
    const key = sql.slice(sql.indexOf('(') + 1, sql.lastIndexOf(', id)'))
    const plan = store.core.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT n FROM "contacts" INDEXED BY "${name}" WHERE deleted_at IS NULL ORDER BY ${key} ASC NULLS LAST, id ASC`).map(({ detail }) => detail)
    expect(plan.join('\n')).toContain(name)
    // After an edit it is in its new place.
    const [first] = all
    store.data.mutate({ mutationId: store.core.makeId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: first!.id, op: 'update', patch: { custom: { $set: { update: { [size]: { number: 9_999 } } } } } }] })
    expect(store.data.list({ entity: 'contacts', sort: [`-custom.${size}`], limit: 1 }).rows[0]!.id).toBe(first!.id)
  })
  it('choices sort in the order that their field has them in, of several the first; another order takes the place of the former index', () => {
    const levelOf = ({ data }: { data: Data }): unknown => customValue(data, level)?.['choice']
    const sorted = (order: readonly string[]): string[] => [...all].sort((a, b) => place(order, levelOf(a)) - place(order, levelOf(b)) || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
    const place = (order: readonly string[], value: unknown): number => (value === undefined ? 99 : order.includes(String(value)) ? order.indexOf(String(value)) : 98)
    for (const order of [['tin', 'gold'], ['gold', 'tin'], ['tin']]) {
      expect(store.data.ids({ entity: 'contacts', sort: [`custom.${level}:${order.join(',')}`] })).toEqual(sorted(order))
      const indexes = store.core.db.values<string>("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'contacts_by_custom%:%'")
      expect(indexes).toEqual([`contacts_by_custom.${level}:${order.join(',')}`])
    }
    const [best] = store.data.list({ entity: 'contacts', sort: [`custom.${likes}:chess,golf`, 'id'], limit: 1 }).rows
    expect(customValue(best!.data, likes)?.['chess']).toBe(true)
    expect(() => store.data.ids({ entity: 'contacts', sort: ['name:a,b'] })).toThrow('has no choices to sort by')
  })

  it('choices group in the order that their field has them in, of several by all that one has; rows follow their heads, closed ones are left out', () => {
    const valueOf = ({ data }: { data: Data }, field: string): string | null => {
      const value = customValue(data, field), chosen = chosenOf(value)
      return typeof value?.['choice'] === 'string' ? value['choice'] : chosen.length > 0 ? chosen.join(' ') : null
    }
    for (const [field, order] of [[level, ['tin', 'gold']], [level, ['gold']], [likes, ['golf', 'chess']]] as const) {
      const group = { by: `custom.${field}:${order.join(',')}` }
      const heads = store.data.groups({ entity: 'contacts', group }), rows = store.data.ids({ entity: 'contacts', group, sort: ['lastName'] })
      const counts = new Map<string | null, number>()
      for (const one of all) counts.set(valueOf(one, field), (counts.get(valueOf(one, field)) ?? 0) + 1)
      expect(new Map(heads.map(({ value, count }) => [value, count]))).toEqual(counts)
      const place = ({ value }: { value: string | null }): number => (value === null ? 99 : Math.min(...value.split(' ').map((one) => (order.includes(one as never) ? order.indexOf(one as never) : 98))))
      expect(heads.map(place)).toEqual(heads.map(place).sort((a, b) => a - b))
      const byId = new Map(all.map((one) => [one.id, one]))
      expect(rows.map((id) => valueOf(byId.get(id)!, field))).toEqual(heads.flatMap(({ value, count }) => Array.from({ length: count }, () => value)))
      const closed = [heads[0]!.key, null]
      expect(store.data.list({ entity: 'contacts', group: { ...group, closed }, limit: 1 }).total).toBe(all.length - heads.filter(({ key }) => closed.includes(key)).reduce((sum, { count }) => sum + count, 0))
      // A board's columns are the same records.
      for (const { value, count } of heads) expect(store.data.list({ entity: 'contacts', where: { [`custom.${field}`]: value }, limit: 1 }).total).toBe(count)
    }
    expect(() => store.data.groups({ entity: 'contacts', group: { by: 'city:a,b' } })).toThrow('has no choices to sort by')
  })
})

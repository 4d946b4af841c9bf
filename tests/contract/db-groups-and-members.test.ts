import { beforeAll, describe, expect, it } from 'vitest'
import type { ListQuery, Where } from '../../src/db-worker/contract.ts'
import { selectionOf } from '../../src/db-worker/selection.ts'
import type { SqlValue } from '../../src/db-worker/sqlite.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { contacts } from '../../src/model/contacts.ts'
import { memberId } from '../../src/model/lists.ts'
import { sampleContacts } from '../../src/model/sample.ts'
import { fold } from '../../src/shared/fold.ts'
import type { Data } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/* What a big table answers by indexes is held against the plainest reading of the same question. */
describe.each([['a small table', 60], ['a big table', 2_600]])('%s', (_, count) => {
  let store: Store
  const all: { id: string; data: Data }[] = []
  const members = new Set<string>()
  beforeAll(async () => {
    store = await openMemoryStore()
    const { makeId } = store.core
    const write = (changes: { entity: string; recordId: string; op: 'create' | 'delete'; patch: Data }[]): void => {
      for (let i = 0; i < changes.length; i += 100) store.data.mutate({ mutationId: makeId(), label: 'Make', changes: changes.slice(i, i + 100) })
    }
    all.push(...sampleContacts({ count, seed: 9 }).map(({ data }) => ({ id: makeId(), data })))
    write(all.map(({ id, data }) => ({ entity: 'contacts', recordId: id, op: 'create', patch: data })))
    const [list, other] = [makeId(), makeId()] as [string, string]
    write([{ entity: 'lists', recordId: list, op: 'create', patch: { name: 'Ours', entity: 'contacts', kind: 'manual' } }, { entity: 'lists', recordId: other, op: 'create', patch: { name: 'Other', entity: 'contacts', kind: 'manual' } }])
    inOurs = { id: { through: { entity: 'listMembers', field: 'contactId', where: { listId: list } } } }
    for (const [at, { id }] of all.entries()) if (at % 3 === 0) members.add(id)
    write(all.map(({ id }) => { const listId = members.has(id) ? list : other; return { entity: 'listMembers', recordId: memberId(listId, id), op: 'create', patch: { listId, contactId: id } } }))
    // One leaves the list, one goes to the trash and takes its membership along.
    const [left, gone] = [...members] as [string, string]
    write([{ entity: 'listMembers', recordId: memberId(list, left), op: 'delete', patch: {} }, { entity: 'contacts', recordId: gone, op: 'delete', patch: {} }])
    members.delete(left)
    members.delete(gone)
    all.splice(all.findIndex(({ id }) => id === gone), 1)
    store.settle()
  })
  let inOurs: Where
  const ids = (query: Omit<ListQuery, 'entity'>): string[] => store.data.ids({ entity: 'contacts', ...query })
  const key = (data: Data, column: string): string | null => { const value = contacts.columns[column]!.sort(data); return value === null ? null : fold(String(value)) }

  it('finds the records that others name, alone, with other filters, their opposite, and within a search', () => {
    const sorted = (found: Iterable<string>): string[] => [...found].sort()
    expect(sorted(ids({ where: inOurs }))).toEqual(sorted(members))
    expect(store.data.list({ entity: 'contacts', where: inOurs, limit: 5 }).total).toBe(members.size)
    const city = all.map(({ data }) => key(data, 'city')).find((value) => value !== null)!
    const here = all.filter(({ data }) => key(data, 'city') === city).map(({ id }) => id)
    expect(sorted(ids({ where: { and: [inOurs, { city: { startsWith: city } }] } })).filter((id) => here.includes(id))).toEqual(sorted(here.filter((id) => members.has(id))))
    expect(sorted(ids({ where: { or: [inOurs, { company: { empty: true } }] } }))).toEqual(sorted(all.filter(({ id, data }) => members.has(id) || key(data, 'company') === null).map(({ id }) => id)))
    const word = key(all.find(({ id }) => members.has(id))!.data, 'lastName')!
    const found = ids({ search: word, where: inOurs })
    expect(found.length).toBeGreaterThan(0)
    expect(sorted(found)).toEqual(sorted(ids({ search: word }).filter((id) => members.has(id))))
  })

  it('counts anew once a member is added, though no contact changed', () => {
    const outsider = all.find(({ id }) => !members.has(id))!.id, { makeId } = store.core
    const where = (inOurs as { id: { through: { where: { listId: string } } } }).id.through.where
    store.data.mutate({ mutationId: makeId(), label: 'Add', changes: [{ entity: 'listMembers', recordId: makeId(), op: 'create', patch: { ...where, contactId: outsider } }] })
    expect(store.data.list({ entity: 'contacts', where: inOurs, limit: 1 }).total).toBe(members.size + 1)
    members.add(outsider)
  })

  it('refuses to look through what is no reference', () => {
    for (const through of [{ entity: 'nothing', field: 'contactId' }, { entity: 'tasks', field: 'title' }]) expect(() => ids({ where: { id: { through } } })).toThrow(/reference/)
    expect(() => ids({ where: { city: { through: { entity: 'listMembers', field: 'contactId' } } } })).toThrow(/reference/)
  })

  it('groups by a column: every value once with its count, those without one last, as it is written', () => {
    for (const by of ['company', 'city', 'birthday']) {
      const groups = store.data.groups({ entity: 'contacts', group: { by } })
      const counts = new Map<string | null, number>()
      for (const { data } of all) { const of = key(data, by); counts.set(of, (counts.get(of) ?? 0) + 1) }
      expect(new Map(groups.map(({ key: of, count: times }) => [of, times]))).toEqual(counts)
      expect(groups.slice(0, -1).every(({ key: of }) => of !== null)).toBe(true)
      for (const { key: of, value } of groups) expect(value === null ? null : fold(value)).toBe(of)
      const keys = groups.flatMap(({ key: of }) => (of === null ? [] : [of as string]))
      expect(keys).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }
  })

  it('rows follow their groups and the order within; closed groups are left out of rows, not of the heads', () => {
    const group = { by: 'city' }
    const heads = store.data.groups({ entity: 'contacts', group, where: inOurs })
    const rows = ids({ group, sort: ['-lastName'], where: inOurs }), of = new Map(all.map(({ id, data }) => [id, data]))
    expect(rows.length).toBe(members.size)
    let at = 0
    for (const head of heads) {
      const within = rows.slice(at, at + head.count).map((id) => of.get(id)!)
      expect(new Set(within.map((data) => key(data, 'city')))).toEqual(new Set([head.key]))
      const names = within.map((data) => key(data, 'lastName')).filter((name) => name !== null)
      expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a))))
      at += head.count
    }
    const closed = [heads[0]!.key, null]
    const open = ids({ group: { by: 'city', closed }, where: inOurs })
    expect(open.length).toBe(members.size - heads.filter(({ key: head }) => closed.includes(head)).reduce((sum, head) => sum + head.count, 0))
    expect(store.data.list({ entity: 'contacts', group: { by: 'city', closed }, where: inOurs }).total).toBe(open.length)
    expect(store.data.groups({ entity: 'contacts', group: { by: 'city', closed }, where: inOurs })).toEqual(heads)
    const word = key(of.get(rows[0]!)!, 'lastName')!
    expect(store.data.groups({ entity: 'contacts', group, search: word }).reduce((sum, head) => sum + head.count, 0)).toBe(ids({ search: word }).length)
  })

  it('answers conditions in groups, and members, from indexes alone: no walk through the table', () => {
    if (count < 2_000) return
    const { core } = store, table = core.table('contacts')
    const nested: Where = { and: [{ company: { in: ['Onda', 'Argo'] } }, { or: [{ tags: { in: ['vip'] } }, { and: [{ city: { startsWith: 'b' } }, { lastName: { ne: 'Weber' } }] }] }] }
    const plan = (where: Where, group?: { by: string; closed: string[] }): string[] => {
      const { values } = core.db, asked: { sql: string; params: readonly SqlValue[] }[] = []
      core.db.values = (sql, params) => { asked.push({ sql, params: params ?? [] }); return values(sql, params) }
      // What was found before would be given again, without asking.
      core.touch('contacts')
      try { selectionOf(core, table, { entity: 'contacts', where, ...(group ? { group } : {}) }) } finally { core.db.values = values }
      expect(asked).not.toEqual([])
      return asked.flatMap(({ sql, params }) => core.db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params).map(({ detail }) => detail))
    }
    for (const steps of [plan(nested), plan(inOurs), plan({ and: [inOurs, nested] }), plan({ or: [inOurs, nested] }), plan(nested, { by: 'city', closed: ['bonn'] })]) {
      expect(steps.filter((step) => /^(SCAN|SEARCH) contacts/.test(step) && !/USING .*INDEX|INTEGER PRIMARY KEY/.test(step))).toEqual([])
    }
    // Of the members it begins at the list, and takes each contact by its id.
    expect(plan(inOurs).join('\n')).toMatch(/SEARCH contacts USING INDEX contacts_id/)
    expect(plan(inOurs).filter((step) => step.startsWith('SCAN contacts'))).toEqual([])
  })

  it('refuses to group by what is no column', () => {
    expect(() => store.data.groups({ entity: 'contacts', group: { by: 'nothing' } })).toThrow(/no column/)
    expect(() => store.data.groups({ entity: 'contacts' })).toThrow(/column/)
  })
})

describe.each([['a small table', 90], ['a big table', 2_400]])('references, %s', (_, count) => {
  it('sort and group by the name of what is referred to, those without one last, and page in that order from both ends', async () => {
    const store = await openMemoryStore(), { makeId } = store.core
    const write = (changes: { entity: string; recordId: string; op: 'create' | 'update'; patch: Data }[]): void => {
      for (let i = 0; i < changes.length; i += 100) store.data.mutate({ mutationId: makeId(), label: 'Make', changes: changes.slice(i, i + 100) })
    }
    const names = new Map(['Zebra', 'äpfel', 'Mango', 'Mango'].map((name) => [makeId(), name]))
    write([...names].map(([recordId, name]) => ({ entity: 'projects', recordId, op: 'create', patch: { name } })))
    const ids = [...names.keys()], titles = new Map<string, { title: string; project: string | null }>()
    for (let at = 0; at < count; at += 1) titles.set(makeId(), { title: `t${String(at * 7 % count).padStart(5, '0')}`, project: ids[at % 5] ?? null })
    write([...titles].map(([recordId, { title, project }]) => ({ entity: 'tasks', recordId, op: 'create', patch: { title, ...(project === null ? {} : { projectId: project }) } })))
    store.settle()

    const nameOf = (project: string | null): string => (project === null ? '~' : fold(names.get(project)!))
    const expected = [...titles].sort(([, a], [, b]) => {
      const [one, other] = [a, b].map(({ project, title }) => `${nameOf(project)} ${project ?? '~'} ${title}`) as [string, string]
      return one < other ? -1 : 1
    }).map(([id]) => id)
    const query: ListQuery = { entity: 'tasks', sort: ['title'], group: { by: 'projectId' } }
    expect(store.data.ids(query)).toEqual(expected)
    expect(store.data.ids({ ...query, offset: count - 7, limit: 5 })).toEqual(expected.slice(count - 7, count - 2))
    expect(store.data.ids({ entity: 'tasks', sort: ['projectId', 'title'] })).toEqual(expected)

    // Pages of what passes a filter, or was searched for, wherever they begin, and the other way round.
    const odd = expected.filter((id) => Number(titles.get(id)!.title.slice(1)) % 10 === 3), where: Where = { title: { in: odd.map((id) => titles.get(id)!.title) } }
    for (const offset of [0, 1, odd.length >> 1, odd.length - 3]) expect(store.data.ids({ ...query, where, offset, limit: 4 })).toEqual(odd.slice(offset, offset + 4))
    expect(store.data.list({ ...query, search: 't0', offset: 5, limit: 20 }).rows.map(({ id }) => id)).toEqual(expected.filter((id) => titles.get(id)!.title.startsWith('t0')).slice(5, 25))
    const turned = [...expected].sort((a, b) => { const [one, other] = [a, b].map((id) => titles.get(id)!.project) as [string | null, string | null]; return one === null || other === null ? Number(one === null) - Number(other === null) : `${nameOf(other)} ${other}` < `${nameOf(one)} ${one}` ? -1 : nameOf(other) === nameOf(one) && other === one ? 0 : 1 })
    expect(store.data.ids({ entity: 'tasks', sort: ['-projectId', 'title'], offset: 10, limit: count - 20 })).toEqual(turned.slice(10, -10))

    const groups = store.data.groups({ entity: 'tasks', group: { by: 'projectId' } })
    expect(groups.map(({ key }) => (key === null ? null : names.get(key as string)))).toEqual(['äpfel', 'Mango', 'Mango', 'Zebra', null])
    expect(groups.reduce((sum, { count: of }) => sum + of, 0)).toBe(count)
    expect(groups.flatMap(({ key, count: of }) => Array.from({ length: of }, () => key))).toEqual(expected.map((id) => titles.get(id)!.project))

    // A project that is called otherwise moves its tasks.
    write([{ entity: 'projects', recordId: ids[0]!, op: 'update', patch: { name: 'Aardvark' } }])
    expect(store.data.groups({ entity: 'tasks', group: { by: 'projectId' } })[0]!.key).toBe(ids[0])
    const downwards = store.data.ids({ entity: 'tasks', sort: ['-projectId', 'title'] })
    expect(titles.get(downwards[0]!)!.project).toBe([ids[2]!, ids[3]!].sort().at(-1))
    expect(titles.get(downwards.at(-1)!)!.project).toBeNull()
    store.close()
  })
})

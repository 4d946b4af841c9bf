import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { highest, marks } from './marks.ts'
import type { Rows } from './selection.ts'
import type { NamedSort, Sort } from './sort.ts'
import { keyIndex } from './sort-indexes.ts'

/*
 * Rows of a big table in the order of what they refer to. No index has that order; what rows refer to is far less than there are rows, though. So
 * what is referred to is put in order, once until a record of either entity changes, and only the rows that a page is made of are sorted within that.
 *
 *   rows by what they refer to (an index) ──▶ that, in order of its names ──▶ the few that the page lies in ──▶ their rows, sorted
 */

/** The numbers (or ids) of a stretch of living rows, in order. */
export function namedPage(
  core: Core, table: EntityTable, rows: Rows, sort: Sort & { named: NamedSort }, { offset, limit }: { offset: number; limit: number }, column: 'n' | 'id',
): (number | string)[] {
  const { order, numbersOf } = orderedGroups(core, table, sort.named)
  const wanted = rows.numbers ?? (rows.set === null ? null : core.db.values<number>(`SELECT n FROM (${rows.set.sql})`, rows.set.params))
  const marked = wanted === null ? null : marks(wanted, highest(core, table))
  const within: number[] = []
  let before = 0, at = 0
  for (const ref of order) {
    const all = numbersOf.get(ref)!, own = marked === null ? all : all.filter((n) => marked[n] === 1)
    const start = at
    at += own.length
    if (at <= offset) { before = at; continue }
    if (start >= offset + limit) break
    for (const n of own) within.push(n)
  }
  return core.db.values<number | string>(
    `SELECT ${column} FROM ${table.name} NOT INDEXED WHERE n IN (SELECT value FROM json_each(?)) ORDER BY ${sort.forward} LIMIT ? OFFSET ?`, [JSON.stringify(within), limit, offset - before])
}

interface Groups { version: string; order: readonly (string | null)[]; numbersOf: ReadonlyMap<string | null, readonly number[]> }

const kept = new WeakMap<Core, Map<string, Groups>>()
const keptOrders = 8

/** The living rows by what they refer to, and that in its order: what has a name by it, then what is not here, then nothing. */
function orderedGroups(core: Core, table: EntityTable, { target, others, down }: NamedSort): Groups {
  const cache = kept.get(core) ?? new Map<string, Groups>()
  kept.set(core, cache)
  const key = `${table.entity.name} ${target.key} ${String(down)}`, version = `${core.version(table.entity.name)} ${core.version(others.entity.name)}`
  const known = cache.get(key)
  if (known?.version === version) return known
  const numbersOf = new Map<string | null, number[]>()
  const index = keyIndex(core, table, target)
  core.db.each(`SELECT ${target.key}, n FROM ${table.name} ${index === null ? '' : `INDEXED BY ${index}`} WHERE deleted_at IS NULL`, [], ([value, n]) => {
    const ref = value as string | null, own = numbersOf.get(ref)
    if (own === undefined) numbersOf.set(ref, [n as number])
    else own.push(n as number)
  })
  const way = down ? 'DESC' : 'ASC'
  const order: (string | null)[] = core.db.values<string>(
    `SELECT ref.value FROM json_each(?) ref LEFT JOIN ${others.name} named ON named.id = ref.value ORDER BY named.${others.columns[0]!.key} ${way} NULLS LAST, ref.value ${way}`,
    [JSON.stringify([...numbersOf.keys()].filter((ref) => ref !== null))])
  if (numbersOf.has(null)) order.push(null)
  const groups = { version, order, numbersOf }
  cache.delete(key)
  if (cache.size >= keptOrders) cache.delete(cache.keys().next().value!)
  cache.set(key, groups)
  return groups
}

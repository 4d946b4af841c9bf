import { SatchelError } from '../shared/errors.ts'
import { fold } from '../shared/fold.ts'
import type { Data } from '../shared/json.ts'
import { separator } from './derive.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import { keyIndex, valuesIndex } from './sort-indexes.ts'

/** The most frequent values of a column among living records, as they are written there; `prefix` compares folded. */
export function facets(core: Core, entity: string, name: string, prefix: string, limit: number): { value: string; count: number }[] {
  const table = core.table(entity)
  const written = writtenIn(table, name)
  if (written === null) throw new SatchelError('invalid', `There is no column "${name}".`, { field: name })
  const target = targetOf(table, name)
  const by = (index: string | null): string => `${table.name} ${index === null ? '' : `INDEXED BY ${index}`}`
  const groups = new Map<string, { count: number; n: number }>()
  const count = (value: string, n: number, times: number): void => {
    const group = groups.get(value)
    if (group === undefined) groups.set(value, { count: times, n })
    else { group.count += times; group.n = n }
  }
  core.db.each(`SELECT ${target.key}, count(*), min(n) FROM ${by(keyIndex(core, table, target))} WHERE deleted_at IS NULL AND ${target.key} IS NOT NULL GROUP BY 1`, [],
    ([key, times, n]) => { count(String(key), n as number, times as number) })
  if (target.multi !== null) {
    // Where there are several values, the key is made of them and is no value itself.
    core.db.each(`SELECT ${target.multi}, ${target.key}, n FROM ${by(valuesIndex(core, table, target))} WHERE deleted_at IS NULL AND ${target.multi} IS NOT NULL`, [],
      ([values, key, n]) => {
        if (key !== null) count(String(key), n as number, -1)
        for (const value of new Set((values as string).split(separator))) if (value !== '') count(value, n as number, 1)
      })
  }
  const start = fold(prefix)
  const shown = [...groups].filter(([value, group]) => group.count > 0 && value.startsWith(start))
  return shown.sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1)).slice(0, limit).map(([folded, group]) => {
    const data = JSON.parse(core.db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [group.n])!) as Data
    return { value: written(data).find((value) => fold(value).startsWith(folded)) ?? folded, count: group.count }
  })
}

/** What a record has in a column, or under one key of a column of pairs, as it is written there; null: there is no such column. */
export function writtenIn(table: EntityTable, name: string): ((data: Data) => string[]) | null {
  const column = table.columns.find((other) => other.name === name)?.column
  if (column !== undefined) return (data) => [...(column.all?.(data) ?? []), String(column.sort(data) ?? '')]
  const dot = name.indexOf('.'), keyed = dot < 0 ? undefined : table.columns.find((other) => other.name === name.slice(0, dot))?.column
  if (keyed?.keyed !== true) return null
  const start = `${name.slice(dot + 1)}:`
  return (data) => (keyed.all?.(data) ?? []).filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length))
}

import { SatchelError } from '../shared/errors.ts'
import { fold } from '../shared/fold.ts'
import type { Data } from '../shared/json.ts'
import { separator } from './derive.ts'
import type { Core } from './core.ts'

/** The most frequent values of a column among living records, as they are written there; `prefix` compares folded. */
export function facets(core: Core, entity: string, name: string, prefix: string, limit: number): { value: string; count: number }[] {
  const table = core.table(entity)
  const found = table.columns.find((column) => column.name === name)
  if (found === undefined) throw new SatchelError('invalid', `There is no column "${name}".`, { field: name })
  const start = fold(prefix)
  const groups = new Map<string, { count: number; n: number }>()
  const count = (value: string, n: number, times: number): void => {
    if (value === '' || !value.startsWith(start)) return
    const group = groups.get(value)
    if (group === undefined) groups.set(value, { count: times, n })
    else group.count += times
  }
  const single = found.multi === null ? '' : `AND ${found.multi} IS NULL`
  core.db.each(`SELECT ${found.key}, count(*), min(n) FROM ${table.name} WHERE deleted_at IS NULL AND ${found.key} IS NOT NULL ${single} GROUP BY 1`, [],
    ([key, times, n]) => { count(String(key), n as number, times as number) })
  if (found.multi !== null) {
    core.db.each(`SELECT ${found.multi}, n FROM ${table.name} WHERE deleted_at IS NULL AND ${found.multi} IS NOT NULL`, [], ([values, n]) => {
      for (const value of new Set((values as string).split(separator))) count(value, n as number, 1)
    })
  }
  return [...groups].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1)).slice(0, limit).map(([folded, group]) => {
    const data = JSON.parse(core.db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [group.n])!) as Data
    const written = [...(found.column.all?.(data) ?? []), String(found.column.sort(data) ?? '')].find((value) => fold(value).startsWith(folded))
    return { value: written ?? folded, count: group.count }
  })
}

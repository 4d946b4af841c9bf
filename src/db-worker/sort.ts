import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { rankedTarget, targetOf } from './filter-target.ts'
import { keyIndex } from './sort-indexes.ts'

/** An order of rows: total, nulls last. */
export interface Sort {
  forward: string
  /** The same from its other end. */
  backward: string
  /** The first key. */
  key: string
  /** The index that walks the living rows by the first key; null: none. */
  index: string | null
}

/**
 * @param names columns, `-` before one to reverse it; none: the entity's first column. A reference sorts by what it names. `custom.<field>:<choice>,<choice>`,
 * each as in an address, sorts by the first of these choices that a record has
 */
export function sortOf(core: Core, table: EntityTable, names: readonly string[]): Sort {
  const keys = (names.length === 0 ? [table.firstColumn] : names).flatMap((given) => {
    const down = given.startsWith('-'), [column = '', order] = (down ? given.slice(1) : given).split(':')
    const target = order === undefined ? targetOf(table, column) : rankedTarget(table, column, order.split(',').map(decodeURIComponent))
    const named = namedKey(core.tables, table, column)
    return [...(named === null ? [] : [{ key: named, target: null, down }]), { key: target.key, target, down }]
  })
  const ordered = (back: boolean): string => [
    ...keys.map(({ key, down }) => `${key} ${down !== back ? 'DESC' : 'ASC'} NULLS ${back ? 'FIRST' : 'LAST'}`),
    `id ${keys[0]!.down !== back ? 'DESC' : 'ASC'}`,
  ].join(', ')
  const [first] = keys
  return { forward: ordered(false), backward: ordered(true), key: first!.key, index: first!.target === null ? null : keyIndex(core, table, first!.target) }
}

/**
 * What records sort by that refer to others: the first column of those, since an id says nothing to anybody. Null: the column is no reference.
 * @param id the SQL expression of the id that is referred to; the table's own column unless told
 */
export function namedKey(tables: ReadonlyMap<string, EntityTable>, table: EntityTable, name: string, id?: string): string | null {
  const others = tables.get(table.entity.fields[name]?.reference?.entity ?? ''), first = others?.columns[0]
  if (others === undefined || first === undefined) return null
  return `(SELECT named.${first.key} FROM ${others.name} named WHERE named.id = ${id ?? `${table.name}.${targetOf(table, name).key}`})`
}

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
 * @param names columns, `-` before one to reverse it; none: the entity's first column. `custom.<field>:<choice>,<choice>`, each as in an address, sorts by the
 * first of these choices that a record has
 */
export function sortOf(core: Core, table: EntityTable, names: readonly string[]): Sort {
  const keys = (names.length === 0 ? [table.firstColumn] : names).map((name) => {
    const down = name.startsWith('-'), [column = '', order] = (down ? name.slice(1) : name).split(':')
    return { target: order === undefined ? targetOf(table, column) : rankedTarget(table, column, order.split(',').map(decodeURIComponent)), down }
  })
  const ordered = (back: boolean): string => [
    ...keys.map(({ target, down }) => `${target.key} ${down !== back ? 'DESC' : 'ASC'} NULLS ${back ? 'FIRST' : 'LAST'}`),
    `id ${keys[0]!.down !== back ? 'DESC' : 'ASC'}`,
  ].join(', ')
  return { forward: ordered(false), backward: ordered(true), key: keys[0]!.target.key, index: keyIndex(core, table, keys[0]!.target) }
}

import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { columnOf, rankedTarget, targetOf } from './filter-target.ts'
import type { Target } from './filter-target.ts'
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
  /** Where the first key is the name of what rows refer to. */
  named: NamedSort | null
}

/** By what rows name by a column (`target`): records of another entity, in the order of their first column. */
export interface NamedSort { target: Target; others: EntityTable; down: boolean }

/**
 * @param names columns, `-` before one to reverse it; none: the entity's first column. A reference sorts by what it names. `custom.<field>:<choice>,<choice>`,
 * each as in an address, sorts by the first of these choices that a record has
 * @param group a name likewise: what comes before all of them, so that rows with one value of it follow each other
 */
export function sortOf(core: Core, table: EntityTable, names: readonly string[], group?: string): Sort {
  if (names.length > mostKeys) throw new SatchelError('invalid', `A list is sorted by ${mostKeys} columns at most.`, { field: 'sort' })
  const keys = [...(group === undefined ? [] : [group]), ...(names.length === 0 ? [table.firstColumn] : names)].flatMap((given, at): { key: string; target: Target | null; down: boolean; others?: EntityTable }[] => {
    const down = given.startsWith('-'), name = down ? given.slice(1) : given, column = columnOf(name)
    const ranked = rankOf(table, name), target = ranked ?? targetOf(table, column)
    const named = namedKey(core.tables, table, column)
    return [
      ...(named === null ? [] : [{ key: named, target: null, down, others: core.tables.get(table.entity.fields[column]!.reference!.entity)! }]), { key: target.key, target, down },
      // Of those that begin with the same choice, the ones with the same others make a group.
      ...(ranked !== null && group !== undefined && at === 0 ? [{ key: targetOf(table, column).key, target: null, down }] : []),
    ]
  })
  const ordered = (back: boolean): string => [
    ...keys.map(({ key, down }) => `${key} ${down !== back ? 'DESC' : 'ASC'} NULLS ${back ? 'FIRST' : 'LAST'}`),
    `id ${keys[0]!.down !== back ? 'DESC' : 'ASC'}`,
  ].join(', ')
  const [first] = keys
  return {
    forward: ordered(false), backward: ordered(true), key: first!.key, index: first!.target === null ? null : keyIndex(core, table, first!.target),
    named: first!.others === undefined ? null : { target: keys[1]!.target!, others: first!.others, down: first!.down },
  }
}

const mostKeys = 32

/** Of a name that says an order of choices, their places; null: it says none. */
export function rankOf(table: EntityTable, name: string): Target | null {
  const [column = '', order] = name.split(':')
  return order === undefined ? null : rankedTarget(table, column, order.split(',').map(decoded))
}

function decoded(value: string): string {
  try { return decodeURIComponent(value) } catch { throw new SatchelError('invalid', `“${value}” is not written as in an address.`, { field: 'sort' }) }
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

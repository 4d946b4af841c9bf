import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import type { Target } from './filter-target.ts'

/** Below this a scan is as fast as an index, and every index costs each write. */
const bigTable = 2_000

const made = new WeakMap<Core, Set<string>>()

/**
 * The index that walks the living rows by a stored key, then id; made the first time a big table is asked for it, and kept. Null where the
 * table is small, the key is not stored, or there was no room for it: then rows are sorted as they come.
 */
export function keyIndex(core: Core, table: EntityTable, target: Target): string | null {
  // Ids have an index of their own, and the trash another.
  if (!target.stored || target.index === null || target.key === 'id' || target.key === 'deleted_at' || !isBig(core, table)) return null
  const name = quote(`${table.entity.name}_by_${bare(target.index ?? target.key)}`)
  if (target.instead !== undefined) dropOthers(core, quote(`${table.entity.name}_by_${bare(target.instead)}`).slice(0, -1), name)
  return ensure(core, table, name, `(${target.key}, id) WHERE deleted_at IS NULL`) ? name : null
}

/** The index over the values of those living rows that have more than their key. */
export function valuesIndex(core: Core, table: EntityTable, target: Target): string | null {
  if (target.multi === null || !isBig(core, table)) return null
  const name = quote(`${table.entity.name}_all_${bare(target.multi)}`)
  return ensure(core, table, name, `(${target.multi}, ${target.key}) WHERE deleted_at IS NULL AND ${target.multi} IS NOT NULL`) ? name : null
}

/** After the file's content was replaced. */
export function forgetIndexes(core: Core): void { made.delete(core) }

/** Rows get their numbers in order, so the highest tells the size without counting. */
export const isBig = ({ db }: Core, table: EntityTable): boolean => (db.value<number | null>(`SELECT max(n) FROM ${table.name}`) ?? 0) >= bigTable

/** Choices were put in another order: the index of the former one would cost every write for nothing. */
function dropOthers(core: Core, prefix: string, name: string): void {
  if (core.db.inTransaction()) return
  for (const other of [...knownIndexes(core)].filter((one) => one.startsWith(prefix) && one !== name)) {
    core.db.exec(`DROP INDEX IF EXISTS ${other}`)
    knownIndexes(core).delete(other)
  }
}

function knownIndexes(core: Core): Set<string> {
  const known = made.get(core) ?? new Set(core.db.values<string>("SELECT name FROM sqlite_master WHERE type = 'index'").map(quote))
  made.set(core, known)
  return known
}

function ensure(core: Core, table: EntityTable, name: string, rest: string): boolean {
  const known = knownIndexes(core)
  if (known.has(name)) return true
  // A rollback would take it away again without anybody noticing.
  if (core.db.inTransaction()) return false
  try {
    core.db.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} ${rest}`)
    known.add(name)
    return true
  } catch (thrown) {
    if (thrown instanceof SatchelError && thrown.code === 'storage_full') return false
    throw thrown
  }
}

const bare = (column: string): string => column.replaceAll('"', '')

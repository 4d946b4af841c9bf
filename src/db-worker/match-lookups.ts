import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import type { MatchPart } from './match-part.ts'

/**
 * What keys of an entity are matched with, read in one pass over the table: from a value of a key's first name to the rows that have it,
 * and from a row to its values of the names after. Rows go by their ids, which are read along: to look up thousands afterwards takes as long
 * as the whole pass. Indexes would have to be made first and would cost every write from then on.
 */
export interface MatchLookups {
  covers(first: Iterable<string>, later: Iterable<string>): boolean
  /** Reads on for about `ms`; true when everything is read. */
  readOn(ms: number): boolean
  /** Ids of the records. */
  recordsWith(part: MatchPart, value: string): readonly string[]
  valuesOf(part: MatchPart, id: string): readonly string[]
  /** Of each value that several records have, their ids. */
  shared(part: MatchPart): Iterable<readonly string[]>
}

export function createLookups(core: Core, table: EntityTable, first: readonly MatchPart[], later: readonly MatchPart[]): MatchLookups {
  const rows = new Map(first.map((part) => [part.name, new Map<string, string | string[]>()]))
  const values = new Map(later.map((part) => [part.name, new Map<string, string | string[]>()]))
  const parts = [...new Map([...first, ...later].map((part) => [part.name, part])).values()]
  const columns = parts.flatMap((part) => part.columns)
  const living = `FROM ${table.name} WHERE deleted_at IS NULL AND n > ?1 ORDER BY n LIMIT ${rowsPerStep}`
  // To hand each cell over by itself takes several times as long as to read it, so rows come in one text.
  const joined = `SELECT max(n), count(*), group_concat(cells, char(29)) FROM (
    SELECT n, concat_ws(char(30), id, ${columns.map((column) => `coalesce(${column}, '')`).join(', ')}) AS cells ${living})`
  const single = `SELECT n, id, ${columns.map((column) => `coalesce(${column}, '')`).join(', ')} ${living}`
  let reached = 0, done = false

  const take = (part: MatchPart, id: string, found: readonly string[]): void => {
    const byValue = rows.get(part.name), byRow = values.get(part.name)
    if (byValue !== undefined) {
      for (const value of found) {
        const before = byValue.get(value)
        if (before === undefined) byValue.set(value, id)
        else if (typeof before === 'string') { if (before !== id) byValue.set(value, [before, id]) }
        else if (before.at(-1) !== id) before.push(id)
      }
    }
    if (byRow !== undefined && found.length > 0) byRow.set(id, found.length === 1 ? found[0]! : [...found])
  }
  const takeRow = (id: string, cells: readonly string[]): void => {
    let at = 1
    for (const part of parts) {
      take(part, id, part.read(cells, at))
      at += part.columns.length
    }
  }
  /** Reads the next rows; how many there were. */
  const step = (): number => {
    let rows: string[][] = [], count = 0, last = reached
    core.db.each(joined, [reached], ([n, found, text]) => {
      count = found as number
      if (count > 0) [last, rows] = [n as number, (text as string).split('\x1d').map((row) => row.split('\x1e'))]
    })
    // Somebody's text may hold what separates; then these rows come one by one.
    if (rows.length === count && rows.every((cells) => cells.length === columns.length + 1)) for (const cells of rows) takeRow(cells[0]!, cells)
    else core.db.each(single, [reached], (row) => { takeRow(row[1] as string, row.slice(1).map(String)) })
    reached = last
    return count
  }
  return {
    covers: (firstNames, laterNames) => [...firstNames].every((name) => rows.has(name)) && [...laterNames].every((name) => values.has(name)),
    readOn: (ms) => {
      const end = core.clock.monotonic() + ms
      while (!done && core.clock.monotonic() < end) done = step() < rowsPerStep
      return done
    },
    recordsWith: (part, value) => listOf(rows.get(part.name)?.get(value)),
    valuesOf: (part, id) => listOf(values.get(part.name)?.get(id)),
    shared: (part) => [...rows.get(part.name)?.values() ?? []].filter((found) => typeof found !== 'string'),
  }
}

/** Rows between two looks at the clock. */
const rowsPerStep = 256

const listOf = <T>(found: T | T[] | undefined): readonly T[] => (found === undefined ? [] : Array.isArray(found) ? found : [found])

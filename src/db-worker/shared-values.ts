import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import type { MatchPart } from './match-part.ts'

/** Which records of an entity share a value, read in one pass over the table: of each part from a value to the ids of the rows that have it. */
export interface SharedValues {
  /** Reads on for about `ms`; true when everything is read. */
  readOn(ms: number): boolean
  /** Of each value that several records have, their ids. */
  of(part: MatchPart): Iterable<readonly string[]>
}

export function createSharedValues(core: Core, table: EntityTable, parts: readonly MatchPart[]): SharedValues {
  const rows = new Map(parts.map((part) => [part.name, new Map<string, string | string[]>()]))
  const columns = parts.flatMap((part) => part.columns)
  const living = `FROM ${table.name} WHERE deleted_at IS NULL AND n > ?1 ORDER BY n LIMIT ${rowsPerStep}`
  // To hand each cell over by itself takes several times as long as to read it, so rows come in one text.
  const joined = `SELECT max(n), count(*), group_concat(cells, char(29)) FROM (
    SELECT n, concat_ws(char(30), id, ${columns.map((column) => `coalesce(${column}, '')`).join(', ')}) AS cells ${living})`
  const single = `SELECT n, id, ${columns.map((column) => `coalesce(${column}, '')`).join(', ')} ${living}`
  let reached = 0, done = false

  const take = (byValue: Map<string, string | string[]>, id: string, value: string): void => {
    const before = byValue.get(value)
    if (before === undefined) byValue.set(value, id)
    else if (typeof before === 'string') { if (before !== id) byValue.set(value, [before, id]) }
    else if (before.at(-1) !== id) before.push(id)
  }
  const takeRow = (id: string, cells: readonly string[]): void => {
    let at = 1
    for (const part of parts) {
      for (const value of part.read(cells, at)) take(rows.get(part.name)!, id, value)
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
    readOn: (ms) => {
      const end = core.clock.monotonic() + ms
      while (!done && core.clock.monotonic() < end) done = step() < rowsPerStep
      return done
    },
    of: (part) => [...rows.get(part.name)!.values()].filter((found) => typeof found !== 'string'),
  }
}

/** Rows between two looks at the clock. */
const rowsPerStep = 256

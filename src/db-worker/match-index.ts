import type { Core } from './core.ts'
import { separator } from './derive.ts'
import type { EntityTable } from './entity-table.ts'
import { hashText } from './match-hash.ts'
import type { MatchPart } from './match-part.ts'

/**
 * What keys of an entity are matched with, read in one pass over the table: from the hash of a key's first value to the numbers of the rows that have it, and from a
 * row to the hashes of its values of the names after. An index of the database would have to be made first and would cost every write from then on.
 *
 *   key ── hashes ──▶ rows that may fit, nearly all of them do ── their cells, read by number ──▶ rows that fit
 */
export interface MatchIndex {
  covers(first: Iterable<string>, later: Iterable<string>): boolean
  /** Reads on for about `ms`; true when everything is read. */
  readOn(ms: number): boolean
  /** Numbers of the rows that may fit, rising. */
  likely(key: AskedKey): number[]
  /** Reads the cells of these rows until a moment; true when all are here. */
  readRows(numbers: Iterable<number>, end: number): boolean
  /** The record's id, where it has what the key asks for; of a row that was read. */
  fitting(n: number, key: AskedKey): string | null
}

/** A name of a key and the value asked for, as `MatchPart.same` has it. */
export interface AskedPart { part: MatchPart; value: string }
/** The first of them is what rows are found by. */
export type AskedKey = readonly AskedPart[]

export function createMatchIndex(core: Core, table: EntityTable, first: readonly MatchPart[], later: readonly MatchPart[]): MatchIndex {
  const highest = core.db.value<number | null>(`SELECT max(n) FROM ${table.name}`) ?? 0
  const rows = new Map(first.map((part) => [part.name, createRowsByHash(highest)])), values = new Map(later.map((part) => [part.name, createHashesOfRows(highest)]))
  const parts = [...new Map([...first, ...later].map((part) => [part.name, part])).values()], columns = parts.flatMap((part) => part.columns)
  const takers = parts.flatMap((part) => part.columns.map((_, i) => ({ part, isList: i === 1, byHash: rows.get(part.name), ofRow: values.get(part.name) })))
  const offsets = new Map(parts.map((part, i) => [part.name, parts.slice(0, i).reduce((sum, { columns: before }) => sum + before.length, 0)]))
  const passSql = `SELECT n, ${columns.join(', ')} FROM ${table.name} WHERE deleted_at IS NULL AND n > ?1 ORDER BY n LIMIT ${rowsPerStep}`
  const cellsSql = `SELECT t.n, t.id, ${columns.map((column) => `CAST(coalesce(${column}, '') AS TEXT)`).join(', ')} FROM json_each(?1) wanted CROSS JOIN ${table.name} t ON t.n = wanted.value`
  const cells = new Map<number, { id: string; cells: string[] }>()
  let reached = 0, done = false

  const takeRow = (heap: Uint8Array, at: Int32Array): void => {
    reached = numberAt(heap, at[0]!, at[1]!)
    for (let i = 0; i < takers.length; i += 1) {
      const { part, isList, byHash, ofRow } = takers[i]!, end = at[2 * i + 3]!
      let start = at[2 * i + 2]!
      while (start < end) {
        let until = isList ? start : end
        while (until < end && heap[until] !== separatorByte) until += 1
        if (until > start) {
          const hash = part.hash(heap, start, until)
          byHash?.add(hash, reached)
          ofRow?.add(reached, hash)
        }
        start = until + 1
      }
    }
  }
  return {
    covers: (firstNames, laterNames) => [...firstNames].every((name) => rows.has(name)) && [...laterNames].every((name) => values.has(name)),
    readOn: (ms) => {
      const end = core.clock.monotonic() + ms
      while (!done && core.clock.monotonic() < end) {
        let count = 0
        core.db.scan(passSql, [reached], (heap, at) => {
          takeRow(heap, at)
          count += 1
        })
        done = count < rowsPerStep
      }
      return done
    },
    likely: ([asked, ...others]) => {
      const found = asked!.value === '' ? [] : rows.get(asked!.part.name)?.withHash(hashText(asked!.value)) ?? []
      if (found.length === 0) return found
      const hashes = others.map(({ value }) => hashText(value))
      return found.filter((n) => others.every(({ part }, i) => {
        const there = values.get(part.name)!
        return there.has(n, hashes[i]!) || (part.optional && there.isEmpty(n))
      }))
    },
    readRows: (numbers, end) => {
      const missing = [...new Set(numbers)].filter((n) => !cells.has(n))
      for (let i = 0; i < missing.length; i += rowsPerStep) {
        if (i > 0 && core.clock.monotonic() >= end) return false
        core.db.each(cellsSql, [JSON.stringify(missing.slice(i, i + rowsPerStep))], ([n, id, ...found]) => { cells.set(n as number, { id: id as string, cells: found as string[] }) })
      }
      return true
    },
    fitting: (n, key) => {
      const row = cells.get(n)
      if (row === undefined) return null
      const fits = key.every(({ part, value }, i) => {
        const there = part.read(row.cells, offsets.get(part.name)!)
        return there.includes(value) || (i > 0 && part.optional && there.length === 0)
      })
      return fits ? row.id : null
    },
  }
}

/** Rows between two looks at the clock. */
const rowsPerStep = 256

const separatorByte = separator.charCodeAt(0)

function numberAt(heap: Uint8Array, start: number, end: number): number {
  let n = 0
  for (let i = start; i < end; i += 1) n = n * 10 + heap[i]! - 48
  return n
}

/** From a hash to the numbers of rows, which come rising. `highest`: about as many there will be. */
function createRowsByHash(highest: number): { add(hash: number, n: number): void; withHash(hash: number): number[] } {
  const mask = 2 ** Math.max(10, Math.ceil(Math.log2(highest + 1))) - 1
  // From a hash's lower bits to the last place, and from a place to the one before; places count from 1.
  const lasts = new Int32Array(mask + 1)
  let hashes = new Int32Array(1024), numbers = new Int32Array(1024), befores = new Int32Array(1024), count = 0
  return {
    add: (hash, n) => {
      count += 1
      if (count === hashes.length) [hashes, numbers, befores] = [grown(hashes), grown(numbers), grown(befores)]
      hashes[count] = hash
      numbers[count] = n
      befores[count] = lasts[hash & mask]!
      lasts[hash & mask] = count
    },
    withHash: (hash) => {
      const found: number[] = []
      for (let place = lasts[hash & mask]!; place !== 0; place = befores[place]!) {
        // A row may have a value in two places.
        if (hashes[place] === hash && found.at(-1) !== numbers[place]) found.push(numbers[place]!)
      }
      return found.reverse()
    },
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}

/** From a row's number to its hashes, of which there mostly is one. */
function createHashesOfRows(highest: number): { add(n: number, hash: number): void; has(n: number, hash: number): boolean; isEmpty(n: number): boolean } {
  const firsts = new Int32Array(highest + 1), others = new Map<number, number[]>()
  return {
    add: (n, hash) => {
      if (firsts[n] === 0) firsts[n] = hash
      else if (firsts[n] !== hash) others.set(n, [...others.get(n) ?? [], hash])
    },
    has: (n, hash) => firsts[n] === hash || others.get(n)?.includes(hash) === true,
    isEmpty: (n) => firsts[n] === 0,
  }
}

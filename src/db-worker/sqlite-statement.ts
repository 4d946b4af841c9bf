import { SatchelError } from '../shared/errors.ts'
import type { SqliteModule } from './sqlite-module.ts'

export type SqlValue = string | number | Uint8Array | null

export interface Statement {
  bind(params: readonly SqlValue[] | undefined): void
  /** True: there is a row; false: done. */
  step(): boolean
  readonly columns: number
  column(index: number): SqlValue
  object(): Record<string, SqlValue>
  /** Where in memory the text of each column lies: of column i from `at[2 * i]` to before `at[2 * i + 1]`. It lies there until the next step. */
  places(at: Int32Array): void
}

export interface Statements {
  /** A prepared statement, out of the cache where it is there and not in use. Give it back in any case. */
  take(sql: string): Statement
  give(statement: Statement): void
  exec(sql: string): void
  isReadOnly(sql: string): boolean
  clear(): void
  /** Lets go of them and of the memory they are fed through; nothing is prepared afterwards. */
  close(): void
}

interface Kept extends Statement { sql: string; pointer: number; busy: boolean; /** When it was taken last, counted in takings. */ taken: number }

/** Every entity has some twenty of its own, and a look at all of them must not push out those of the next write. */
const keepAtMost = 800
const ROW = 100, DONE = 101, INTEGER = 1, FLOAT = 2, TEXT = 3, BLOB = 4
const PREPARE_PERSISTENT = 1
const TRANSIENT = -1
const scratchBytes = 1 << 16

/** Prepares, keeps and feeds the statements of one connection. */
export function createStatements(module: SqliteModule, db: number, check: (code: number, sql?: string) => void): Statements {
  const cache = new Map<string, Kept>()
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const out = module._malloc(8)
  const scratch = module._malloc(scratchBytes)
  let takings = 0

  /** Calls back with a pointer to the text's UTF-8, which is gone afterwards. */
  const withText = <T>(text: string, use: (pointer: number, bytes: number) => T): T => {
    if (text.length * 3 < scratchBytes) {
      const heap = module.HEAPU8
      let i = 0
      // Most text is short ASCII, for which this loop beats TextEncoder.
      if (text.length < 100) {
        for (; i < text.length; i += 1) {
          const unit = text.charCodeAt(i)
          if (unit > 127) break
          heap[scratch + i] = unit
        }
      }
      const bytes = i === text.length ? i : i + encoder.encodeInto(text.slice(i), heap.subarray(scratch + i, scratch + scratchBytes - 1)).written
      heap[scratch + bytes] = 0
      return use(scratch, bytes)
    }
    const encoded = encoder.encode(text)
    return withBytes(encoded, (pointer) => use(pointer, encoded.byteLength))
  }
  const withBytes = <T>(bytes: Uint8Array, use: (pointer: number) => T): T => {
    const pointer = module._malloc(bytes.byteLength + 1)
    if (pointer === 0) throw new SatchelError('internal', 'There was not enough memory.')
    try {
      module.HEAPU8.set(bytes, pointer)
      module.HEAPU8[pointer + bytes.byteLength] = 0
      return use(pointer)
    } finally {
      module._free(pointer)
    }
  }

  /** Prepares the first statement of the text; the pointer (0 for blank text) and how many bytes it took. */
  const prepareAt = (pointer: number, bytes: number, flags: number, sql: string): { statement: number; used: number } => {
    check(module._sqlite3_prepare_v3(db, pointer, bytes, flags, out, out + 4), sql)
    return { statement: module.getValue(out, '*'), used: module.getValue(out + 4, '*') - pointer }
  }

  const prepare = (sql: string): Kept => {
    const pointer = withText(sql, (text, bytes) => prepareAt(text, bytes, PREPARE_PERSISTENT, sql).statement)
    if (pointer === 0) throw new SatchelError('invalid', 'There is no statement in this text.')
    const columns = module._sqlite3_column_count(pointer)
    const parameters = module._sqlite3_bind_parameter_count(pointer)
    const names = Array.from({ length: columns }, (_, i) => module.UTF8ToString(module._sqlite3_column_name(pointer, i)))

    const bindOne = (index: number, value: SqlValue): number => {
      if (typeof value === 'string') return withText(value, (text, bytes) => module._sqlite3_bind_text(pointer, index, text, bytes, TRANSIENT))
      if (typeof value === 'number') {
        if (value === (value | 0)) return module._sqlite3_bind_int(pointer, index, value)
        if (Number.isSafeInteger(value)) {
          return module._sqlite3_bind_int64(pointer, index, value | 0, Math.floor(value / 2 ** 32) | 0)
        }
        return module._sqlite3_bind_double(pointer, index, value)
      }
      if (value === null) return module._sqlite3_bind_null(pointer, index)
      return withBytes(value, (bytes) => module._sqlite3_bind_blob(pointer, index, bytes, value.byteLength, TRANSIENT))
    }
    const column = (index: number): SqlValue => {
      switch (module._sqlite3_column_type(pointer, index)) {
        case INTEGER:
        case FLOAT:
          return module._sqlite3_column_double(pointer, index)
        case TEXT: {
          const start = module._sqlite3_column_text(pointer, index)
          return readText(start, module._sqlite3_column_bytes(pointer, index))
        }
        case BLOB: {
          const start = module._sqlite3_column_blob(pointer, index)
          return module.HEAPU8.slice(start, start + module._sqlite3_column_bytes(pointer, index))
        }
        default:
          return null
      }
    }
    return {
      sql, pointer, columns, column, busy: false, taken: 0,
      bind: (params) => {
        const given = params?.length ?? 0
        if (given !== parameters) throw new SatchelError('invalid', `The statement has ${parameters} parameters, ${given} were given.`)
        for (let i = 0; i < given; i += 1) check(bindOne(i + 1, params![i]!), sql)
      },
      step: () => {
        const code = module._sqlite3_step(pointer)
        if (code === ROW) return true
        if (code !== DONE) check(code, sql)
        return false
      },
      object: () => {
        const row: Record<string, SqlValue> = {}
        for (let i = 0; i < columns; i += 1) row[names[i]!] = column(i)
        return row
      },
      places: (at) => {
        for (let i = 0; i < columns; i += 1) {
          const start = module._sqlite3_column_text(pointer, i)
          at[2 * i] = start
          at[2 * i + 1] = start + module._sqlite3_column_bytes(pointer, i)
        }
      },
    }
  }

  const readText = (start: number, bytes: number): string => {
    const heap = module.HEAPU8
    if (bytes < 24) {
      let text = ''
      for (let i = start; i < start + bytes; i += 1) {
        const unit = heap[i]!
        if (unit > 127) return decoder.decode(heap.subarray(start, start + bytes))
        text += String.fromCharCode(unit)
      }
      return text
    }
    return decoder.decode(heap.subarray(start, start + bytes))
  }

  const clear = (): void => {
    for (const kept of cache.values()) module._sqlite3_finalize(kept.pointer)
    cache.clear()
  }

  return {
    clear,
    close: () => {
      clear()
      module._free(scratch)
      module._free(out)
    },
    take: (sql) => {
      const kept = cache.get(sql)
      // In use further up the stack: this call gets one of its own.
      if (kept?.busy === true) return prepare(sql)
      const statement = kept ?? prepare(sql)
      statement.busy = true
      statement.taken = takings += 1
      if (kept !== undefined) return statement
      cache.set(sql, statement)
      if (cache.size > keepAtMost) dropLongestUnused(cache, module)
      return statement
    },
    give: (statement) => {
      const kept = statement as Kept
      if (cache.get(kept.sql) !== kept) { module._sqlite3_finalize(kept.pointer); return }
      // The result of reset repeats the error of step, which has been thrown already.
      module._sqlite3_reset(kept.pointer)
      kept.busy = false
    },
    exec: (sql) => {
      const encoded = encoder.encode(sql)
      withBytes(encoded, (start) => {
        for (let at = 0; at < encoded.byteLength;) {
          const { statement, used } = prepareAt(start + at, encoded.byteLength - at, 0, sql)
          at += used
          if (statement === 0) continue
          try {
            let code = module._sqlite3_step(statement)
            while (code === ROW) code = module._sqlite3_step(statement)
            if (code !== DONE) check(code, sql)
          } finally {
            module._sqlite3_finalize(statement)
          }
        }
      })
    },
    isReadOnly: (sql) => withText(sql, (start, bytes) => {
      const { statement, used } = prepareAt(start, bytes, 0, sql)
      if (statement === 0) throw new SatchelError('invalid', 'There is no statement in this text.')
      const readOnly = module._sqlite3_stmt_readonly(statement) !== 0
      module._sqlite3_finalize(statement)
      const rest = decoder.decode(module.HEAPU8.slice(start + used, start + bytes))
      if (rest.replace(/--.*|\/\*[\s\S]*?\*\//g, '').trim() !== '') throw new SatchelError('invalid', 'Only one statement at a time.')
      return readOnly
    }),
  }
}

/** Those that are used stay. To look through them is quicker than to keep them in order at every use. */
function dropLongestUnused(cache: Map<string, Kept>, module: SqliteModule): void {
  let longest: Kept | null = null
  for (const kept of cache.values()) if (!kept.busy && (longest === null || kept.taken < longest.taken)) longest = kept
  if (longest === null) return
  cache.delete(longest.sql)
  module._sqlite3_finalize(longest.pointer)
}

import type { LogFlushes } from './buffered-wal.ts'
import { sqliteError } from './sqlite-errors.ts'
import type { SqliteModule } from './sqlite-module.ts'
import { cString } from './c-string.ts'
import { openBytes } from './open-bytes.ts'
import { createStatements } from './sqlite-statement.ts'
import type { SqlValue, Statement } from './sqlite-statement.ts'

export type { SqlValue } from './sqlite-statement.ts'
export type SqlRow = Record<string, SqlValue>

/**
 * One SQLite connection, wholly synchronous, so that whatever a function does with it is atomic to every other caller. Statements are
 * prepared once and kept. Integers come as numbers, blobs as copies. Every failure is a SatchelError (see sqlite-errors.ts).
 */
export interface Db {
  /** Runs a statement to its end; the number of rows it changed. */
  run(sql: string, params?: readonly SqlValue[]): number
  get<T = SqlRow>(sql: string, params?: readonly SqlValue[]): T | undefined
  all<T = SqlRow>(sql: string, params?: readonly SqlValue[]): T[]
  /** The first column of the first row. */
  value<T extends SqlValue = SqlValue>(sql: string, params?: readonly SqlValue[]): T | undefined
  /** The first column of every row. */
  values<T extends SqlValue = SqlValue>(sql: string, params?: readonly SqlValue[]): T[]
  /** Rows as arrays, one by one; ends early when `row` returns false. The array is the same one each time. */
  each(sql: string, params: readonly SqlValue[], row: (values: SqlValue[]) => boolean | void): void
  /** Rows as the places of their columns' text in memory (`Statement.places`), for who reads more than strings could be made of. */
  scan(sql: string, params: readonly SqlValue[], row: (heap: Uint8Array, at: Int32Array) => void): void
  /** Several statements without parameters. */
  exec(sql: string): void
  /**
   * All or nothing; a transaction within a transaction is part of it. Whatever throws rolls back, a failed COMMIT too.
   * @param flushed false: what the server can give again. Its COMMIT does not wait for the disk, and a power cut may undo it with all that came after it;
   * a later one that waits makes it last too
   */
  transaction<T>(work: () => T, flushed?: boolean): T
  inTransaction(): boolean
  lastRowId(): number
  /** Rows changed since the connection was opened, those of virtual tables' own tables among them. */
  totalChanges(): number
  /** True when the statement does not write. Throws where it is no valid statement, or more than one. */
  isReadOnly(sql: string): boolean
  /** Runs `work`, whose statements end with `timeout` once `isOver` says so. */
  limited<T>(isOver: () => boolean, work: () => T): T
  /** The whole database as one file's bytes. */
  serialize(): Uint8Array
  /** A connection of its own to a database of these bytes, in memory. The bytes say rollback mode (header offsets 18 and 19 are 1). */
  openCopy(file: Uint8Array): Db
  /** Replaces the whole content by that of another connection of the same module. */
  copyFrom(other: Db): void
  close(): void
  /** For `copyFrom` only. */
  readonly pointer: number
}

/** Of SQLite's virtual machine, between two looks at the clock: about a millisecond. */
const stepsBetweenLooks = 100_000

export function createDb(module: SqliteModule, pointer: number, vfs: string, flushes: LogFlushes = { now: true }): Db {
  const check = (code: number, sql?: string): void => {
    if (code !== 0) throw sqliteError(module._sqlite3_extended_errcode(pointer) || code, module.UTF8ToString(module._sqlite3_errmsg(pointer)), sql)
  }
  const statements = createStatements(module, pointer, check)
  const out = module._malloc(8)
  let closed = false
  const read = <T>(sql: string, params: readonly SqlValue[] | undefined, consume: (statement: Statement) => T): T => {
    const statement = statements.take(sql)
    try {
      statement.bind(params)
      return consume(statement)
    } finally {
      statements.give(statement)
    }
  }

  const db: Db = {
    pointer,
    run: (sql, params) => read(sql, params, (statement) => {
      while (statement.step());
      return module._sqlite3_changes(pointer)
    }),
    get: <T>(sql: string, params?: readonly SqlValue[]) => read(sql, params, (statement) => (statement.step() ? statement.object() as T : undefined)),
    all: <T>(sql: string, params?: readonly SqlValue[]) => read(sql, params, (statement) => {
      const rows: T[] = []
      while (statement.step()) rows.push(statement.object() as T)
      return rows
    }),
    value: <T extends SqlValue>(sql: string, params?: readonly SqlValue[]) => read(sql, params, (statement) => (statement.step() ? statement.column(0) as T : undefined)),
    values: <T extends SqlValue>(sql: string, params?: readonly SqlValue[]) => read(sql, params, (statement) => {
      const out: T[] = []
      while (statement.step()) out.push(statement.column(0) as T)
      return out
    }),
    each: (sql, params, row) => read(sql, params, (statement) => {
      const values: SqlValue[] = new Array<SqlValue>(statement.columns)
      while (statement.step()) {
        for (let i = 0; i < values.length; i += 1) values[i] = statement.column(i)
        if (row(values) === false) return
      }
    }),
    scan: (sql, params, row) => read(sql, params, (statement) => {
      const at = new Int32Array(2 * statement.columns)
      while (statement.step()) {
        statement.places(at)
        row(module.HEAPU8, at)
      }
    }),
    exec: (sql) => { statements.exec(sql) },
    transaction: (work, flushed = true) => {
      if (db.inTransaction()) return work()
      db.run('BEGIN IMMEDIATE')
      try {
        const result = work()
        flushes.now = flushed
        db.run('COMMIT')
        return result
      } catch (thrown) {
        // A full disk may have ended the transaction already; a COMMIT that failed may have left it open.
        if (db.inTransaction()) db.run('ROLLBACK')
        throw thrown
      } finally {
        flushes.now = true
      }
    },
    inTransaction: () => module._sqlite3_get_autocommit(pointer) === 0,
    lastRowId: () => module._sqlite3_last_insert_rowid(pointer),
    totalChanges: () => module._sqlite3_total_changes(pointer),
    isReadOnly: (sql) => statements.isReadOnly(sql),
    limited: (isOver, work) => {
      module.progress_handler(pointer, stepsBetweenLooks, () => (isOver() ? 1 : 0), 0)
      try { return work() } finally { module.progress_handler(pointer, 0, null, 0) }
    },
    serialize: () => {
      const main = cString(module, 'main')
      try {
        const bytes = module._sqlite3_serialize(pointer, main, out, 0)
        const size = module.getValue(out, 'i32')
        if (bytes === 0) throw sqliteError(7, 'could not serialize')
        const copy = module.HEAPU8.slice(bytes, bytes + size)
        module._sqlite3_free(bytes)
        return copy
      } finally {
        module._free(main)
      }
    },
    openCopy: (file) => {
      const copy = createDb(module, openBytes(module, file, vfs), vfs)
      // The file system has no temporary files to give (open-opfs.ts).
      copy.exec('PRAGMA temp_store=memory')
      return copy
    },
    copyFrom: (other) => {
      statements.clear()
      const main = cString(module, 'main')
      try {
        const backup = module._sqlite3_backup_init(pointer, main, other.pointer, main)
        if (backup === 0) check(1)
        module._sqlite3_backup_step(backup, -1)
        check(module._sqlite3_backup_finish(backup))
      } finally {
        module._free(main)
      }
    },
    close: () => {
      if (closed) return
      closed = true
      statements.close()
      module._free(out)
      check(module._sqlite3_close_v2(pointer))
    },
  }
  return db
}

import type { Vfs } from './vfs.ts'

/** The emscripten module of wa-sqlite's synchronous build, as far as the binding calls it. Pointers are plain numbers. */
export interface SqliteModule {
  /** The VFS puts promises here; an `open` that answered BUSY is repeated once they are settled. */
  retryOps: Promise<unknown>[]
  pendingOps: Promise<unknown>[]
  HEAPU8: Uint8Array
  getValue(pointer: number, type: '*' | 'i32'): number
  UTF8ToString(pointer: number): string
  ccall(name: string, returns: 'void' | 'number', types: 'number'[], args: number[]): number
  vfs_register(vfs: Vfs, makeDefault: boolean): number
  /** Asks `handler` every so many steps of a statement; anything but 0 ends it. Null: nobody. */
  progress_handler(db: number, steps: number, handler: ((app: number) => number) | null, app: number): void
  create_function(
    db: number, name: string, args: number, encoding: number, app: number,
    call: (context: number, count: number, values: number) => void, step: number, final: number,
  ): number
  _sqlite3_value_type(value: number): number
  _sqlite3_value_text(value: number): number
  _sqlite3_value_bytes(value: number): number
  _sqlite3_result_text(context: number, pointer: number, bytes: number, destructor: number): void
  _sqlite3_result_null(context: number): void
  _malloc(bytes: number): number
  _free(pointer: number): void
  _sqlite3_malloc(bytes: number): number
  _sqlite3_free(pointer: number): void
  _sqlite3_open_v2(name: number, out: number, flags: number, vfs: number): number
  _sqlite3_close_v2(db: number): number
  _sqlite3_extended_result_codes(db: number, on: number): number
  _sqlite3_extended_errcode(db: number): number
  _sqlite3_errmsg(db: number): number
  _sqlite3_prepare_v3(db: number, sql: number, bytes: number, flags: number, out: number, tail: number): number
  _sqlite3_step(stmt: number): number
  _sqlite3_reset(stmt: number): number
  _sqlite3_finalize(stmt: number): number
  _sqlite3_stmt_readonly(stmt: number): number
  _sqlite3_bind_parameter_count(stmt: number): number
  _sqlite3_bind_null(stmt: number, index: number): number
  _sqlite3_bind_int(stmt: number, index: number, value: number): number
  _sqlite3_bind_double(stmt: number, index: number, value: number): number
  _sqlite3_bind_int64(stmt: number, index: number, low: number, high: number): number
  _sqlite3_bind_text(stmt: number, index: number, pointer: number, bytes: number, destructor: number): number
  _sqlite3_bind_blob(stmt: number, index: number, pointer: number, bytes: number, destructor: number): number
  _sqlite3_column_count(stmt: number): number
  _sqlite3_column_type(stmt: number, index: number): number
  _sqlite3_column_name(stmt: number, index: number): number
  _sqlite3_column_double(stmt: number, index: number): number
  _sqlite3_column_text(stmt: number, index: number): number
  _sqlite3_column_blob(stmt: number, index: number): number
  _sqlite3_column_bytes(stmt: number, index: number): number
  _sqlite3_changes(db: number): number
  _sqlite3_total_changes(db: number): number
  _sqlite3_last_insert_rowid(db: number): number
  _sqlite3_get_autocommit(db: number): number
  _sqlite3_serialize(db: number, schema: number, sizeOut: number, flags: number): number
  _sqlite3_deserialize(db: number, schema: number, bytes: number, sizeLow: number, sizeHigh: number, roomLow: number, roomHigh: number, flags: number): number
  _sqlite3_backup_init(to: number, toName: number, from: number, fromName: number): number
  _sqlite3_backup_step(backup: number, pages: number): number
  _sqlite3_backup_finish(backup: number): number
}

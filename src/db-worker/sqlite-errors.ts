import { SatchelError } from '../shared/errors.ts'

const FULL = 13, CANTOPEN = 14, BUSY = 5, LOCKED = 6, CORRUPT = 11, NOTADB = 26, NOMEM = 7, READONLY = 8, INTERRUPT = 9, IOERR = 10
const ioWrites = new Set([778 /* WRITE */, 1034 /* FSYNC */, 1546 /* TRUNCATE */, 1290 /* DIR_FSYNC */, 4874 /* SHMSIZE */])

/** SQLite's (extended) result code as the error a person and a program can act on. `details.sqlite` keeps the code for the log. */
export function sqliteError(code: number, message: string, sql?: string): SatchelError {
  const more = { details: { sqlite: code, text: message, ...(sql === undefined ? {} : { sql: sql.slice(0, 300) }) } }
  // A full quota shows itself as a short write, which the VFS reports as IOERR_WRITE.
  if ((code & 0xff) === FULL || ioWrites.has(code)) {
    return new SatchelError('storage_full', 'This device has no space left for Satchel. Nothing that was saved before is harmed; this change was not saved.', more)
  }
  switch (code & 0xff) {
    case CORRUPT:
    case NOTADB:
      return new SatchelError('storage_corrupt', 'The local database is damaged.', more)
    case BUSY:
    case LOCKED:
    case CANTOPEN:
      return new SatchelError('storage_locked', 'The local database is in use elsewhere and could not be opened.', more)
    case IOERR:
      return new SatchelError('storage_unavailable', 'The browser could not read or write the local database.', more)
    case INTERRUPT:
      return new SatchelError('timeout', 'This took too long and was stopped. Nothing was changed.', more)
    case NOMEM:
      return new SatchelError('internal', 'There was not enough memory.', more)
    case READONLY:
      return new SatchelError('forbidden', 'This statement would write; only reading is allowed here.', more)
    default:
      return new SatchelError('internal', `The local database refused a statement: ${message}`, more)
  }
}

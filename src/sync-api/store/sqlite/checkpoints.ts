import AsyncDatabase from 'libsql/promise'

/**
 * What commits leave in the log is moved into the file now and then, by a connection and on a thread of its own. SQLite by itself does it within a commit, for
 * which everybody waits: twice the disk, and thousands of pages.
 */
export interface Checkpoints {
  /** So many rows were committed. */
  wrote(rows: number): void
  /** Begins none any more; settles when none is under way. */
  close(): Promise<void>
}

/** Rows after which it is time; some twenty megabytes of log. */
const rowsBetween = 8_000

/** @param file the store's; nobody checkpoints what is in memory alone */
export function createCheckpoints(file: string): Checkpoints {
  let connection: Beside | null = null, underWay: Promise<void> | null = null, rows = 0, closed = false

  const checkpoint = async (): Promise<void> => {
    try {
      connection ??= new AsyncDatabase(file, {}) as Beside
      // PASSIVE waits for nobody and keeps nobody waiting: what somebody is still reading past is moved the next time.
      await connection.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // The log keeps everything; the disk that is full, or gone, is met by the next commit, which says so.
    }
    underWay = null
  }
  return {
    wrote(more) {
      rows += more
      if (rows < rowsBetween || underWay !== null || closed || file === ':memory:') return
      rows = 0
      underWay = checkpoint()
    },
    close: async () => {
      closed = true
      await underWay
      connection?.close()
    },
  }
}

/** What is used of it; its types say `any`. */
interface Beside { exec(sql: string): Promise<void>; close(): void }

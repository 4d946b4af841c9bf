import { escapeLiteral, Pool, types, type PoolClient } from 'pg'
import { sleep, systemClock } from '../../../shared/clock.ts'
import { systemRandom } from '../../../shared/random.ts'
import { StoreClosedError } from '../port.ts'
import { asStoreError, fateOf, talking } from './failures.ts'
import { appRole, schema } from './names.ts'
import { createSession, type Session } from './session.ts'

/** A pool of connections, and transactions on it that are tried again where that is safe. */
export interface Database {
  /**
   * A transaction that writes, as one workspace (row-level security shows it nothing else); what `work` throws rolls it back. It is begun anew,
   * with `work` from its start, where the database took it back or the connection was lost; in the second case it may have been
   * committed already, so `work` finds what it did before and does not do it twice.
   */
  write<T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T>
  /** One moment of one workspace: everything `work` reads is of the same snapshot. */
  read<T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T>
  /** Single statements outside any workspace, each committed by itself; tried again alike, so one that is done twice must be as done once. */
  direct: Session
  /** Rejects, and soon, where the database cannot be written; in a table that no log is kept of. */
  tryWriting(): Promise<void>
  /** Lets nobody in any more; settles when the last one is out and the connections are closed. */
  close(): Promise<void>
}

/**
 * @param connections how many the pool holds at most
 * @param answerMs after how long without an answer a connection counts as lost: that of a machine that fell silent says nothing for a quarter of an hour. Longer than whoever
 *   waits for a row is let wait.
 */
export function openDatabase(url: string, connections: number, answerMs = 30_000): Database {
  const pool = new Pool({
    connectionString: url, max: connections, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000, query_timeout: answerMs, types: numbers,
    application_name: 'satchel', options: settings,
  })
  // A connection that ends while nobody uses it goes from the pool; one that ends in use fails its statement. Neither may end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  let closed = false
  const running = new Set<Promise<unknown>>()

  const attempts = async <T>(once: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreClosedError('The store is closed.')
    const begun = systemClock.monotonic()
    for (let tries = 1; ; tries += 1) {
      try {
        return await once()
      } catch (thrown) {
        if (fateOf(thrown) === 'final' || systemClock.monotonic() - begun > patienceMs) throw asStoreError(thrown)
        await sleep(systemClock, Math.min(1_000, 5 * 2 ** tries) * (0.5 + systemRandom.next()))
      }
    }
  }
  /** Kept in mind until it ends, for `close`. */
  const counted = <T>(work: Promise<T>): Promise<T> => {
    running.add(work)
    const forget = (): void => { running.delete(work) }
    work.then(forget, forget)
    return work
  }
  const transaction = <T>(begin: string, workspaceId: string, work: (session: Session) => Promise<T>): Promise<T> =>
    counted(attempts(() => runOnce(pool, `${begin}; SELECT set_config('satchel.workspace', ${escapeLiteral(workspaceId)}, true)`, work)))
  const single = <T>(work: (session: Session) => Promise<T>): Promise<T> => counted(attempts(() => work(createSession(pool))))

  return {
    // Each statement sees what was committed before it: after the wait for the row lock, that is all of it.
    write: (workspaceId, work) => transaction('BEGIN ISOLATION LEVEL READ COMMITTED', workspaceId, work),
    read: (workspaceId, work) => transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', workspaceId, work),
    direct: {
      all: (sql, ...binds) => single((session) => session.all(sql, ...binds)),
      get: (sql, ...binds) => single((session) => session.get(sql, ...binds)),
      run: (sql, ...binds) => single((session) => session.run(sql, ...binds)),
    },
    tryWriting: async () => {
      if (closed) throw new StoreClosedError('The store is closed.')
      await createSession(pool).run("INSERT INTO rate_limits VALUES ('health', 0, 0) ON CONFLICT (key) DO UPDATE SET count = 0").catch((thrown: unknown) => { throw asStoreError(thrown) })
    },
    close: async () => {
      closed = true
      await Promise.allSettled(running)
      await pool.end()
    },
  }
}

/** How long is tried again: a restart of the database, or its place being taken by another, shall not be noticed. */
const patienceMs = 8_000

/**
 * The role that owns nothing, so that row-level security holds for it; whoever goes silent in a transaction, or waits too long for a row, is let
 * go. An acknowledged commit is on disk, whatever the server's default is.
 */
const settings = [
  `role=${appRole}`, `search_path=${schema}`, 'synchronous_commit=on', 'idle_in_transaction_session_timeout=30s', 'lock_timeout=20s',
].map((setting) => `-c ${setting}`).join(' ')

/** Revisions and counts are far below 2^53. */
const numbers = {
  getTypeParser: ((oid: number, format?: 'text') => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format))) as typeof types.getTypeParser,
}

async function runOnce<T>(pool: Pool, begin: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await talking(() => pool.connect())
  const session = createSession(client)
  let usable = true
  try {
    await talking(() => client.query(begin))
    const result = await work(session)
    const failure = session.failed()
    if (failure !== null) throw failure.cause
    const { command } = await talking(() => client.query('COMMIT'))
    // PostgreSQL's way to say that the transaction had failed already.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back at its commit.')
    return result
  } catch (thrown) {
    // What failed first tells what happened, whatever `work` made of it.
    const cause = session.failed()?.cause ?? thrown
    usable = fateOf(cause) !== 'unknown' && await isRolledBack(client)
    throw cause
  } finally {
    client.release(!usable)
  }
}

const isRolledBack = (client: PoolClient): Promise<boolean> => client.query('ROLLBACK').then(() => true, () => false)

import { DatabaseError } from 'pg'
import { StoreUnavailableError } from '../port.ts'

/** The connection was refused, or lost with a statement on it. `code` tells it from a fault of ours, as it does with the database's errors. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError'
  readonly code = 'connection_lost'
}

/** Runs what talks to the database; what the driver throws without an answer of the database is a lost connection. */
export async function talking<T>(talk: () => Promise<T>): Promise<T> {
  try {
    return await talk()
  } catch (thrown) {
    if (thrown instanceof DatabaseError || thrown instanceof TypeError) throw thrown
    throw new ConnectionLostError(`The database cannot be reached (${wordsOf(thrown)}).`, { cause: thrown })
  }
}

/** Where a name has several addresses, Node's own error of all of them is without words. */
const wordsOf = (thrown: unknown): string =>
  (thrown instanceof AggregateError ? thrown.errors.map((error) => wordsOf(error)).join('; ') : thrown instanceof Error ? thrown.message : String(thrown))

/**
 * What became of a transaction that failed, which says what to do next:
 * - `undone`: the database took it back for another's sake (a deadlock, a serialization failure); once more.
 * - `unknown`: the connection was lost, before the commit or after it; once more, and whoever does it finds what is there already.
 * - `final`: it would fail again.
 */
export function fateOf(failure: unknown): 'undone' | 'unknown' | 'final' {
  if (failure instanceof ConnectionLostError) return 'unknown'
  if (!(failure instanceof DatabaseError)) return 'final'
  const code = failure.code ?? ''
  if (undone.has(code)) return 'undone'
  return lost.has(code) || code.startsWith('08') ? 'unknown' : 'final'
}

/** serialization_failure, deadlock_detected. */
const undone = new Set(['40001', '40P01'])
/**
 * admin_shutdown, crash_shutdown, cannot_connect_now, idle_in_transaction_session_timeout, too_many_connections; and read_only_sql_transaction:
 * the machine one is connected to is no longer the one that is written to.
 */
const lost = new Set(['57P01', '57P02', '57P03', '25P03', '53300', '25006'])

/** As it leaves the store: what another try later may mend (lock_not_available too) says so, everything else stays what it was. */
export function asStoreError(failure: unknown): unknown {
  const mayPass = fateOf(failure) !== 'final' || (failure instanceof DatabaseError && failure.code === '55P03')
  return mayPass ? new StoreUnavailableError('The database cannot be reached, or keeps us waiting.', { cause: failure }) : failure
}

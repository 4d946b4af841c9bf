import { join } from 'node:path'
import type { SyncStore } from '../port.ts'
import { createAccounts } from './accounts.ts'
import { createApiTokens } from './api-tokens.ts'
import { createCheckpoints } from './checkpoints.ts'
import type { Connection } from './connection.ts'
import { openConnection } from './connection.ts'
import { rewriteSecrets } from '../kept-secrets.ts'
import { isMigrated, migrate } from './migrations.ts'
import { createReader } from './reader.ts'
import { createTeam } from './team.ts'
import { createTransaction } from './transaction.ts'
import { createTurns } from './turns.ts'
import { createHints } from './hints.ts'
import { createWebhooks } from './webhooks.ts'
import { createWriter } from './writer.ts'

/** The file in a server's data folder. */
export const fileOf = (dataDir: string): string => join(dataDir, 'satchel.db')

/** SQLite finds the file damaged; the message is its own first finding. */
export class DamagedFileError extends Error { override readonly name = 'DamagedFileError' }

/**
 * The embedded store: one SQLite file (or `:memory:`), one connection, one transaction at a time, which
 * writes that wait share. The file is one process's: it is
 * locked for writing by the first that opens it.
 *
 * @param beforeMigrating called before a file of an older program is brought to this one's shape
 * @throws DamagedFileError; and where the file is of a newer program, or its data was moved elsewhere
 */
export function openSqliteStore(file: string, beforeMigrating?: () => void): SyncStore {
  const connection = openChecked(file)
  try {
    refuseMoved(connection)
    migrate(connection, beforeMigrating)
  } catch (thrown) {
    connection.close()
    throw thrown
  }
  // What savepoints keep; not before, where new indexes may be sorted that are larger than memory.
  connection.pragma('temp_store = MEMORY')
  const checkpoints = createCheckpoints(file), turns = createTurns(connection, checkpoints.wrote)
  /** Workspaces that were found: none ever goes. */
  const known = new Set<string>()

  return {
    accounts: createAccounts(connection, turns),
    apiTokens: createApiTokens(connection, turns),
    webhooks: createWebhooks(connection, turns),
    team: createTeam(connection, turns),
    hints: createHints(connection, turns),

    write: (workspaceId, work) => turns.write(async () => {
      // R1: the row lock is the first statement, so that an engine with several writers hands out revisions in commit order.
      const locked = connection.prepare('UPDATE workspaces SET revision = revision WHERE id = ?').run(workspaceId)
      return locked === 0 ? null : work(createWriter(connection, workspaceId))
    }),

    read: (workspaceId, work) => turns.enter(async () => {
      if (!known.has(workspaceId) && connection.prepare('SELECT 1 FROM workspaces WHERE id = ?').get(workspaceId) === undefined) return null
      known.add(workspaceId)
      return work(createReader(connection, workspaceId))
    }),

    workspaces: (after, limit) => turns.enter(async () =>
      connection.prepare<{ id: string }>('SELECT id FROM workspaces WHERE id > ? ORDER BY id LIMIT ?').all(after ?? '', limit).map(({ id }) => id)),

    shapes: () => turns.enter(async () =>
      new Map(connection.prepare<{ entity: string; version: number }>('SELECT entity, version FROM entity_shapes').all().map(({ entity, version }) => [entity, version]))),

    saveShape: (entity, version) => turns.enter(async () => {
      connection.prepare('INSERT INTO entity_shapes VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version').run(entity, version)
    }),

    rewriteSecrets: (rewrite) => createTransaction(connection, turns)(() => rewriteSecrets({
      all: async (sql) => connection.prepare<{ id: string; value: string }>(sql).all(),
      run: async (sql, ...binds) => connection.prepare(sql).run(...binds),
    }, (n) => `?${n}`, rewrite)),

    health: () => turns.enter(async () => {
      // Writes what stands there already: to the log and to the disk.
      connection.prepare('UPDATE schema_steps SET done_at = done_at WHERE step = 1').run()
      return { migrated: isMigrated(connection) }
    }),

    close: async () => {
      await turns.close()
      await checkpoints.close()
      connection.pragma('wal_checkpoint(TRUNCATE)')
      connection.close()
    },
  }
}

/** Whether SQLite says by an error that a file is none of its own, or no whole one. */
export const isDamage = (thrown: unknown): boolean => ['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes((thrown as { code?: unknown } | null)?.code as string)

/** A damaged file must not be served: what is read from it would be spread over all devices. */
function openChecked(file: string): Connection {
  let connection: Connection | null = null
  try {
    connection = openConnection(file)
    const [finding] = connection.pragma('quick_check(1)') as { quick_check: string }[]
    if (finding?.quick_check !== 'ok') throw new DamagedFileError(finding?.quick_check ?? 'no answer')
    return connection
  } catch (thrown) {
    connection?.close()
    throw isDamage(thrown) ? new DamagedFileError((thrown as Error).message, { cause: thrown }) : thrown
  }
}

/** Served in both places, the data would part (maintenance/move.ts). */
function refuseMoved(connection: Connection): void {
  if (connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'moved'").get() === undefined) return
  const moved = connection.prepare<{ store: string; at: string }>('SELECT store, at FROM moved ORDER BY at DESC').get()
  if (moved !== undefined) throw new Error(`The data of this file was moved to ${moved.store} at ${moved.at}; set DATABASE_URL, and start again.`)
}

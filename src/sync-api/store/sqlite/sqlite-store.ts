import type { SyncStore } from '../port.ts'
import { createAccounts } from './accounts.ts'
import type { Connection } from './connection.ts'
import { openConnection } from './connection.ts'
import { createGate } from '../gate.ts'
import { migrate } from './migrations.ts'
import { createReader } from './reader.ts'
import { createWriter } from './writer.ts'

/**
 * The embedded store: one SQLite file (or `:memory:`), one connection, one transaction at a time. The file is one process's: it is
 * locked for writing by the first that opens it.
 */
export function openSqliteStore(file: string): SyncStore {
  const connection = openConnection(file)
  try {
    migrate(connection)
  } catch (thrown) {
    connection.close()
    throw thrown
  }
  const gate = createGate()

  return {
    accounts: createAccounts(connection, gate),

    write: (workspaceId, work) => gate.enter(async () => {
      connection.exec('BEGIN IMMEDIATE')
      try {
        // R1: the row lock is the first statement, so that an engine with several writers hands out revisions in commit order.
        const locked = connection.prepare('UPDATE workspaces SET revision = revision WHERE id = ?').run(workspaceId)
        const result = locked === 0 ? null : await work(createWriter(connection, workspaceId))
        connection.exec('COMMIT')
        return result
      } catch (thrown) {
        rollback(connection)
        throw thrown
      }
    }),

    read: (workspaceId, work) => gate.enter(async () => {
      const known = connection.prepare('SELECT 1 FROM workspaces WHERE id = ?').get(workspaceId)
      return known === undefined ? null : work(createReader(connection, workspaceId))
    }),

    workspaces: (after, limit) => gate.enter(async () =>
      connection.prepare<{ id: string }>('SELECT id FROM workspaces WHERE id > ? ORDER BY id LIMIT ?').all(after ?? '', limit).map(({ id }) => id)),

    shapes: () => gate.enter(async () =>
      new Map(connection.prepare<{ entity: string; version: number }>('SELECT entity, version FROM entity_shapes').all().map(({ entity, version }) => [entity, version]))),

    saveShape: (entity, version) => gate.enter(async () => {
      connection.prepare('INSERT INTO entity_shapes VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version').run(entity, version)
    }),

    ping: () => gate.enter(async () => { connection.prepare('SELECT count(*) FROM secrets').get() }),

    close: async () => {
      await gate.close()
      connection.pragma('wal_checkpoint(TRUNCATE)')
      connection.close()
    },
  }
}

/** A failed COMMIT (a full disk) may have ended the transaction already; the first error is the one to tell. */
function rollback(connection: Connection): void {
  try { connection.exec('ROLLBACK') } catch { /* nothing left to roll back */ }
}

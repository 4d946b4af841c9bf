import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { borrowDatabase } from './postgres-databases.ts'

/** A store of a test's own behind the engine that its project is about, which outlives the servers over it. */
export interface TestStore {
  open(): Promise<SyncStore>
  /** Keeps what is committed now; the answer puts the store back to it, while no server has it open. */
  backUp(): Promise<() => Promise<void>>
  /** Takes everything out of its workspaces but the accounts, as an operator's mistake would, while no server has it open. */
  emptyWorkspaces(): Promise<void>
  remove(): Promise<void>
}

export const createTestStore = (): Promise<TestStore> => (inject('engine') === 'postgres' ? onPostgres() : onSqlite())

const tablesOfWorkspaces = ['records', 'changes', 'commits', 'links', 'derived', 'open_conflicts', 'replicas', 'digests']

async function onSqlite(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-store-'))
  let file = join(folder, 'satchel.db'), copies = 0
  const next = (): string => join(folder, `copy-${copies += 1}.db`)
  const bySql = (...statements: string[]): void => {
    const connection = openConnection(file)
    for (const statement of statements) connection.exec(statement)
    connection.close()
  }
  return {
    open: async () => openSqliteStore(file),
    backUp: async () => {
      const copy = next()
      bySql(`VACUUM INTO '${copy}'`)
      return async () => {
        // Under a name of its own: libsql lets go of a closed file only when its statements are collected.
        file = next()
        copyFileSync(copy, file)
      }
    },
    emptyWorkspaces: async () => { bySql(...tablesOfWorkspaces.map((table) => `DELETE FROM ${table}`), 'UPDATE workspaces SET revision = 0') },
    remove: async () => { rmSync(folder, { recursive: true, force: true }) },
  }
}

async function onPostgres(): Promise<TestStore> {
  const { database, giveBack } = await borrowDatabase(inject('postgres'))
  const tables = (await database.sql<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'satchel' AND tablename <> 'schema_steps'")).map(({ name }) => name)
  let copies = 0
  return {
    open: () => database.open(),
    backUp: async () => {
      const schema = `copy_${copies += 1}`
      await database.sql(`CREATE SCHEMA ${schema}; ${tables.map((table) => `CREATE TABLE ${schema}.${table} AS TABLE satchel.${table}`).join(';')}`)
      return async () => {
        await database.sql(tables.map((table) => `DELETE FROM satchel.${table}; INSERT INTO satchel.${table} SELECT * FROM ${schema}.${table}`).join(';'))
      }
    },
    emptyWorkspaces: async () => {
      await database.sql([...tablesOfWorkspaces.map((table) => `DELETE FROM satchel.${table}`), 'UPDATE satchel.workspace_states SET revision = 0'].join(';'))
    },
    remove: async () => {
      if (copies > 0) await database.sql(Array.from({ length: copies }, (_, copy) => `DROP SCHEMA copy_${copy + 1} CASCADE`).join(';'))
      await giveBack()
    },
  }
}

import { existsSync } from 'node:fs'
import { openConnection, type Bind, type Connection } from '../store/sqlite/connection.ts'
import { migrate } from '../store/sqlite/migrations.ts'
import { isDamage } from '../store/sqlite/sqlite-store.ts'
import { keyNamesOf, keyOf, namesOf, rowsAtOnce, type Row, type StoreTables, type Table, type TablesTarget } from './tables.ts'

/** A SQLite file's tables, with nobody else at it, or beside a running server (`shared`). */
export interface SqliteTables extends TablesTarget {
  /** What the engine itself finds wrong; empty: nothing. */
  integrity(): string[]
  /** From now on no server serves this file. */
  markMoved(to: string, at: string): void
  close(): void
}

/** @throws where there is no such file, or a server is running on it */
export function openSqliteTables(file: string, mode: 'shared' | 'alone'): SqliteTables {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`)
  const connection = openConnection(file)
  try {
    if (mode === 'alone') holdAlone(connection, file)
    migrate(connection)
  } catch (thrown) {
    connection.close()
    throw thrown
  }
  let begun = false
  const begin = (): void => {
    if (!begun) connection.exec('BEGIN IMMEDIATE')
    begun = true
  }
  return {
    ...readTables(connection),
    isEmpty: async () => connection.prepare('SELECT 1 FROM users UNION ALL SELECT 1 FROM workspaces LIMIT 1').get() === undefined,
    async insert(table, rows) {
      begin()
      const { sql, columns } = insertSql(table)
      const statement = connection.prepare(sql)
      for (const row of rows) statement.run(...columns.map((name) => row[name]!))
    },
    commit: async () => { begin(); connection.exec('COMMIT') },
    integrity: () => (connection.pragma('integrity_check') as { integrity_check: string }[]).map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok'),
    markMoved(to, at) {
      connection.exec('CREATE TABLE IF NOT EXISTS moved (store TEXT NOT NULL, at TEXT NOT NULL)')
      connection.prepare('INSERT INTO moved VALUES (?, ?)').run(to, at)
    },
    close: () => { letGo(connection) },
  }
}

/** Whoever has the file open keeps the lock away from us; and we from whoever comes. */
function holdAlone(connection: Connection, file: string): void {
  try {
    connection.pragma('busy_timeout = 0')
    connection.pragma('locking_mode = EXCLUSIVE')
    connection.exec('BEGIN IMMEDIATE')
    connection.exec('COMMIT')
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'SQLITE_BUSY') throw thrown
    throw new Error(`A server is running on ${file}. Stop it first.`, { cause: thrown })
  }
}

/** A lock that is held goes with the next read, and not with `close`, which libsql puts off. */
function letGo(connection: Connection): void {
  connection.pragma('locking_mode = NORMAL')
  connection.exec('SELECT 1 FROM sqlite_master')
  connection.close()
}

/** @throws where a server has this file open; not where the file is damaged */
export function refuseWhileServed(file: string): void {
  try {
    const connection = openConnection(file)
    try { holdAlone(connection, file) } finally { letGo(connection) }
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown
  }
}

function readTables(connection: Connection): StoreTables {
  return {
    async *rows(table, workspaceId) {
      const source = table.name === 'workspace_states' ? '(SELECT id AS workspace_id, revision, epoch, tombstone_horizon, audit_n, audit_hash, audit_from, audit_anchor FROM workspaces)' : table.name
      const ofWorkspace = workspaceId === undefined ? '1' : `${table.workspace!} = ?`
      const binds: Bind[] = workspaceId === undefined ? [] : [workspaceId]
      const marks = Array<string>(table.key).fill('?').join(', ')
      let after: Bind[] | null = null
      for (;;) {
        const page: Row[] = connection.prepare<Record<string, Bind>>(`
          SELECT ${namesOf(table)} FROM ${source} WHERE ${ofWorkspace} ${after === null ? '' : `AND (${keyNamesOf(table)}) > (${marks})`}
          ORDER BY ${keyNamesOf(table)} LIMIT ${rowsAtOnce}`).all(...binds, ...after ?? [])
        if (page.length > 0) yield page
        if (page.length < rowsAtOnce) return
        after = keyOf(table, page.at(-1)!)
      }
    },
  }
}

/** Where a workspace stands is part of its row here, which is written first. */
function insertSql(table: Table): { sql: string; columns: string[] } {
  const columns = table.columns.map(({ name }) => name)
  if (table.name === 'workspaces') return { sql: "INSERT INTO workspaces (id, name, created_at, revision, epoch) VALUES (?, ?, ?, 0, '')", columns }
  if (table.name === 'workspace_states') {
    return { sql: `UPDATE workspaces SET ${columns.slice(1).map((name) => `${name} = ?`).join(', ')} WHERE id = ?`, columns: [...columns.slice(1), 'workspace_id'] }
  }
  return { sql: `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, columns }
}

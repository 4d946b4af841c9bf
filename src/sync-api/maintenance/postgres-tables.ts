import { Client, types } from 'pg'
import { migrate } from '../store/postgres/migrations.ts'
import { schema } from '../store/postgres/names.ts'
import { aboutOf, columns } from '../store/postgres/save-batch.ts'
import type { Data } from '../../shared/json.ts'
import { keyNamesOf, keyOf, namesOf, rowsAtOnce, type Cell, type Row, type TablesTarget } from './tables.ts'

/** A PostgreSQL database's tables, as their owner sees them: all workspaces. */
export interface PostgresTables extends TablesTarget {
  /** Refuses where a server is connected, and keeps writers out. */
  holdAlone(): Promise<void>
  markMoved(to: string, at: string): Promise<void>
  close(): Promise<void>
}

/** @param url where the owner of the tables logs in; they are migrated first */
export async function openPostgresTables(url: string): Promise<PostgresTables> {
  await migrate(url, null)
  const client = new Client({
    connectionString: url, application_name: 'satchel maintenance', options: `-c search_path=${schema}`,
    types: { getTypeParser: ((oid: number) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid))) as typeof types.getTypeParser },
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await refuseBehindWall(client)
    // One moment of all of it; what is written here is seen here.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  } catch (thrown) {
    await client.end()
    throw thrown
  }
  return {
    async *rows(table, workspaceId) {
      let after: Cell[] | null = null
      for (;;) {
        const binds: Cell[] = [...workspaceId === undefined ? [] : [workspaceId], ...after ?? []]
        const marks = (after ?? []).map((_, index) => `$${binds.length - table.key + index + 1}`).join(', ')
        const page: Row[] = (await client.query<Row>(`
          SELECT ${namesOf(table)} FROM ${table.name} WHERE ${workspaceId === undefined ? 'true' : `${table.workspace!} = $1`}
            ${after === null ? '' : `AND (${keyNamesOf(table)}) > (${marks})`} ORDER BY ${keyNamesOf(table)} LIMIT ${rowsAtOnce}`, binds)).rows
        if (page.length > 0) yield page
        if (page.length < rowsAtOnce) return
        after = keyOf(table, page.at(-1)!)
      }
    },
    isEmpty: async () => (await client.query('SELECT 1 FROM users UNION ALL SELECT 1 FROM workspaces LIMIT 1')).rows.length === 0,
    async insert(table, rows) {
      const more = table.name === 'records' ? [{ name: 'about', type: 'text' as const }] : []
      const all = [...table.columns, ...more]
      const filled = table.name === 'records' ? rows.map((row) => ({ ...row, about: aboutOfRow(row) })) : rows
      await client.query(`INSERT INTO ${table.name} (${all.map(({ name }) => name).join(', ')}) SELECT * FROM unnest(${all.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`,
        columns<Row>(filled, (row) => all.map(({ name }) => withoutZero(row[name]!)), all.length))
    },
    async commit() {
      await client.query(`
        INSERT INTO digests SELECT workspace_id, entity, count(*) FILTER (WHERE share_a IS NULL), coalesce(sum(share_a), 0), coalesce(sum(share_b), 0), coalesce(sum(share_c), 0), coalesce(sum(share_d), 0)
        FROM records GROUP BY workspace_id, entity`)
      await client.query('COMMIT')
      await client.query('ANALYZE')
    },
    async holdAlone() {
      // Before anything is read, which would fix the moment that is seen.
      await client.query('LOCK TABLE workspace_states, sessions, users, memberships IN SHARE MODE')
      const { rows } = await client.query<{ n: number }>("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('satchel', 'satchel relay')")
      if (rows[0]!.n > 0) throw new Error('A server is running on this database. Stop it first.')
    },
    async markMoved(to, at) {
      await client.query('CREATE TABLE IF NOT EXISTS moved (store text NOT NULL, at text NOT NULL)')
      await client.query('INSERT INTO moved VALUES ($1, $2)', [to, at])
      await client.query('GRANT SELECT ON moved TO satchel_app')
      await client.query('COMMIT')
    },
    close: () => client.end(),
  }
}

const aboutOfRow = (row: Row): string | null => (row['data'] === 'null' ? null : aboutOf({ entity: row['entity'] as string, data: JSON.parse(row['data'] as string) as Data }))

/** As the store writes it (session.ts). */
export const withoutZero = (cell: Cell): Cell => (typeof cell === 'string' ? cell.replaceAll('\0', '\uFFFD') : cell)

async function refuseBehindWall(client: Client): Promise<void> {
  const { rows } = await client.query<{ sees: boolean }>(`
    SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'records'::regclass), 'USAGE') AS sees
    FROM pg_roles WHERE rolname = current_user`)
  if (rows[0]?.sees !== true) throw new Error('This needs all workspaces, so it has to log in as the owner of the tables (DATABASE_OWNER_URL).')
}

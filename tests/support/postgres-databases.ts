import { Client } from 'pg'
import { openPostgresStore } from '../../src/sync-api/store/postgres/postgres-store.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'

/** A database of a test's own on the one test server. */
export interface TestDatabase {
  name: string
  /** Where the server logs in, and where the tables' owner does. */
  url: string
  ownerUrl: string
  open(connections?: number): Promise<SyncStore>
  /** As the superuser, in this database; the last statement's rows. */
  sql<Row = Record<string, unknown>>(text: string, binds?: unknown[]): Promise<Row[]>
  /** A copy of it as it is now, under another name. Nobody may be connected. */
  copy(): Promise<TestDatabase>
  /** Takes every row out of Satchel's tables: a tenth of what another database costs. */
  empty(): Promise<void>
  drop(): Promise<void>
}

export const superuser = async <Row = Record<string, unknown>>(url: string, text: string, binds?: unknown[]): Promise<Row[]> => {
  const client = new Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try { return (await client.query(text, binds)).rows as Row[] } finally { await client.end() }
}

let made = 0

/**
 * Makes an empty database, owned by a role that may make roles and log in by another, as docs/postgresql.md asks for.
 * @param admin where the superuser logs in
 * @param template one to copy, instead of an empty one
 */
export async function createTestDatabase(admin: string, template = 'template0'): Promise<TestDatabase> {
  made += 1
  const name = `satchel_${process.pid}_${made}`
  await superuser(admin, roles)
  await superuser(admin, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER test_owner`)
  const as = (user: string, password: string): string => {
    const url = new URL(admin)
    url.pathname = `/${name}`
    if (user !== '') Object.assign(url, { username: user, password })
    return url.href
  }
  const url = as('test_server', 'server'), ownerUrl = as('test_owner', 'owner')
  return {
    name, url, ownerUrl,
    open: (connections = 8) => openPostgresStore({ url, ownerUrl, connections }),
    sql: (text, binds) => superuser(as('', ''), text, binds),
    copy: () => createTestDatabase(admin, name),
    empty: async () => {
      await superuser(as('', ''), `DO $$ BEGIN EXECUTE (
        SELECT string_agg(format('DELETE FROM satchel.%I', tablename), ';') FROM pg_tables WHERE schemaname = 'satchel' AND tablename <> 'schema_steps'); END $$`)
    },
    drop: async () => { await superuser(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) },
  }
}

/** Roles are the whole cluster's, and tests run side by side. */
const roles = `
  SELECT pg_advisory_lock(1);
  DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'test_owner') THEN
      CREATE ROLE test_owner LOGIN CREATEROLE PASSWORD 'owner';
      CREATE ROLE test_server LOGIN PASSWORD 'server';
    END IF;
  END $$;`

const free: TestDatabase[] = []

/** An empty database with Satchel's tables; `giveBack` once nobody is connected, for the next who asks. */
export async function borrowDatabase({ admin, template }: { admin: string; template: string }): Promise<{ database: TestDatabase; giveBack(): Promise<void> }> {
  const database = free.pop() ?? await createTestDatabase(admin, template)
  return {
    database,
    giveBack: async () => {
      await database.empty()
      free.push(database)
    },
  }
}

import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { openPostgresStore } from '../../src/sync-api/store/postgres/postgres-store.ts'
import { setupAccount, setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'
import { borrowDatabase, createTestDatabase, type TestDatabase } from '../support/postgres-databases.ts'

let database: TestDatabase, giveBack: () => Promise<void>
beforeEach(async () => { ({ database, giveBack } = await borrowDatabase(inject('postgres'))) })
afterEach(() => giveBack())

/** Accounts' tables, which on Citus lie on every machine; everything else is of a workspace. */
const ofAccounts = ['schema_steps', 'secrets', 'users', 'sessions', 'devices', 'one_time', 'recovery_codes', 'passkeys', 'workspaces', 'memberships', 'entity_shapes', 'rate_limits', 'api_tokens', 'webhooks', 'invitations']

describe('row-level security', () => {
  let server: Server, mine: string, other: string
  beforeEach(async () => {
    server = await setupServer({ store: await database.open() })
    const ids: string[] = []
    for (const name of ['Ana', 'Ben']) {
      const account = await setupAccount(server, name), device = setupDevice(server, account)
      ids.push(account.session.workspace.id)
      await device.act({ op: 'create', recordId: device.newId(), patch: { firstName: name } })
    }
    ;[mine, other] = ids as [string, string]
  })
  afterEach(() => server.close())

  /** As the server's connections are, with nothing but the setting to say of which workspace one speaks. */
  const asServer = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: database.url, options: '-c role=satchel_app -c search_path=satchel' })
    await client.connect()
    try { return await work(client) } finally { await client.end() }
  }
  const tables = async (): Promise<string[]> =>
    (await database.sql<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'satchel'")).map(({ name }) => name).filter((name) => !ofAccounts.includes(name))

  it('shows a statement that forgets to name its workspace the rows of the one workspace, and none without', async () => {
    await asServer(async (client) => {
      const seen = async (): Promise<Record<string, string[]>> => Object.fromEntries(await Promise.all((await tables()).map(async (table) =>
        [table, (await client.query<{ id: string }>(`SELECT DISTINCT workspace_id AS id FROM ${table}`)).rows.map(({ id }) => id)] as const)))
      expect(Object.values(await seen()).flat()).toEqual([])
      await client.query("SELECT set_config('satchel.workspace', $1, false)", [mine])
      const found = await seen()
      expect(new Set(Object.values(found).flat())).toEqual(new Set([mine]))
      for (const table of ['records', 'changes', 'commits', 'digests', 'epochs', 'replicas', 'workspace_states']) expect([table, found[table]]).toEqual([table, [mine]])
      expect((await client.query('UPDATE records SET revision = revision WHERE workspace_id = $1', [other])).rowCount).toBe(0)
      expect((await client.query('DELETE FROM changes WHERE workspace_id = $1', [other])).rowCount).toBe(0)
      await expect(client.query("INSERT INTO commits VALUES ($1, 99, 'm', '')", [other])).rejects.toThrow('row-level security')
    })
  })

  it('cannot be lifted by the server\'s role, which owns nothing', async () => {
    await asServer(async (client) => {
      for (const statement of ['ALTER TABLE records DISABLE ROW LEVEL SECURITY', 'DROP TABLE records', 'DROP POLICY own_workspace ON records', 'TRUNCATE records', 'CREATE TABLE more (id text)', 'DELETE FROM schema_steps']) {
        await expect(client.query(statement), statement).rejects.toThrow(/must be owner|permission denied/)
      }
    })
  })

  it('takes no index away: pages and snapshots go along their keys, and not past everything', async () => {
    await database.sql(`
      INSERT INTO satchel.records (workspace_id, entity, id, revision, created_revision, data, updated_at, updated_by, meta, removed)
        SELECT '${mine}', 'contacts', lpad(to_hex(n), 8, '0'), n + 1000, n, '{}', '', '', '', '' FROM generate_series(1, 5000) AS n;
      ANALYZE satchel.records`)
    await asServer(async (client) => {
      await client.query("SELECT set_config('satchel.workspace', $1, false)", [mine])
      const plan = async (rest: string): Promise<string> =>
        (await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN SELECT * FROM records WHERE workspace_id = '${mine}' AND ${rest} LIMIT 100`)).rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(await plan("entity = 'contacts' AND id < '00000900' AND data <> 'null' ORDER BY id DESC")).toMatch(/records_pkey[\s\S]*Index Cond: .*workspace_id.*entity.*id </)
      expect(await plan('revision > 4000 ORDER BY revision')).toMatch(/records_by_revision[\s\S]*Index Cond: .*workspace_id.*revision >/)
    })
  })

  it('holds for every table of a workspace, each with the workspace first in every key (Citus)', async () => {
    const walled = await database.sql<{ name: string }>("SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'satchel' AND relkind = 'r' AND relrowsecurity")
    expect(walled.map(({ name }) => name).sort()).toEqual((await tables()).sort())
    const keys = await database.sql<{ table: string; first: string }>(`
      SELECT indrelid::regclass::text AS table, attname AS first FROM pg_index JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
      JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE nspname = 'satchel' AND indisunique`)
    const ofWorkspaces = keys.filter(({ table }) => !ofAccounts.includes(table.replace('satchel.', '')))
    expect(ofWorkspaces.length).toBeGreaterThanOrEqual((await tables()).length)
    expect(ofWorkspaces.filter(({ first }) => first !== 'workspace_id')).toEqual([])
  })
})

describe('who migrates', () => {
  it('several processes that start at once on an empty database: one does it, the others wait', async () => {
    const empty = await createTestDatabase(inject('postgres').admin)
    const stores = await Promise.all(Array.from({ length: 4 }, () => empty.open(2)))
    const secrets = await Promise.all(stores.map((store, index) => store.accounts.secret('sessions', () => `secret ${index}`)))
    expect(new Set(secrets).size).toBe(1)
    await Promise.all(stores.map((store) => store.close()))
    await empty.drop()
  })

  it('the owner alone: afterwards the server does without the owner\'s password; before, it says what is missing', async () => {
    const empty = await createTestDatabase(inject('postgres').admin)
    await expect(openPostgresStore({ url: empty.url })).rejects.toThrow('DATABASE_OWNER_URL')
    await (await empty.open()).close()
    await (await openPostgresStore({ url: empty.url })).close()
    await empty.drop()
  })

  it('a single user that may make roles: the server works as the role that owns nothing all the same', async () => {
    const empty = await createTestDatabase(inject('postgres').admin)
    const store = await openPostgresStore({ url: empty.ownerUrl })
    const server = await setupServer({ store })
    const account = await setupAccount(server), device = setupDevice(server, account)
    expect(await device.act({ op: 'create', recordId: device.newId(), patch: { firstName: 'Ana' } })).toMatchObject([{ status: 'applied' }])
    await server.close()
    await empty.drop()
  })

  it('says of each step but the first that the version before works with it', async () => {
    const steps = await database.sql('SELECT step, readable_by AS reads FROM satchel.schema_steps WHERE step > 1') as { step: number; reads: number }[]
    expect(steps.length).toBeGreaterThan(2)
    for (const { step, reads } of steps) expect([step, reads < step]).toEqual([step, true])
  })

  it('a database of a newer Satchel is refused, and so is a role that the wall does not hold for', async () => {
    const own = await createTestDatabase(inject('postgres').admin, inject('postgres').template)
    await own.sql('ALTER TABLE satchel.records OWNER TO satchel_app')
    await expect(own.open()).rejects.toThrow('owns Satchel\'s tables')
    await own.sql("INSERT INTO satchel.schema_steps VALUES (999, now(), 999)")
    await expect(own.open()).rejects.toThrow('newer Satchel')
    await own.drop()
  })

  it('a release that was gone back on: the older program works beside steps that it can read', async () => {
    const own = await createTestDatabase(inject('postgres').admin, inject('postgres').template)
    await own.sql("INSERT INTO satchel.schema_steps VALUES (999, now(), 1)")
    await (await own.open()).close()
    await own.drop()
  })
})

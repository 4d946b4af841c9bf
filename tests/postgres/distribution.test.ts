import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { borrowDatabase, type TestDatabase } from '../support/postgres-databases.ts'

/* What docs/scaling.md says to Citus, held against the schema as it is migrated: what Citus would refuse is found here. Its statements are looked at in store.test.ts. */

let database: TestDatabase, giveBack: () => Promise<void>
beforeAll(async () => { ({ database, giveBack } = await borrowDatabase(inject('postgres'))) })
afterAll(() => giveBack())

const sql = /```sql\nCREATE EXTENSION citus;[\s\S]*?```/.exec(readFileSync('docs/scaling.md', 'utf8'))![0]
const listed = (call: RegExp): string[] => call.exec(sql)![1]!.split(',')
const references = listed(/create_reference_table\(name\) FROM unnest\('\{([^}]*)\}/)
const distributed = [...listed(/create_distributed_table\(name[^\n]*unnest\('\{([^}]*)\}/), ...[...sql.matchAll(/create_distributed_table\('(\w+)', 'workspace_id'/g)].map(([, name]) => name!)]
/** Of one machine, as the page says under the SQL. */
const local = ['schema_steps', 'rate_limits']

const inSchema = "relnamespace = 'satchel'::regnamespace"

describe('docs/scaling.md on Citus', () => {
  it('names every table once, as what it becomes', async () => {
    const tables = (await database.sql<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE ${inSchema} AND relkind = 'r' ORDER BY relname`)).map(({ name }) => name)
    expect([...references, ...distributed, ...local].sort()).toEqual(tables)
    for (const name of local) expect(readFileSync('docs/scaling.md', 'utf8')).toMatch(new RegExp(`\`${name}\`[^\n]*stay on the coordinator|\`${name}\` and`))
  })

  it('distributes by a column that every primary and unique key of those tables has', async () => {
    const keys = await database.sql<{ table: string; name: string; columns: string[] }>(`
      SELECT relname AS table, indexrelid::regclass::text AS name, array_agg(attname::text) AS columns FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
      JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey) WHERE ${inSchema} AND (indisunique OR indisexclusion) GROUP BY 1, 2`)
    const ofDistributed = keys.filter(({ table }) => distributed.includes(table))
    expect(new Set(ofDistributed.map(({ table }) => table))).toEqual(new Set(distributed))
    expect(ofDistributed.filter(({ columns }) => !columns.includes('workspace_id'))).toEqual([])
    const types = await database.sql<{ type: string; nullable: boolean }>(`
      SELECT DISTINCT format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE ${inSchema} AND relname = ANY($1) AND attname = 'workspace_id'`, [distributed])
    // Placed together they must agree on it.
    expect(types).toEqual([{ type: 'text', nullable: false }])
  })

  it('meets nothing that ties rows of several machines: no foreign key, no trigger, no sequence, no default of one', async () => {
    expect(await database.sql(`SELECT conname FROM pg_constraint WHERE contype IN ('f', 'x') AND connamespace = 'satchel'::regnamespace`)).toEqual([])
    expect(await database.sql(`SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE ${inSchema} AND NOT tgisinternal`)).toEqual([])
    expect(await database.sql(`SELECT relname FROM pg_class WHERE ${inSchema} AND relkind IN ('S', 'm', 'v')`)).toEqual([])
  })
})

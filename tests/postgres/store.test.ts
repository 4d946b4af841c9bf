import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi, type MockInstance } from 'vitest'
import { auditStoreSuite } from '../contract/audit-store-suite.ts'
import { syncStoreSuite } from '../contract/sync-api-store-suite.ts'
import { acrossWorkspaces } from '../support/cross-workspace.ts'
import { borrowDatabase } from '../support/postgres-databases.ts'

/** Every statement that the suite has the store issue. */
const issued = new Set<string>()
let spied: MockInstance
beforeAll(() => {
  const query = Client.prototype.query
  spied = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
    const [config] = args as [{ text?: string; name?: string }]
    // What the store prepares has a name; the tests' own statements have none.
    if (config.name !== undefined && config.text !== undefined) issued.add(config.text)
    return Reflect.apply(query, this, args) as never
  })
})
afterAll(() => { spied.mockRestore() })

const open = async () => {
  const { database, giveBack } = await borrowDatabase(inject('postgres'))
  return { store: await database.open(), remove: giveBack }
}
syncStoreSuite('PostgreSQL', open)
auditStoreSuite('PostgreSQL', open)

describe('the statements of the store', () => {
  it('each say of which workspace they are, wherever they read what lies apart by workspace (Citus)', async () => {
    const { database, giveBack } = await borrowDatabase(inject('postgres'))
    try {
      const distributed = (await database.sql<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relnamespace = 'satchel'::regnamespace AND relkind = 'r' AND relrowsecurity")).map(({ name }) => name)
      // The suite goes through all of the port.
      expect(issued.size).toBeGreaterThan(60)
      expect(await acrossWorkspaces(database.ownerUrl, issued, distributed)).toEqual([])
      // It does notice one.
      const across = 'SELECT records.id FROM records JOIN replicas ON replicas.id = records.id WHERE records.workspace_id = $1'
      expect((await acrossWorkspaces(database.ownerUrl, [across, 'SELECT count(*) FROM commits'], distributed)).map(({ table }) => table).sort()).toEqual(['commits', 'replicas'])
    } finally {
      await giveBack()
    }
  })
})

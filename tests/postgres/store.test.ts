import { inject } from 'vitest'
import { auditStoreSuite } from '../contract/audit-store-suite.ts'
import { syncStoreSuite } from '../contract/sync-api-store-suite.ts'
import { borrowDatabase } from '../support/postgres-databases.ts'

const open = async () => {
  const { database, giveBack } = await borrowDatabase(inject('postgres'))
  return { store: await database.open(), remove: giveBack }
}
syncStoreSuite('PostgreSQL', open)
auditStoreSuite('PostgreSQL', open)

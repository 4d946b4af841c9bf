import { inject } from 'vitest'
import { syncStoreSuite } from '../contract/sync-api-store-suite.ts'
import { borrowDatabase } from '../support/postgres-databases.ts'

syncStoreSuite('PostgreSQL', async () => {
  const { database, giveBack } = await borrowDatabase(inject('postgres'))
  return { store: await database.open(), remove: giveBack }
})

import type { TestProject } from 'vitest/node'
import { createTestDatabase } from '../support/postgres-databases.ts'
import { startPostgres } from '../support/start-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Behind which engine the sync API of a test stands. */
    engine: 'sqlite' | 'postgres'
    /** Where the test server's superuser logs in, and an empty database with Satchel's tables, to copy. */
    postgres: { admin: string; template: string }
  }
}

/** One PostgreSQL for the whole run of the project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  try {
    const template = await createTestDatabase(server.url)
    await (await template.open()).close()
    project.provide('postgres', { admin: server.url, template: template.name })
  } catch (thrown) {
    await server.stop()
    throw thrown
  }
  return () => server.stop()
}

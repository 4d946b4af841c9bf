import type { Answer, DataApiPort, SyncPort, TablesChanged } from '../../src/db-worker/contract.ts'

/** The db-worker as its callers have it, wherever it runs: the two ports, and a way to end the session and begin another. */
export interface DbPorts {
  data: Omit<DataApiPort, 'subscribe'>
  sync: Omit<SyncPort, 'subscribe'>
  commits: TablesChanged[]
  /** Ends the session as a crash would and opens the same database again. */
  reopen(): Promise<DbPorts>
  close(): Promise<void>
}

export type OpenDbPorts = () => Promise<DbPorts>

/** The value of an answer, or the test fails with its error. */
export async function must<T>(answer: Answer<T>): Promise<T> {
  const result = await answer
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message} ${JSON.stringify(result.error.details ?? {})}`)
  return result.value
}

/** The code of an answer that has to be an error. */
export async function codeOf(answer: Answer<unknown>): Promise<string> {
  const result = await answer
  return result.ok ? 'ok' : result.error.code
}

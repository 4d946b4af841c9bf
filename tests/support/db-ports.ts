import type { Answer, DataApiPort, SyncPort, TablesChanged } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import { err, ok } from '../../src/shared/result.ts'
import { openMemoryStore } from './memory-db.ts'

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

/** The ports over the real store in this process's memory. */
export const openMemoryPorts: OpenDbPorts = async () => portsOf(await openMemoryStore())

export function portsOf(store: Store): DbPorts {
  const commits: TablesChanged[] = []
  store.onCommit((changed) => { commits.push(changed) })
  return {
    commits,
    data: answering(store.data) as unknown as DbPorts['data'],
    sync: answering(store.sync) as unknown as DbPorts['sync'],
    reopen: async () => portsOf(await openMemoryStore({ db: store.core.db })),
    close: async () => { store.close() },
  }
}

/** As serve.ts does, without the thread. */
function answering(methods: object): Record<string, (...args: unknown[]) => Answer<unknown>> {
  return Object.fromEntries(Object.entries(methods as Record<string, (...args: unknown[]) => unknown>).map(([name, method]) => [
    name, async (...args: unknown[]) => {
      try {
        return ok(structuredClone(method(...structuredClone(args))))
      } catch (thrown) {
        return err(toSatchelError(thrown).toBody())
      }
    },
  ]))
}

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

import type { Answer, TablesChanged } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import { err, ok } from '../../src/shared/result.ts'
import type { DbPorts, OpenDbPorts } from './db-ports.ts'
import { openMemoryStore } from './memory-db.ts'

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

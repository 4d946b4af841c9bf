import type { AccountAnswer, AccountCall, AccountInput, DeviceExport } from '../changes-worker/contract.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'
import { keepExports, waitingExports } from './waiting-exports.ts'

/**
 * The workspace's audit log, which only the server has; and what leaves this device by hand, which the server is told of when it can be. A device can export
 * offline and never come back, so what the log says of exports is what devices said of themselves (docs/audit.md).
 */
export function createAudit(connection: () => Connection, sync: Pick<Satchel['sync'], 'status' | 'onStatus'>, makeId: () => string): { api: Satchel['audit']; exported(of: Pick<DeviceExport, 'what' | 'format' | 'count'>): void } {
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input), { once: name === 'noteExports' }) as AccountAnswer<K>

  let telling = false
  const tell = async (): Promise<void> => {
    const { database } = connection(), exports = waitingExports(database).slice(0, 100)
    if (telling || exports.length === 0 || sync.status().account === null) return
    telling = true
    try {
      await call('noteExports', { exports })
      const told = new Set(exports.map(({ id }) => id))
      keepExports(database, waitingExports(database).filter(({ id }) => !told.has(id)))
    } catch {
      // They wait for the next time.
    } finally {
      telling = false
    }
  }
  sync.onStatus(({ upToDate }) => { if (upToDate) void tell() })

  const exported = ({ what, format, count }: Pick<DeviceExport, 'what' | 'format' | 'count'>): void => {
    const { database } = connection()
    keepExports(database, [...waitingExports(database), { id: makeId(), at: new Date().toISOString(), what, format, count }])
    void tell()
  }
  return {
    exported,
    api: {
      page: (query) => call('audit', query),
      report: (query) => call('auditReport', query),
      exportAddress: async (query) => {
        // What a link leads to is asked for by the cookies that there are; any call renews them first, where they are over.
        await call('workspaces', null)
        // Nor can it set headers, so it names the workspace in its query.
        return `/api/audit/export?${new URLSearchParams(
          Object.entries({ ...query, workspace: sync.status().account?.workspaceId }).filter((pair): pair is [string, string] => typeof pair[1] === 'string')).toString()}`
      },
      notePrinted: (what, count) => { exported({ what, format: 'print', count }) },
    },
  }
}

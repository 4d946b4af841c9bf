import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Clock } from '../../src/shared/clock.ts'
import type { Log } from '../../src/shared/log.ts'
import type { Random } from '../../src/shared/random.ts'
import { createApp } from '../../src/sync-api/app.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import type { Deliver } from './network.ts'
import type { OpenSocket } from './sim-sockets.ts'

/** The real server in this process, its store in a temporary folder, its clock the simulation's. */
export interface SimServer {
  deliver: Deliver
  openSocket: OpenSocket
  /** Every record of the first account's workspace, as the server has it. */
  records(): Promise<SyncRecord[]>
  close(): Promise<void>
}

/**
 * Whoever registers after the first becomes a member of the first one's workspace, which the product cannot do yet: values of several
 * people have to meet.
 */
export async function createSimServer(parts: { clock: Clock; random: Random; log: Log }): Promise<SimServer> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-simulation-'))
  const engine = openSqliteStore(join(folder, 'satchel.db'))
  const shared = shareFirstWorkspace(engine)
  const app = await createApp({ ...parts, store: shared.store, limits: null, passwords: { hash: (password) => Promise.resolve(password), verify: (hash, password) => Promise.resolve(hash === password) } })
  await app.ready()
  return {
    deliver: async ({ method, path, headers, body }) => {
      const answer = await app.inject({ method: method as 'GET' | 'POST', url: path, headers, ...(body === null ? {} : { payload: Buffer.from(body) }) })
      const entries = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
      return { status: answer.statusCode, headers: Object.fromEntries(entries) as Record<string, string>, body: new Uint8Array(answer.rawPayload) }
    },
    openSocket: (path, headers) => app.injectWS(path, { headers }),
    records: async () => {
      const workspaceId = shared.workspaceId()
      if (workspaceId === null) return []
      const all = await engine.read(workspaceId, (reader) => reader.changedAfter(new Map(entityNames.map((name) => [name, 0])), 1_000_000))
      return (all ?? []).map(({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }) => ({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }))
    },
    close: async () => {
      await app.close()
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const entityNames = ['contacts', 'notes', 'views', 'imports', 'conflicts', 'notices', 'history']

function shareFirstWorkspace(engine: SyncStore): { store: SyncStore; workspaceId: () => string | null } {
  let first: { id: string; name: string } | null = null
  let owner: string | null = null
  const store: SyncStore = {
    ...engine,
    accounts: {
      ...engine.accounts,
      register: async (user, workspace, at) => {
        const registered = await engine.accounts.register(user, workspace, at)
        first ??= { id: workspace.id, name: workspace.name }
        owner ??= user.id
        return registered
      },
      memberships: (userId) => Promise.resolve(first === null ? [] : [{ workspace: first, role: userId === owner ? 'owner' : 'member' }]),
    },
    write: (workspaceId, work) => engine.write(workspaceId, (writer) =>
      work({ ...writer, role: (userId) => Promise.resolve(userId === owner ? 'owner' : 'member') })),
  }
  return { store, workspaceId: () => first?.id ?? null }
}

import type { AuditHead } from '../audit-port.ts'
import type { SyncStore } from '../port.ts'
import { createGate } from '../gate.ts'
import { rewriteSecrets } from '../kept-secrets.ts'
import { createAccounts } from './accounts.ts'
import { createApiTokens } from './api-tokens.ts'
import { openDatabase, type Database } from './database.ts'
import { isMigrated, migrate } from './migrations.ts'
import { appRole } from './names.ts'
import { createReader } from './reader.ts'
import { createRequestCounts } from './request-counts.ts'
import { createTeam } from './team.ts'
import { createHints } from './hints.ts'
import { createWebhooks } from './webhooks.ts'
import { createWriter } from './writer.ts'

export interface PostgresSettings {
  /** Where the server logs in, `postgres://…`. */
  url: string
  /** Where the owner of the tables logs in, to migrate; null: the same. */
  ownerUrl?: string | null
  /** How many connections at most; 20. */
  connections?: number
  /** After how long without an answer a connection counts as lost, ms; 30,000. */
  answerMs?: number
}

/** The store on PostgreSQL (14 and newer), which several processes may share. Migrates it first, where that is due. */
export async function openPostgresStore({ url, ownerUrl = null, connections = 20, answerMs }: PostgresSettings): Promise<SyncStore> {
  // Whoever may log in can see that there is nothing to do; so the owner's password need not lie on the server.
  if (ownerUrl !== null || !await isMigrated(url)) await migrate(ownerUrl ?? url, ownerUrl === null ? null : userOf(url))
  const database = openDatabase(url, connections, answerMs)
  try {
    await refuseWithoutWall(database)
    await refuseMoved(database)
  } catch (thrown) {
    await database.close()
    throw thrown
  }
  return storeOn(database, url)
}

function storeOn(database: Database, url: string): SyncStore {
  const oneByOne = createQueues()
  return {
    accounts: createAccounts(database),
    apiTokens: createApiTokens(database),
    webhooks: createWebhooks(database),
    team: createTeam(database),
    hints: createHints(database),
    requests: createRequestCounts(database),

    // Those who write the same workspace wait for each other here: one connection a workspace waits for its row, and the others are for others.
    write: (workspaceId, work) => oneByOne(workspaceId, () => database.write(workspaceId, async (session) => {
      // R1: the row lock is the first statement, so revisions are handed out in the order of commits, whichever process writes.
      const locked = await session.get<AuditHead>('SELECT audit_n AS n, audit_hash AS hash FROM workspace_states WHERE workspace_id = $1 FOR UPDATE', workspaceId)
      return locked === undefined ? null : work(createWriter(session, workspaceId, locked))
    })),

    read: (workspaceId, work) => database.read(workspaceId, async (session) => {
      const known = await session.get('SELECT 1 FROM workspace_states WHERE workspace_id = $1', workspaceId)
      return known === undefined ? null : work(createReader(session, workspaceId))
    }),

    workspaces: async (after, limit) =>
      (await database.direct.all<{ id: string }>('SELECT id FROM workspaces WHERE id > $1 ORDER BY id LIMIT $2', after ?? '', limit)).map(({ id }) => id),

    shapes: async () =>
      new Map((await database.direct.all<{ entity: string; version: number }>('SELECT entity, version FROM entity_shapes')).map(({ entity, version }) => [entity, version])),

    saveShape: async (entity, version) => {
      await database.direct.run('INSERT INTO entity_shapes VALUES ($1, $2) ON CONFLICT (entity) DO UPDATE SET version = excluded.version', entity, version)
    },

    // Of no workspace: no wall is around what is rewritten.
    rewriteSecrets: (rewrite) => database.write('', (session) => rewriteSecrets({
      all: (sql) => session.all<{ id: string; value: string }>(sql), run: (sql, ...binds) => session.run(sql, ...binds),
    }, (n) => `$${n}`, rewrite)),

    health: async () => {
      await database.tryWriting()
      return { migrated: await isMigrated(url) }
    },
    close: () => database.close(),
  }
}

/** A queue a key, there as long as somebody is in it. */
function createQueues(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, { gate: ReturnType<typeof createGate>; waiting: number }>()
  return async (key, work) => {
    const queue = queues.get(key) ?? { gate: createGate(), waiting: 0 }
    queues.set(key, queue)
    queue.waiting += 1
    try {
      return await queue.gate.enter(work)
    } finally {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(key)
    }
  }
}

/** Row-level security holds for nobody who owns the tables or may pass it by. */
async function refuseWithoutWall({ direct }: Database): Promise<void> {
  const found = await direct.get<{ passes: boolean }>(`
    SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = current_schema() AND relkind = 'r' AND pg_has_role(current_user, relowner, 'MEMBER')) AS passes
    FROM pg_roles WHERE rolname = current_user`)
  if (found?.passes !== false) {
    throw new Error(`The role ${appRole} owns Satchel's tables or may pass row-level security by, so one workspace would not be walled off from another. Take that from it, and start again.`)
  }
}

/** Served in both places, the data would part (maintenance/move.ts). */
async function refuseMoved({ direct }: Database): Promise<void> {
  if ((await direct.get<{ there: boolean }>("SELECT to_regclass('moved') IS NOT NULL AS there"))?.there !== true) return
  const moved = await direct.get<{ store: string; at: string }>('SELECT store, at FROM moved ORDER BY at DESC LIMIT 1')
  if (moved !== undefined) throw new Error(`The data of this database was moved to ${moved.store} at ${moved.at}; start the server there.`)
}

function userOf(url: string): string {
  const user = decodeURIComponent(new URL(url).username)
  if (user === '') throw new Error('DATABASE_URL names no user. With DATABASE_OWNER_URL it has to, so that this user can be let in.')
  return user
}

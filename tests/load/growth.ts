import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import type { Change } from '../../src/protocol/change.ts'
import type { Session } from '../../src/protocol/auth.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { createApp } from '../../src/sync-api/app.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres-databases.ts'
import { startPostgres } from '../support/start-postgres.ts'

/*
 * `npx tsx tests/load/growth.ts`: what a push of 100 new contacts and a page of 200 rows cost on PostgreSQL as the data grows, for docs/scaling.md. In processor
 * time, of this process (server and device in one) and of PostgreSQL's, and in statements: the clock of a shared machine says little. About ten minutes.
 */

const newId = createIdMaker(systemClock, systemRandom)
const rounds = 30, warmUp = 10

async function grow(admin: string, run: (database: TestDatabase, workspaceId: string, step: (records: number, workspaces: number) => Promise<void>) => Promise<void>): Promise<void> {
  const database = await createTestDatabase(admin), store = await database.open()
  const app = await createApp({ store, clock: systemClock, random: systemRandom, limits: null })
  await app.ready()
  const registered = await app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'ana@example.org', password: 'a long password', name: 'Ana', transport: 'bearer' } })
  const session = registered.json<Session>(), headers = { authorization: `Bearer ${session.accessToken}` }
  const workspaceId = session.workspace.id, replicaId = newId()
  let seq = 0
  const change = (mutationId: string): Change => {
    seq += 1
    return { id: newId(), mutationId, seq, entity: 'contacts', recordId: newId(), op: 'create', patch: { firstName: `Bea ${seq}`, lastName: 'Costa', company: 'Onda', tags: ['vip'] }, baseRevision: null, at: `${new Date().toISOString()}-0000-${replicaId}`, schemaVersion: 1 }
  }
  const push = async (): Promise<void> => {
    const mutationId = newId(), payload = { replicaId, sentAt: new Date().toISOString(), schemaVersion: 1, changes: Array.from({ length: 100 }, () => change(mutationId)) }
    const answer = await app.inject({ method: 'POST', url: '/api/sync/push', headers, payload })
    if (answer.statusCode !== 200 || !answer.body.includes('"applied"')) throw new Error(answer.body.slice(0, 500))
  }
  let cursor = '0'
  const page = async (): Promise<void> => {
    const answer = await app.inject({ method: 'GET', url: `/api/sync/changes?since=${cursor}&limit=200`, headers })
    const { cursor: next, changes, hasMore } = answer.json<{ cursor: string; changes: unknown[]; hasMore: boolean }>()
    if (changes.length < 100) throw new Error(`A page of ${changes.length} rows.`)
    cursor = hasMore ? next : '0'
  }
  try {
    await run(database, workspaceId, async (records, workspaces) => {
      await database.sql('ANALYZE')
      for (let round = 0; round < warmUp; round += 1) { await push(); await page() }
      const pushes = await measure(database, push), pages = await measure(database, page)
      console.log(`| ${records.toLocaleString('en')} | ${workspaces.toLocaleString('en')} | ${pushes} | ${pages} | ${await blocksOfPage(database, workspaceId)} |`)
    })
  } finally {
    await app.close()
    await store.close()
    await database.drop()
  }
}

/** Rows as a server would have written them, by statements of many: records, what was answered, commits, sums of digests. */
async function fillRecords(database: TestDatabase, workspaces: readonly string[], count: number): Promise<void> {
  for (const workspaceId of workspaces) {
    await database.sql(`INSERT INTO satchel.workspace_states VALUES ('${workspaceId}', 0, 'e', 0) ON CONFLICT DO NOTHING`)
    const [state] = await database.sql<{ revision: string }>(`SELECT revision FROM satchel.workspace_states WHERE workspace_id = '${workspaceId}'`)
    const from = Number(state!.revision)
    await database.sql(`
      INSERT INTO satchel.records SELECT '${workspaceId}', 'contacts', gen_random_uuid()::text, ${from} + n, ${from} + n,
        json_build_object('firstName', 'Bea ' || n, 'lastName', 'Costa', 'company', 'Onda', 'emails', json_build_array(json_build_object('id', n::text, 'value', 'bea' || n || '@example.org')))::text,
        NULL, '2026-11-26T12:00:00.000Z', 'u', '{}', '', NULL, 1, 1, 1, 1 FROM generate_series(1, ${count}) AS n`)
    await database.sql(`
      INSERT INTO satchel.changes SELECT '${workspaceId}', gen_random_uuid()::text, 'h', 'm', n, 'r', 'u', 'contacts', 'c', 'applied', '', ${from} + n FROM generate_series(1, ${count}) AS n`)
    await database.sql(`
      INSERT INTO satchel.commits SELECT '${workspaceId}', ${from} + n, 'mark', '2026-11-26T12:00:00.000Z' FROM generate_series(1, ${count}) AS n`)
    await database.sql(`
      INSERT INTO satchel.digests VALUES ('${workspaceId}', 'contacts', 0, ${count}, ${count}, ${count}, ${count}) ON CONFLICT (workspace_id, entity) DO UPDATE SET
        a = digests.a + excluded.a, b = digests.b + excluded.b, c = digests.c + excluded.c, d = digests.d + excluded.d`)
    await database.sql(`UPDATE satchel.workspace_states SET revision = revision + ${count} WHERE workspace_id = '${workspaceId}'`)
  }
}

/** Of one: processor ms here, processor ms of PostgreSQL, statements. */
async function measure(database: TestDatabase, work: () => Promise<void>): Promise<string> {
  const pids = (await database.sql<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE usename = 'test_server'")).map(({ pid }) => pid)
  const query = Client.prototype.query
  let statements = 0
  Client.prototype.query = function (this: Client, ...args: unknown[]) { statements += 1; return Reflect.apply(query, this, args) as never } as typeof query
  const before = process.cpuUsage(), postgresBefore = ticksOf(pids)
  for (let round = 0; round < rounds; round += 1) await work()
  const { user, system } = process.cpuUsage(before)
  Client.prototype.query = query
  return [(user + system) / 1_000 / rounds, (ticksOf(pids) - postgresBefore) * 10 / rounds, statements / rounds].map((value) => value.toFixed(1)).join(' | ')
}

/** Hundredths of a second that these processes have had, as Linux counts them. */
const ticksOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = rest.split(' ')
  return sum + Number(fields[11]) + Number(fields[12])
}, 0)

/** What the planner goes through for a page in the middle, as the owner sees it. */
async function blocksOfPage(database: TestDatabase, workspaceId: string): Promise<number> {
  const [state] = await database.sql<{ revision: string }>(`SELECT revision FROM satchel.workspace_states WHERE workspace_id = '${workspaceId}'`)
  const [explained] = await database.sql<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(`
    EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM satchel.records WHERE workspace_id = '${workspaceId}' AND revision > ${Math.floor(Number(state!.revision) / 2)} ORDER BY revision LIMIT 200`)
  const plan = explained!['QUERY PLAN'][0].Plan
  return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!
}

// Last in the file: all that it uses is there by now.
const postgres = await startPostgres()
try {
  console.log('| records in the workspace | workspaces | push of 100: server ms | PostgreSQL ms | statements | page of 200: server ms | PostgreSQL ms | statements | blocks read for the page |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  await grow(postgres.url, async (database, workspaceId, step) => {
    for (const [from, to] of [[0, 1_000], [1_000, 10_000], [10_000, 100_000], [100_000, 1_000_000]] as const) {
      await fillRecords(database, [workspaceId], to - from)
      await step(to, 1)
    }
  })
  await grow(postgres.url, async (database, workspaceId, step) => {
    await fillRecords(database, [workspaceId], 1_000)
    let others = 0
    for (const count of [1, 10, 100, 1_000]) {
      const more = Array.from({ length: count - 1 - others }, () => newId())
      others = count - 1
      if (more.length > 0) await fillRecords(database, more, 1_000)
      await step(1_000, count)
    }
  })
} finally {
  await postgres.stop()
}

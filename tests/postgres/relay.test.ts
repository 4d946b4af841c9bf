import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { silentLog } from '../../src/shared/log.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { createApp } from '../../src/sync-api/app.ts'
import { openPostgresRelay } from '../../src/sync-api/events/postgres-relay.ts'
import { openRedisRelay } from '../../src/sync-api/events/redis-relay.ts'
import type { Relay, RelayMessage } from '../../src/sync-api/events/relay.ts'
import { openRedis } from '../../src/sync-api/redis.ts'
import { plainPasswords, setupAccount, setupDevice, type Server } from '../contract/sync-api-setup.ts'
import { whySkipped } from '../support/debian-programs.ts'
import { borrowDatabase, superuser } from '../support/postgres-databases.ts'
import { redisProgram, startRedis, type TestRedis } from '../support/start-redis.ts'

/* What two processes tell each other: the one port, by PostgreSQL and by Redis. */

type Heard = RelayMessage | { type: 'gap' }
interface Way { open(): Relay; breakLine(): Promise<void>; mend(): Promise<void> }

let redis: TestRedis | null = null
const noRedis = redisProgram === null && whySkipped('redis-server') !== ''
beforeAll(async () => { if (!noRedis) redis = await startRedis() })
afterAll(async () => { await redis?.stop() })

const byPostgres: Way = {
  open: () => openPostgresRelay(inject('postgres').admin),
  breakLine: async () => { await superuser(inject('postgres').admin, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'satchel relay'`) },
  mend: async () => undefined,
}
const byRedis: Way = {
  open: () => openRedisRelay(openRedis(redis!.url, silentLog)),
  breakLine: () => redis!.stop(),
  mend: () => redis!.start(),
}

describe.each([['PostgreSQL', byPostgres, false], ['Redis', byRedis, noRedis]] as const)('told by %s', (_name, way, skipped) => {
  const relays: { relay: Relay; heard: Heard[] }[] = []
  const open = (): { relay: Relay; heard: Heard[] } => {
    const relay = way.open(), heard: Heard[] = []
    relay.listen((message) => heard.push(message))
    relays.push({ relay, heard })
    return { relay, heard }
  }
  afterAll(async () => { await Promise.all(relays.map(({ relay }) => relay.close())) })

  it.skipIf(skipped)('the other hears and oneself does not; of a workspace that stands further already, no less than where it stands', async () => {
    const one = open(), other = open()
    await expect.poll(() => {
      one.relay.tell({ type: 'commit', workspaceId: 'ready', revision: 1 })
      other.relay.tell({ type: 'commit', workspaceId: 'ready', revision: 1 })
      return one.heard.length > 0 && other.heard.length > 0
    }, { timeout: 20_000 }).toBe(true)
    for (let revision = 2; revision <= 200; revision += 1) one.relay.tell({ type: 'commit', workspaceId: 'w', revision })
    one.relay.tell({ type: 'awareness', workspaceId: 'w', text: '{"caret":1}' })
    one.relay.tell({ type: 'awareness', workspaceId: 'w', text: 'x'.repeat(8_000) })
    one.relay.tell({ type: 'sessions_ended', sessionIds: ['s1', 's2'] })
    await expect.poll(() => other.heard.find(({ type }) => type === 'sessions_ended'), { timeout: 20_000 }).toEqual({ type: 'sessions_ended', sessionIds: ['s1', 's2'] })
    const commits = other.heard.filter((message) => message.type === 'commit' && message.workspaceId === 'w')
    expect(commits.at(-1)).toEqual({ type: 'commit', workspaceId: 'w', revision: 200 })
    expect(commits.length).toBeLessThan(199)
    expect(other.heard.filter(({ type }) => type === 'awareness')).toEqual([{ type: 'awareness', workspaceId: 'w', text: '{"caret":1}' }])
    expect(one.heard.some((message) => message.type === 'commit' && message.workspaceId === 'w')).toBe(false)
  })

  it.skipIf(skipped)('a line that broke is there again by itself: both hear of a gap, and of the commits of the meantime', async () => {
    const [one, other] = relays as [typeof relays[0], typeof relays[0]]
    await way.breakLine()
    one.relay.tell({ type: 'commit', workspaceId: 'meanwhile', revision: 7 })
    await way.mend()
    await expect.poll(() => [one, other].every(({ heard }) => heard.some(({ type }) => type === 'gap')), { timeout: 30_000 }).toBe(true)
    await expect.poll(() => {
      one.relay.tell({ type: 'commit', workspaceId: 'after', revision: 1 })
      return other.heard.some((message) => message.type === 'commit' && message.workspaceId === 'after')
    }, { timeout: 20_000 }).toBe(true)
  })
})

describe('two servers that tell each other by Redis', () => {
  it.skipIf(noRedis)('lose nothing with it: pushes go on, and a socket at the other gets what it missed once it is back', async () => {
    const { database, giveBack } = await borrowDatabase(inject('postgres'))
    const servers = await Promise.all([0, 1].map(async () => {
      const store = await database.open(), relay = openRedisRelay(openRedis(redis!.url, silentLog))
      const app = await createApp({ store, relay, clock: systemClock, random: systemRandom, passwords: plainPasswords, limits: null })
      await app.ready()
      return { app, close: async () => { await app.close(); await relay.close(); await store.close() } }
    }))
    const [one, other] = servers as [typeof servers[0], typeof servers[0]]
    try {
      // What the device needs of a server is its routes and its clock.
      const at = { app: one.app, clock: { ...systemClock, advance: () => undefined }, random: systemRandom } as unknown as Server
      const ana = await setupAccount(at), phone = setupDevice(at, ana)
      const heard: string[] = []
      const socket = await other.app.injectWS('/api/sync/events', { headers: ana.headers }, { onInit: (ws) => { ws.on('message', (raw) => { heard.push(String(raw as Buffer)) }) } })
      const act = async (firstName: string): Promise<void> => { await phone.act({ op: 'create', recordId: phone.newId(), patch: { firstName } }) }
      await expect.poll(async () => { await act('Before'); return heard.some((text) => text.includes('Before')) }, { timeout: 15_000, interval: 200 }).toBe(true)

      await redis!.stop()
      await act('While it was away')
      await redis!.start()
      await expect.poll(() => heard.some((text) => text.includes('While it was away')), { timeout: 30_000 }).toBe(true)
      socket.terminate()
    } finally {
      await Promise.all(servers.map(({ close }) => close()))
      await giveBack()
    }
  })
})

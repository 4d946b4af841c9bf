import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { createRedisCounts } from '../../src/sync-api/http/redis-counts.ts'
import { openRedis, type Redis } from '../../src/sync-api/redis.ts'
import type { RequestCounts, SyncStore } from '../../src/sync-api/store/port.ts'
import { whySkipped } from '../support/debian-programs.ts'
import { borrowDatabase } from '../support/postgres-databases.ts'
import { pause } from '../support/start-server.ts'
import { redisProgram, startRedis, type TestRedis } from '../support/start-redis.ts'

/* The buckets that processes share, on the clock of the database or of Redis: short ones, so that nobody waits long for them. */

let stores: SyncStore[] = [], giveBack: () => Promise<void>, redis: TestRedis, clients: Redis[] = []
const noRedis = redisProgram === null && whySkipped('redis-server') !== ''
beforeAll(async () => {
  const borrowed = await borrowDatabase(inject('postgres'))
  giveBack = borrowed.giveBack
  stores = [await borrowed.database.open(), await borrowed.database.open()]
  if (noRedis) return
  redis = await startRedis()
  clients = [openRedis(redis.url, silentLog), openRedis(redis.url, silentLog)]
  await Promise.all(clients.map((client) => new Promise<void>((resolve) => { client.onReady(resolve) })))
})
afterAll(async () => {
  for (const client of clients) await client.close()
  if (!noRedis) await redis.stop()
  for (const store of stores) await store.close()
  await giveBack()
})
/** What must not be asked while Redis is there. */
const nobody: RequestCounts = { count: async () => Promise.reject(new Error('asked')), take: async () => Promise.reject(new Error('asked')) }
const ways = {
  PostgreSQL: (at: number): RequestCounts => stores[at % 2]!.requests!,
  Redis: (at: number): RequestCounts => createRedisCounts(clients[at % 2]!, nobody, systemClock),
}

describe.each([['PostgreSQL', false], ['Redis', noRedis]] as const)('counted by %s', (name, skipped) => {
  const take = async (at: number, ...draws: { key: string; everyMs: number; burst: number }[]): Promise<number[]> => ways[name](at).take(draws)

  it.skipIf(skipped)('requests in a window are counted over all processes, until it is over', async () => {
    const counted = []
    for (let n = 0; n < 4; n += 1) counted.push(await ways[name](n).count('login of one', 60_000))
    expect(counted.map(({ current }) => current)).toEqual([1, 2, 3, 4])
    for (const { ttl } of counted) { expect(ttl).toBeGreaterThan(40_000); expect(ttl).toBeLessThanOrEqual(60_000) }
    expect((await ways[name](0).count('login of another', 50)).current).toBe(1)
    await pause(80)
    expect((await ways[name](1).count('login of another', 60_000)).current).toBe(1)
  })

  it.skipIf(skipped)('buckets hold their burst over all processes, then one token as often as one comes in', async () => {
    const bucket = { key: 'push device one', everyMs: 60_000, burst: 5 }
    const waits: number[] = []
    for (let n = 0; n < 7; n += 1) waits.push((await take(n, bucket))[0]!)
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    for (const wait of waits.slice(5)) { expect(wait).toBeGreaterThan(50_000); expect(wait).toBeLessThanOrEqual(60_000) }

    const quick = { key: 'push device two', everyMs: 200, burst: 2 }
    expect((await Promise.all([take(0, quick), take(1, quick)])).flat()).toEqual([0, 0])
    const wait = (await take(0, quick))[0]!
    await pause(wait + 20)
    expect(await take(1, quick)).toEqual([0])
  })

  it.skipIf(skipped)('buckets are asked together and answered each by itself, in the order asked', async () => {
    const full = { key: 'z of a device', everyMs: 60_000, burst: 1 }, wide = { key: 'a of an account', everyMs: 60_000, burst: 100 }
    expect(await take(0, full, wide)).toEqual([0, 0])
    const [first, second] = await take(1, full, wide)
    expect(first).toBeGreaterThan(0)
    expect(second).toBe(0)
  })

  it.skipIf(skipped)('buckets are taken from by many at once without anybody failing, and let through no more than they hold', async () => {
    const keys = Array.from({ length: 4 }, (_, n) => ({ key: `crowd ${n}`, everyMs: 60_000, burst: 20 }))
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => take(n, ...(n % 2 === 0 ? keys : keys.toReversed()))))
    expect(all.filter((waits) => waits.every((wait) => wait === 0))).toHaveLength(20)
  })
})

describe('Redis that is away', () => {
  it.skipIf(noRedis)('is nobody\'s wait: the database counts, and where it was started anew it counts from nothing', async () => {
    const counts = createRedisCounts(clients[0]!, stores[0]!.requests!, systemClock), bucket = { key: 'push device three', everyMs: 60_000, burst: 1 }
    expect(await counts.take([bucket])).toEqual([0])
    await redis.stop()
    await expect.poll(() => clients[0]!.isReady(), { timeout: 20_000 }).toBe(false)
    expect(await counts.take([bucket])).toEqual([0])
    expect((await counts.take([bucket]))[0]).toBeGreaterThan(0)
    await redis.start()
    await expect.poll(() => clients[0]!.isReady(), { timeout: 20_000 }).toBe(true)
    expect(await counts.take([bucket])).toEqual([0])
    expect((await counts.take([bucket]))[0]).toBeGreaterThan(0)
  })
})

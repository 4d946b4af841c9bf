import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { borrowDatabase } from '../support/postgres-databases.ts'
import { pause } from '../support/start-server.ts'

/* The buckets that processes share, on the database's own clock: short ones, so that nobody waits long for them. */

let stores: SyncStore[] = [], giveBack: () => Promise<void>
beforeAll(async () => {
  const borrowed = await borrowDatabase(inject('postgres'))
  giveBack = borrowed.giveBack
  stores = [await borrowed.database.open(), await borrowed.database.open()]
})
afterAll(async () => {
  for (const store of stores) await store.close()
  await giveBack()
})
const take = async (at: number, ...draws: { key: string; everyMs: number; burst: number }[]): Promise<number[]> => stores[at % 2]!.requests!.take(draws)

describe('token buckets on PostgreSQL', () => {
  it('hold their burst over all processes, then one token as often as one comes in', async () => {
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

  it('are asked together and answered each by itself, in the order asked', async () => {
    const full = { key: 'z of a device', everyMs: 60_000, burst: 1 }, wide = { key: 'a of an account', everyMs: 60_000, burst: 100 }
    expect(await take(0, full, wide)).toEqual([0, 0])
    const [first, second] = await take(1, full, wide)
    expect(first).toBeGreaterThan(0)
    expect(second).toBe(0)
  })

  it('are taken from by many at once without anybody failing, and let through no more than they hold', async () => {
    const keys = Array.from({ length: 4 }, (_, n) => ({ key: `crowd ${n}`, everyMs: 60_000, burst: 20 }))
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => take(n, ...(n % 2 === 0 ? keys : keys.toReversed()))))
    expect(all.filter((waits) => waits.every((wait) => wait === 0))).toHaveLength(20)
  })
})

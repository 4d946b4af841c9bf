import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/shared/random.ts'
import { brokenEngines, type BrokenEngine } from './broken-engines.ts'
import { createWorld } from './world.ts'

const year = 365 * 86_400_000, minute = 60_000

/**
 * Four devices with clocks up to ten years off, offline and online, a minute and more between any two edits of a title.
 * @returns where another title than the last one by the true clock stands, and how many edits were made offline
 */
async function play(seed: number, broken: BrokenEngine = {}): Promise<{ wrong: string[]; offline: number }> {
  const { next } = seededRandom(seed)
  const skews = Array.from({ length: 4 }, () => Math.round((next() - 0.5) * 20 * year))
  const world = await createWorld({ seed, skews, broken })
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
  const { store } = world.replicas[0]!
  const ids = Array.from({ length: 2 }, () => store.core.makeId())
  for (const recordId of ids) {
    store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes: [{ entity: 'contacts', recordId, op: 'create', patch: { firstName: 'Ana', title: 'first' } }] })
  }
  await world.drain()

  const last = new Map<string, string>()
  let offline = 0
  for (let step = 0; step < 30; step += 1) {
    const replica = pick(world.replicas)
    if (next() < 0.3) {
      if (replica.online) replica.goOffline()
      else { replica.online = true; await replica.changes.api.notify('online') }
    } else {
      await world.advance(minute + 1_000 + Math.floor(next() * 2 * minute))
      const recordId = pick(ids), title = `v${step}${replica.name}`
      if (!replica.online) offline += 1
      replica.store.data.mutate({ mutationId: replica.store.core.makeId(), label: 'act', changes: [{ entity: 'contacts', recordId, op: 'update', patch: { title } }] })
      last.set(recordId, title)
    }
    if (next() < 0.5) await world.settled()
  }
  await world.drain()
  const wrong = [...last].flatMap(([recordId, title]) => world.replicas.flatMap((replica) => {
    const stands = replica.store.data.get('contacts', recordId)?.data['title']
    return stands === title ? [] : [`${replica.name} shows ${String(stands)} and not ${title}`]
  }))
  await world.close()
  return { wrong, offline }
}

describe('[T1] whose edit is the later one by the true clock wins, however wrong the clocks are', () => {
  for (const seed of process.env['SEEDS'] === undefined ? [4] : [2, 4]) {
    it(`[T1] seed ${seed}`, async () => {
      const { wrong, offline } = await play(seed)
      expect(wrong).toEqual([])
      expect(offline).toBeGreaterThan(3)
    })
  }

  it('[T1] is noticed where the clocks are trusted', async () => {
    const found: string[] = []
    for (let seed = 1; seed <= 5 && found.length === 0; seed += 1) found.push(...(await play(seed, brokenEngines['the clocks are trusted'])).wrong)
    expect(found).not.toEqual([])
  })
})

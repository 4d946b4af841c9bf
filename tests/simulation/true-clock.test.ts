import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/shared/random.ts'
import { createWorld } from './world.ts'

const year = 365 * 86_400_000, minute = 60_000

describe('[T1] whose edit is the later one by the true clock wins, however wrong the clocks are', () => {
  for (const seed of [1, 2, 3]) {
    it(`[T1] seed ${seed}: four devices with clocks up to ten years off, offline and online, a minute and more between any two edits`, async () => {
      const { next } = seededRandom(seed)
      const skews = Array.from({ length: 4 }, () => Math.round((next() - 0.5) * 20 * year))
      const world = await createWorld({ seed, skews })
      const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
      const [first] = world.replicas
      const ids = Array.from({ length: 2 }, () => first!.store.core.makeId())
      for (const recordId of ids) {
        first!.store.data.mutate({ mutationId: first!.store.core.makeId(), label: 'act', changes: [{ entity: 'contacts', recordId, op: 'create', patch: { firstName: 'Ana', title: 'first' } }] })
      }
      await world.drain()

      const last = new Map<string, string>()
      let met = 0
      for (let step = 0; step < 30; step += 1) {
        const replica = pick(world.replicas)
        if (next() < 0.3) {
          if (replica.online) replica.goOffline()
          else { replica.online = true; await replica.changes.api.notify('online') }
        } else {
          await world.advance(minute + 1_000 + Math.floor(next() * 2 * minute))
          const recordId = pick(ids), title = `v${step}${replica.name}`
          if (!replica.online) met += 1
          replica.store.data.mutate({ mutationId: replica.store.core.makeId(), label: 'act', changes: [{ entity: 'contacts', recordId, op: 'update', patch: { title } }] })
          last.set(recordId, title)
        }
        if (next() < 0.5) await world.settled()
      }
      await world.drain()

      expect(met).toBeGreaterThan(3)
      for (const [recordId, title] of last) {
        for (const { store, name } of world.replicas) expect([name, store.data.get('contacts', recordId)?.data['title']]).toEqual([name, title])
      }
      await world.close()
    })
  }
})

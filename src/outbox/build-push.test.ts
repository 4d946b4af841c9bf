import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { pushRequestSchema } from '../protocol/push.ts'
import { fakeChange, fakeId } from '../../tests/support/outbox-setup.ts'
import { halves } from './bisect.ts'
import { buildPush, mutationIds, takeBatch } from './build-push.ts'
import { groupMutations, type MirroredMutation } from './mirror-storage.ts'

const mutation = (n: number, size: number, patch: Record<string, string> = {}): MirroredMutation => ({
  mutationId: fakeId('mutation', n), seq: n * 200,
  changes: Array.from({ length: size }, (_, i) => fakeChange(n * 200 + i, { mutationId: fakeId('mutation', n), patch })),
})

describe('building a push', () => {
  it('is what the server expects', () => {
    const request = buildPush({ replicaId: fakeId('replica', 1), schemaVersion: 1 }, [fakeChange(1)], null, Date.parse('2026-11-21T08:00:00Z'))
    expect(pushRequestSchema.parse(request)).toEqual(request)
    expect(request).toMatchObject({ sentAt: '2026-11-21T08:00:00.000Z' })
    expect('seen' in request).toBe(false)
  })

  it('[P1] takes whole mutations, at most 100 changes', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 30 }), (sizes) => {
      const mutations = sizes.map((size, n) => mutation(n, size))
      const batch = takeBatch(mutations)
      const changes = batch.flatMap((taken) => taken.changes)
      expect(batch).toEqual(mutations.slice(0, batch.length))
      expect(changes.length).toBeLessThanOrEqual(100)
      const next = mutations[batch.length]
      if (next) expect(changes.length + next.changes.length).toBeGreaterThan(100)
    }))
  })

  it('[P1] stays under 1 MiB of UTF-8, not of characters', () => {
    const big = { note: 'ü'.repeat(200_000) }
    const batch = takeBatch([mutation(1, 1, big), mutation(2, 1, big), mutation(3, 1, big)])
    expect(batch).toHaveLength(2)
    expect(Buffer.byteLength(JSON.stringify(buildPush({ replicaId: fakeId('replica', 1), schemaVersion: 1 }, batch.flatMap((m) => m.changes), 's'.repeat(2_000), 0)))).toBeLessThanOrEqual(1024 * 1024)
  })

  it('[P1] sends a mutation that is too big alone, so that the server names it', () => {
    expect(takeBatch([mutation(1, 1, { note: 'x'.repeat(2 ** 21) }), mutation(2, 1)])).toHaveLength(1)
  })

  it('[P4] halves by whole mutations down to one', () => {
    expect(halves(['a', 'b', 'c'])).toEqual([['a', 'b'], ['c']])
    expect(halves(['a'])).toBeNull()
  })

  it('[P7] puts mutations together again in seq order', () => {
    const all = [mutation(1, 2), mutation(2, 3)]
    const changes = all.flatMap((m) => m.changes)
    expect(groupMutations(changes)).toEqual(all)
    expect(mutationIds(changes)).toEqual(all.map((m) => m.mutationId))
  })
})

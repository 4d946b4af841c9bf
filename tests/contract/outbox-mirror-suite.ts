import { describe, expect, it } from 'vitest'
import type { MirrorIdentity, MirroredMutation, MirrorRegistry } from '../../src/outbox/mirror-storage.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PushResult } from '../../src/protocol/push.ts'

/** What every mirror keeps to: in memory, and in IndexedDB. `fresh` gives a registry; names are made unique by the suite. */
export function mirrorSuite(kind: string, createRegistry: () => MirrorRegistry): void {
  let made = 0
  const setup = async (): Promise<{ registry: MirrorRegistry; name: string; storage: Awaited<ReturnType<MirrorRegistry['open']>> }> => {
    made += 1
    const registry = createRegistry()
    const name = `suite-${kind}-${made}`
    await registry.add(name)
    return { registry, name, storage: await registry.open(name) }
  }

  describe(`the mirror, ${kind}`, () => {
    it('[P7] gives mutations back whole and in seq order, whatever order they came in', async () => {
      const { storage } = await setup()
      await storage.write({ put: [mutation(30), mutation(10)] })
      await storage.write({ put: [mutation(20), mutation(100)] })
      expect(await storage.mutations(-1, 10)).toEqual([mutation(10), mutation(20), mutation(30), mutation(100)])
      expect(await storage.mutations(10, 2)).toEqual([mutation(20), mutation(30)])
      expect(await storage.mutations(100, 2)).toEqual([])
    })

    it('[P7] keeps a mutation once, however often it is put', async () => {
      const { storage } = await setup()
      await storage.write({ put: [mutation(1)] })
      await storage.write({ put: [mutation(1)] })
      expect(await storage.mutations(-1, 10)).toHaveLength(1)
    })

    it('[P7] notes answers beside the mutations and takes both away together', async () => {
      const { storage } = await setup()
      const [one, two] = [mutation(1), mutation(2)]
      await storage.write({ put: [one, two] })
      await storage.write({ note: [two, one].flatMap(({ mutationId, changes }) => changes.map((change) => ({ changeId: change.id, mutationId, seq: change.seq, result: applied(change), seen: null }))) })
      expect((await storage.answers()).map(({ seq }) => seq)).toEqual([1, 1.5, 2, 2.5])
      await storage.write({ remove: [one.mutationId, 'never there'] })
      expect(await storage.mutations(-1, 10)).toEqual([two])
      expect((await storage.answers()).map(({ mutationId }) => mutationId)).toEqual([two.mutationId, two.mutationId])
    })

    it('[J2] what is claimed is not withdrawn, what is withdrawn is not claimed, and a group goes whole or not at all', async () => {
      const { storage } = await setup()
      const ids = (...seqs: number[]): string[] => seqs.map((seq) => mutation(seq).mutationId)
      await storage.write({ put: [1, 2, 3, 4].map(mutation) })
      expect(await storage.claim([...ids(2), 'never there'])).toEqual(ids(2))
      expect(await storage.withdraw([ids(1, 2), ids(3), ['not yet here']])).toEqual([...ids(3), 'not yet here'])
      expect((await storage.mutations(-1, 10)).map(({ mutationId }) => mutationId)).toEqual(ids(1, 2, 4))
      expect(await storage.claim(ids(1, 3))).toEqual(ids(1))
      // A claim goes with its mutation, not before: not even when the mutation is put in again.
      await storage.write({ put: [mutation(2)] })
      expect(await storage.withdraw([ids(2)])).toEqual([])
      await storage.write({ remove: ids(2) })
      expect(await storage.withdraw([ids(2)])).toEqual(ids(2))
    })

    it('[J2] of a claim and a withdrawal at the same moment, one is first', async () => {
      const { storage, registry, name } = await setup()
      const other = await registry.open(name)
      for (const first of ['claim', 'withdraw'] as const) {
        await storage.write({ put: [mutation(1)] })
        const steps = { claim: () => storage.claim(['m1']), withdraw: () => other.withdraw([['m1']]) }
        const begun = first === 'claim' ? [steps.claim(), steps.withdraw()] : [steps.withdraw(), steps.claim()]
        expect((await Promise.all(begun)).flat()).toEqual(['m1'])
        await storage.write({ remove: ['m1'] })
      }
    })

    it('remembers whose it is', async () => {
      const { storage, registry, name } = await setup()
      expect(await storage.identity()).toBeNull()
      const identity: MirrorIdentity = { replicaId: 'r', workspaceId: 'w', userId: 'u', schemaVersion: 1, seen: null, account: null }
      await storage.write({ identity })
      await storage.write({ identity: { ...identity, seen: 's' } })
      expect(await (await registry.open(name)).identity()).toEqual({ ...identity, seen: 's' })
    })

    it('[J4] keeps the mirrors of two databases apart and lists both', async () => {
      const { storage, registry, name } = await setup()
      await registry.add(`${name}-other`)
      await registry.add(name)
      await storage.write({ put: [mutation(1)] })
      expect(await (await registry.open(`${name}-other`)).mutations(-1, 10)).toEqual([])
      expect((await registry.names()).filter((known) => known.startsWith(name)).sort()).toEqual([name, `${name}-other`])
    })
  })
}

const mutation = (seq: number): MirroredMutation => ({ mutationId: `m${seq}`, seq, changes: [change(seq, seq), change(seq, seq + 0.5)] })
const change = (mutationSeq: number, seq: number): Change => ({
  id: `c${seq}`, mutationId: `m${mutationSeq}`, seq, entity: 'contacts', recordId: `d${seq}`, op: 'update', patch: { lastName: 'Žižkov' }, baseRevision: null, at: 't', schemaVersion: 1,
})
const applied = ({ id }: Change): PushResult => ({ id, status: 'rejected', error: { code: 'invalid', message: 'no' } })

import { describe, expect, it } from 'vitest'
import { actOnce, begin } from './acts.ts'
import { brokenInvariants } from './invariants.ts'
import { runStory } from './run-story.ts'
import { newStory, type Story } from './story.ts'
import { createWorld } from './world.ts'

// SEED=123 plays one story again; SEEDS=500 plays many. Most are played by `npm run simulate`.
const seeds = process.env['SEED'] === undefined
  ? Array.from({ length: Number(process.env['SEEDS'] ?? 1) }, (_, index) => index + Number(process.env['FROM'] ?? 1))
  : [Number(process.env['SEED'])]
const year = 365 * 86_400_000

describe('[M6] three devices of two people, whatever they and the network do', () => {
  for (const seed of seeds) {
    it(`[M6] seed ${seed} ends with the same bytes everywhere, and nothing lost`, async () => {
      await runStory({ seed, acts: 100, skews: seed % 3 === 0 ? [0, 7 * year, -3 * year] : [0, 40_000, -3 * 3_600_000] })
    })
  }
})

describe('[R1, R5] the same, and a server that is put back to its backups now and then', () => {
  for (const seed of seeds) {
    it(`[R1, R5] seed ${seed} ends with the same bytes everywhere`, async () => {
      await runStory({ seed, acts: 100, restores: true, skews: [0, 40_000, -3 * 3_600_000] })
    })
  }
})

describe('the simulation itself', () => {
  const played = async (seed: number): Promise<Story> => {
    const story = newStory(await createWorld({ seed }))
    await begin(story)
    for (let index = 0; index < 100; index += 1) await actOnce(story, index)
    await story.world.drain()
    return story
  }

  it('tells the same story to the last act every time it is asked for a seed', async () => {
    const told = async (): Promise<string> => {
      const story = await played(4)
      const all = JSON.stringify([story.acts, story.world.coverage.counts, await story.world.serverRecords()])
      await story.world.close()
      return all
    }
    expect(await told()).toBe(await told())
  })

  it('tells stories in which people meet: values lose, conflicts open, notices come', async () => {
    const met = new Set<string>(), wanted = ['contacts', 'history', 'notices', 'conflicts']
    for (let seed = 5; seed <= 8 && wanted.some((entity) => !met.has(entity)); seed += 1) {
      const story = await played(seed)
      for (const { entity } of await story.world.serverRecords()) met.add(entity)
      expect(story.acts.length).toBeGreaterThan(30)
      await story.world.close()
    }
    for (const entity of wanted) expect(met).toContain(entity)
  })

  it('notices a device that differs, one that lacks something, a change left over, a value that vanished, an act done twice', async () => {
    const story = await played(2)
    const { world } = story, [a, b, c] = world.replicas
    expect(await brokenInvariants(story)).toEqual([])
    const history = (await world.serverRecords()).filter((record) => record.entity === 'history' && record.data?.['replicaId'] === c!.store.core.replicaId)

    const first = '(SELECT min(n) FROM contacts WHERE revision > 0 AND deleted_at IS NULL)'
    a!.store.core.db.run(`UPDATE contacts SET data = '{}' WHERE n = ${first}`)
    b!.store.core.db.run(`DELETE FROM contacts WHERE n = ${first}`)
    c!.store.core.db.run("UPDATE local_changes SET status = 'pending' WHERE seq = (SELECT max(seq) FROM local_changes)")
    c!.store.core.db.run('DELETE FROM local_changes WHERE id = ?', [history[0]!.id])
    story.journaled.delete(history[0]!.id)
    story.written.push({ value: 'vanished', replica: 'A' })
    const broken = (await brokenInvariants(story)).join('\n')
    for (const part of ['A differs', 'B lacks', 'C still has 1 pending', 'vanished is nowhere', 'is of no change of C']) expect(broken).toContain(part)
    await world.close()
  })
})

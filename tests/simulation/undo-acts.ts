import type { TurnOf } from '../../src/db-worker/contract.ts'
import type { SimReplica } from './sim-replica.ts'
import { pick, type Act, type Story } from './story.ts'
import { noting } from './words.ts'

/** How people take back what they did, and do it again, by weight. */
export const undoActs: [number, string, Act][] = [
  [3, 'undoes what was done before:', (story, replica) => {
    const done = replica.store.data.recentHistory(20).filter(({ status, mutationId }) => status !== 'failed' && mutationId !== '')
    if (done.length === 0) return null
    const { groupId, mutationId } = pick(story.world, done)
    return turned(story, replica, { actId: groupId ?? mutationId })
  }],
  [8, 'undoes', (story, replica) => turned(story, replica, { kind: 'undo' })],
  [9, 'redoes', (story, replica) => turned(story, replica, { kind: 'redo' })],
]

/** What else has to have happened in a run of some length: nothing that somebody chooses to do. */
export const undoOutcomes = ['has an act withdrawn', 'has done again what was withdrawn']

/**
 * Turns an act around as the page does. What nobody has sent is withdrawn (J2, decision 0044): what it wrote need not be found anywhere, until it is done again.
 */
async function turned(story: Story, replica: SimReplica, of: TurnOf): Promise<string | null> {
  const { world } = story
  const { done, changed, leftAlone } = await replica.turn(of, (work) => {
    const mayMatter = story.withdrawn.length > 0 || replica.store.data.withdrawable(of).length > 0
    const before = mayMatter ? journalOf(replica) : null
    const result = noting(story.words, replica, work)
    if (before === null) return result
    const after = journalOf(replica), has = (journal: string) => ({ value }: { value: string }): boolean => journal.includes(`"${value}"`)
    const away = story.written.filter((one) => has(before.patches)(one) && !has(after.patches)(one)), again = story.withdrawn.filter(has(after.patches))
    story.written = [...story.written.filter((one) => !away.includes(one)), ...again]
    story.withdrawn = [...story.withdrawn.filter((one) => !again.includes(one)), ...away]
    if (after.withdrawn > before.withdrawn) world.coverage.acted('has an act withdrawn')
    if (again.length > 0) world.coverage.acted('has done again what was withdrawn')
    return result
  })
  return done ? `${changed} changes, left alone ${JSON.stringify(leftAlone)}` : null
}

/** What is or was on its way, and how much of the rest was withdrawn. */
function journalOf({ store: { core: { db } } }: SimReplica): { patches: string; withdrawn: number } {
  return {
    patches: db.values<string>("SELECT patch FROM local_changes WHERE status <> 'replaced'").join('\n'),
    withdrawn: db.value<number>("SELECT count(*) FROM local_changes WHERE status = 'replaced' AND error ->> '$.code' = 'withdrawn'") ?? 0,
  }
}

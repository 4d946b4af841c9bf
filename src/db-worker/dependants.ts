import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
import { isUnsettled } from './journal.ts'
import { referencesOf } from './references.ts'

/**
 * P4: the unsettled changes, in whole mutations, that touch or refer to a record which one of the given changes creates or restores, and
 * those that build on these in turn.
 */
export function dependantsOf(core: Core, refused: readonly JournalEntry[]): JournalEntry[] {
  const made = new Set<string>()
  const noteMade = (entries: readonly JournalEntry[]): boolean => {
    const before = made.size
    for (const { change } of entries) if (change.op === 'create' || change.op === 'restore') made.add(change.recordId)
    return made.size > before
  }
  if (!noteMade(refused)) return []
  const mutations = new Set(refused.map(({ change }) => change.mutationId))
  const first = Math.min(...refused.map(({ change }) => change.seq))
  const later = core.journal.select(`${isUnsettled} AND seq > ?`, [first])
  const dependants: JournalEntry[] = []
  for (let more = true; more;) {
    more = false
    for (const { change } of later) {
      if (mutations.has(change.mutationId)) continue
      if (!made.has(change.recordId) && !referencesOf(core, change).some((id) => made.has(id))) continue
      mutations.add(change.mutationId)
      const whole = later.filter((other) => other.change.mutationId === change.mutationId)
      dependants.push(...whole)
      more = noteMade(whole) || more
    }
  }
  return dependants
}

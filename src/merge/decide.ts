import type { Policy } from '../model/entity.ts'
import { roleRank } from '../model/entity.ts'
import { compareHlc } from './clock.ts'
import { isAnothers, isOwnLater } from './field-meta.ts'
import type { FieldMeta, IncomingChange } from './types.ts'

/**
 * What becomes of a value that differs from the one that stands: it is written (nobody wrote concurrently), it overrules others' by
 * policy, it yields to what stands, or a person has to decide.
 */
export interface Verdict {
  verdict: 'write' | 'overrule' | 'yield' | 'conflict'
  /** Who wrote what stands without its being known to the change, the strongest first. */
  against: FieldMeta[]
}

/**
 * Decides for one field, or one member of a list's element.
 * @param writers who wrote what stands; empty: nobody ever did
 * @param base the revision the change's author knew (M1)
 * @param advisory M7: every meeting is a person's to look at, whatever the policy
 */
export function decide(policy: Policy, writers: FieldMeta[], change: IncomingChange, base: number, advisory = false): Verdict {
  const ownLater = writers.filter((meta) => isOwnLater(meta, change))
  if (ownLater.length > 0) return { verdict: 'yield', against: ownLater }
  const rank = (meta: { role: IncomingChange['role'] }): number => (policy === 'role' ? roleRank[meta.role] : 0)
  const against = writers.filter((meta) => isAnothers(meta, change, base)).sort((a, b) => rank(b) - rank(a) || compareHlc(b.at, a.at))
  const strongest = against[0]
  if (!strongest) return { verdict: 'write', against }
  if (advisory) return { verdict: 'conflict', against }
  switch (policy) {
    case 'manual': return { verdict: 'conflict', against }
    case 'server': return { verdict: 'yield', against }
    // A text is never decided about: all edits go in (merge-change.ts). Nor is a list as a whole (merge-list.ts).
    case 'text':
    case 'role':
    case 'union':
    case 'newest': {
      const stronger = rank(change) - rank(strongest) || compareHlc(change.at, strongest.at)
      return { verdict: stronger > 0 ? 'overrule' : 'yield', against }
    }
  }
}

import type { Policy } from '../model/entity.ts'
import { roleRank } from '../model/entity.ts'
import { compareHlc } from './clock.ts'
import { isAnothers, isOwnLater } from './field-meta.ts'
import type { FieldMeta, IncomingChange } from './types.ts'

/**
 * What becomes of a value that differs from the one that stands: it is written (nobody wrote concurrently), it overrules another's by
 * policy, it yields to what stands, or a person has to decide.
 */
export type Verdict = 'write' | 'overrule' | 'yield' | 'conflict'

/**
 * Decides for one field, or one member of a list's element.
 * @param stored who wrote what stands; undefined: nobody ever did
 * @param base the revision the change's author knew (M1)
 */
export function decide(policy: Policy, stored: FieldMeta | undefined, change: IncomingChange, base: number): Verdict {
  if (!stored) return 'write'
  if (isOwnLater(stored, change)) return 'yield'
  if (!isAnothers(stored, change, base)) return 'write'
  switch (policy) {
    case 'manual': return 'conflict'
    case 'server': return 'yield'
    case 'role': {
      const higher = roleRank[change.role] - roleRank[stored.role]
      return higher === 0 ? newest(stored, change) : higher > 0 ? 'overrule' : 'yield'
    }
    // `text` merges as `newest` until a field of that policy exists and Yjs comes with it; no field of the product has it.
    case 'text':
    case 'newest':
    case 'union': return newest(stored, change)
  }
}

const newest = (stored: FieldMeta, change: IncomingChange): Verdict => (compareHlc(change.at, stored.at) > 0 ? 'overrule' : 'yield')

import { checkSeen } from '../push/check-seen.ts'
import type { Seen } from '../seen.ts'
import type { WorkspaceReader, WorkspaceState } from '../store/port.ts'

/**
 * R1: the highest commit that a replica was given and that is in this history. A commit's mark is random, so whoever has it has everything
 * before it. `otherHistory`: one of them is said to be of this very epoch and is not in it.
 */
export async function provenBy(reader: WorkspaceReader, state: WorkspaceState, tokens: readonly Seen[]): Promise<{ revision: number; otherHistory: boolean }> {
  let revision = 0, otherHistory = false
  for (const seen of tokens) {
    if (seen.epoch === state.epoch && !otherHistory) otherHistory = await checkSeen(reader, state, seen) === 'other_history'
    if (seen.revision > revision && seen.revision <= state.revision && await reader.markOf(seen.revision) === seen.mark) revision = seen.revision
  }
  return { revision, otherHistory }
}

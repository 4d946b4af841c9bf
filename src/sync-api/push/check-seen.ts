import type { SyncStore, WorkspaceReader, WorkspaceState } from '../store/port.ts'
import type { Seen } from '../seen.ts'

/**
 * R1: whether what a replica was given is in this workspace's history. `other_epoch`: it knows an older life of it.
 * `other_history`: the history itself went another way than the replica saw it go, as after a restored backup.
 */
export async function checkSeen(reader: WorkspaceReader, state: WorkspaceState, seen: Seen): Promise<'same' | 'other_epoch' | 'other_history'> {
  if (seen.epoch !== state.epoch) return 'other_epoch'
  if (seen.revision === 0) return 'same'
  if (seen.revision > state.revision) return 'other_history'
  return await reader.markOf(seen.revision) === seen.mark ? 'same' : 'other_history'
}

/** Begins another epoch where the history is found to have gone another way; looks again under the lock, so that it begins once. */
export async function beginEpochIfNeeded(store: SyncStore, workspaceId: string, seen: Seen, epoch: string, at: string): Promise<void> {
  await store.write(workspaceId, async (writer) => {
    if (await checkSeen(writer, await writer.state(), seen) === 'other_history') await writer.beginEpoch(epoch, at)
  })
}

import type { SyncStore } from '../store/port.ts'
import { auditAct, serverSource } from './entry.ts'

/**
 * Drops entries older than a time. The chain goes on from the last one's hash, the anchor, and says so itself in an entry: whoever drops some by hand has to
 * write everything after it anew.
 *
 * @returns up to which entry; null: there was none so old
 */
export async function trimAudit(store: SyncStore, workspaceId: string, before: string, at: string): Promise<number | null> {
  return store.write(workspaceId, async (writer) => {
    const last = await writer.auditBefore(before)
    if (last === null) return null
    await writer.dropAudit(last.n)
    await writer.appendAudit([auditAct(at, serverSource, 'audit_trimmed', { upTo: last.n, hash: last.hash, before })])
    return last.n
  })
}

import type { SyncStore } from '../store/port.ts'
import { auditAct, serverSource } from './entry.ts'

/** So many at once: all of years in one transaction would keep everybody waiting. */
const atOnce = 5_000

/**
 * Drops entries older than a time. The chain goes on from the last one's hash, the anchor, and says so itself in an entry, each time that some are dropped: whoever
 * drops some by hand has to write everything after it anew.
 *
 * @param goOn lets others in between; false: not now, the next run does the rest
 * @returns up to which entry; null: there was none so old
 */
export async function trimAudit(store: SyncStore, workspaceId: string, before: string, at: string, goOn: () => Promise<boolean> = async () => true): Promise<number | null> {
  let dropped: number | null = null
  for (;;) {
    const step = await store.write(workspaceId, async (writer) => {
      const last = await writer.auditBefore(before)
      if (last === null) return null
      const { anchor } = await writer.auditSpan(), upTo = Math.min(last.n, anchor.n + atOnce), end = await writer.dropAudit(upTo)
      if (end === null) return null
      await writer.appendAudit([auditAct(at, serverSource, 'audit_trimmed', { upTo: end.n, hash: end.hash, before })])
      return { upTo, more: upTo < last.n }
    })
    if (step === null) break
    dropped = step.upTo
    if (!await goOn()) return dropped
    if (!step.more) break
  }
  if (dropped !== null) await dropSources(store, workspaceId, goOn)
  return dropped
}

/** Who and from where of entries that are gone goes too. The log is gone along in steps, and what is written meanwhile is looked at last. */
async function dropSources(store: SyncStore, workspaceId: string, goOn: () => Promise<boolean>): Promise<void> {
  const used = new Set<string>(), span = await store.read(workspaceId, (reader) => reader.auditSpan())
  if (span === null) return
  const { anchor, head } = span
  for (let after = anchor.n; after < head.n; after += atOnce) {
    for (const id of await store.read(workspaceId, (reader) => reader.auditSources(after, Math.min(after + atOnce, head.n))) ?? []) used.add(id)
    if (!await goOn()) return
  }
  await store.write(workspaceId, async (writer) => {
    await writer.keepAuditSources([...used, ...await writer.auditSources(head.n, (await writer.auditSpan()).head.n)])
  })
}

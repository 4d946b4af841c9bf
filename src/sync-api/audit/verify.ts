import { entryHash, isErased, sourceId } from '../store/audit-chain.ts'
import type { AuditHead, AuditSpan } from '../store/audit-port.ts'

/** An entry as it lies there, whatever was done to it. */
export interface RawEntry { n: number; at: string; kind: string; source: string; entity: string; recordId: string; detail: string; hash: string }
export interface RawSource { id: string; userId: string; deviceId: string; text: string }

/**
 * Goes along a workspace's chain. What it finds, in sentences; nothing: the log is whole, and as it was written.
 *
 *   anchor ─▶ first entry kept ─▶ … ─▶ last ─▶ head: each hash is of the one before it, so the first that does not fit is where hands were at it
 */
export function createVerifier(workspaceId: string, span: AuditSpan, sources: ReadonlyMap<string, RawSource>): { next(entry: RawEntry): void; end(): string[] } {
  const found: string[] = [], say = (finding: string): void => { found.push(finding) }
  let last: AuditHead = span.anchor, broken = false
  /** The last that tells of older ones being dropped: the anchor's own place in the chain. */
  let trimmed: AuditHead = { n: 0, hash: '' }
  /** Records whose values were erased, and not purged yet as far as we have come. */
  const erased = new Map<string, number>()

  for (const source of sources.values()) {
    if (sourceId(source) !== source.id) say(`the source ${source.id} of the audit log is not what it was when entries came to name it.`)
  }
  return {
    next(entry) {
      if (broken) return
      const breaks = (why: string): void => { broken = true; say(`the audit log is broken at entry ${entry.n} (${entry.at}, ${entry.kind}): ${why}`) }
      if (entry.n !== last.n + 1) return breaks(entry.n === last.n + 2 ? `entry ${last.n + 1} before it is missing.` : `the entries ${last.n + 1} to ${entry.n - 1} before it are missing.`)
      if (!sources.has(entry.source)) return breaks('who did it and from where is missing.')
      if (entryHash(workspaceId, last.hash, entry, entry.source) !== entry.hash) return breaks('it is not what was written, or does not follow the one before it.')
      last = { n: entry.n, hash: entry.hash }
      if (isErased(entry.detail)) erased.set(entry.recordId, entry.n)
      if (entry.kind === 'purged') erased.delete(entry.recordId)
      if (entry.kind === 'audit_trimmed') trimmed = trimmedTo(entry.detail)
    },
    end() {
      if (broken) return found
      if (last.n !== span.head.n || last.hash !== span.head.hash) {
        say(last.n < span.head.n ? `the audit log ends with entry ${last.n}, and ${span.head.n} were written: its end was cut off.` : `the audit log ends with entry ${last.n}, which is not the end that was noted (${span.head.n}).`)
      }
      if (trimmed.n !== span.anchor.n || trimmed.hash !== span.anchor.hash) say(`the audit log begins after entry ${span.anchor.n}, and none of its entries says that what was before was dropped.`)
      for (const [recordId, n] of erased) say(`the values of entry ${n} of the audit log were erased, and the record ${recordId} was never deleted for good.`)
      return found
    },
  }
}

function trimmedTo(detail: string): AuditHead {
  const { upTo, hash } = JSON.parse(detail) as { upTo: number; hash: string }
  return { n: upTo, hash }
}

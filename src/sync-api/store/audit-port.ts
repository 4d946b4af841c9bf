/* The part of the storage port (port.ts) that keeps a workspace's audit log: a chain of entries that is only ever added to. */

/** Who did it and from where. Written once; entries name it by its id, which is its hash. */
export interface AuditSource {
  /** '' where nobody is signed in: the server itself, or an operator. */
  userId: string
  /** '' where there is none: an API token, or a program of a version that knew no devices. */
  deviceId: string
  /** JSON of the rest (audit/entry.ts). */
  text: string
}

/** What is to be written; the store gives it its number and its place in the chain. */
export interface NewAuditEntry {
  /** By the server's clock, ISO 8601. */
  at: string
  kind: string
  source: AuditSource
  /** '' both where it is about no record. */
  entity: string
  recordId: string
  /** JSON of what happened (audit/entry.ts). */
  detail: string
}

/** `n`: from 1, without a gap. `hash`: of the one before and this (audit-chain.ts). */
export interface AuditEntry extends NewAuditEntry { n: number; hash: string }

/** Where the chain ends. Of an empty one 0 and ''. */
export interface AuditHead { n: number; hash: string }

/** The chain as it is kept: from the entry after `anchor`, whose hash stands in for all that was dropped, to `head`. */
export interface AuditSpan { head: AuditHead; anchor: AuditHead }

/** What is absent is not asked for. */
export interface AuditFilter {
  userId?: string | undefined
  deviceId?: string | undefined
  entity?: string | undefined
  recordId?: string | undefined
  kinds?: readonly string[] | undefined
  /** ISO 8601; `from` is part of the period and `until` is not. */
  from?: string | undefined
  until?: string | undefined
}

export interface AuditReader {
  auditSpan(): Promise<AuditSpan>
  /** Which sources the entries above one number and up to another name. */
  auditSources(after: number, upTo: number): Promise<string[]>
  /** Newest first, those below `before`. At most `limit`, of at most `within` entries that are looked at. `next`: where to go on; null: there are no more. */
  auditPage(filter: AuditFilter, before: number | null, limit: number, within: number): Promise<{ entries: AuditEntry[]; next: number | null }>
  /** Oldest first, those above `after`; the same otherwise. */
  auditForth(filter: AuditFilter, after: number, limit: number, within: number): Promise<{ entries: AuditEntry[]; next: number | null }>
}

export interface AuditWriter {
  /** Adds to the end of the chain, in order. */
  appendAudit(entries: readonly NewAuditEntry[]): Promise<void>
  /** Takes the values out of what is told of these records; that they were there, and their hash, stays (`erasedDetail`). How many entries. */
  eraseAudit(recordIds: readonly string[]): Promise<number>
  /** Drops the oldest entries up to a number, and keeps the last one, the anchor, by its number and hash. Null: there is no such entry. */
  dropAudit(upTo: number): Promise<AuditHead | null>
  /** Drops the sources that are not among these. */
  keepAuditSources(ids: readonly string[]): Promise<void>
  /** The last entry before a time, of those that are kept, and before all that is not older; null: there is none. */
  auditBefore(at: string): Promise<AuditHead | null>
}

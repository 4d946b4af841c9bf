import type { Data, Json } from '../shared/json.ts'
import type { Role } from '../model/entity.ts'

/** A moment by the hybrid logical clock, parsed. Orders by `ms`, then `counter`, then `replicaId`. */
export interface HlcTime { ms: number; counter: number; replicaId: string }

/** Who wrote the value that stands in a field (or in an element of a list, or `deletedAt`), and when. */
export interface FieldMeta {
  revision: number
  /** Effective time, already shifted to the server's clock (T1). */
  at: HlcTime
  replicaId: string
  seq: number
  userId: string
  role: Role
  changeId: string
}

/** A record as the merge sees it: the server's row. `meta` is keyed by field, `field/elementId` for list elements, and `deletedAt`. */
export interface MergeRecord {
  data: Data
  deletedAt: string | null
  revision: number
  meta: Record<string, FieldMeta>
  /** Elements removed from lists: `field/elementId` → the element as it was, so that a concurrent update brings it back whole. */
  removed: Record<string, Json>
}

/** The change's side of a merge. */
export interface IncomingChange {
  id: string
  op: 'create' | 'update' | 'delete' | 'restore'
  patch: Record<string, Json>
  baseRevision: number
  replicaId: string
  seq: number
  at: HlcTime
  userId: string
  role: Role
}

export interface ConflictFound { field: string; base: Json | null; mine: Json | null; theirs: Json | null; theirsMeta: FieldMeta | null }

export interface MergeOutcome {
  status: 'applied' | 'merged' | 'conflict'
  /** The record after the change, `revision` not yet set. */
  record: MergeRecord
  /** `{field: {from, to}}` of what the change altered, for the history; `deletedAt` among them. */
  changed: Record<string, { from: Json | null; to: Json | null }>
  /** Fields where another's value stood, and what the change had wanted: the history's `lost`, each with a notice to its author (M2). */
  superseded: { field: string; lost: Json | null; stands: Json | null; by: FieldMeta | null }[]
  /**
   * Values of others that this change overruled by policy (newest, role): they too are "a value that lost", and their author
   * gets the notice (M2).
   */
  overruled: { field: string; lost: Json | null; stands: Json | null; lostMeta: FieldMeta }[]
  conflicts: ConflictFound[]
}

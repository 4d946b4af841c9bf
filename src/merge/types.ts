import type { Data, Json } from '../shared/json.ts'
import type { Element, Role } from '../model/entity.ts'

/** A list's change by elements, the wire's `{"$set": …}`. */
export interface SetPatch { $set: { add?: Element[]; remove?: string[]; update?: Record<string, Record<string, Json>> } }

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

/**
 * A record as the merge sees it: the server's row. `meta` is keyed by path: a field, `field/elementId`, `field/elementId/member`,
 * `deletedAt`. What has no entry of its own has its parent's; `*` is everybody's last parent. Store it as it is (field-meta.ts).
 */
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
  /** Effective time (T1). */
  at: HlcTime
  userId: string
  role: Role
  /** The revision the commit will take; it goes into the record and its meta. */
  revision: number
  /** What the person saw in the fields, from the wire: the `base` a conflict shows. */
  before?: Record<string, Json>
}

export interface ConflictFound {
  field: string
  base: Json | null
  mine: Json | null
  theirs: Json | null
  theirsMeta: FieldMeta | null
  /** Which of the two stands meanwhile: `theirs`, what was there (M3), or in advisory mode `mine`, what came (M7). */
  stands: 'theirs' | 'mine'
}

export interface MergeOutcome {
  status: 'applied' | 'merged' | 'conflict'
  /** The record after the change, `revision` and meta included. */
  record: MergeRecord
  /** `{field: {from, to}}` of what the change altered, lists whole, for the history; `deletedAt` among them. */
  changed: Record<string, { from: Json | null; to: Json | null }>
  /**
   * Fields where another's value stood, and what the change had wanted: the history's `lost`, each with a notice to its author (M2).
   * One entry a field. Of a list both are whole, and differ in nothing but what lost: `diffLists(stands, lost)` is "restore mine".
   */
  superseded: { field: string; lost: Json | null; stands: Json | null; by: FieldMeta | null }[]
  /**
   * Values of others that this change overruled by policy (newest, role): they too are "a value that lost", and their author
   * gets the notice (M2).
   */
  overruled: { field: string; lost: Json | null; stands: Json | null; lostMeta: FieldMeta }[]
  conflicts: ConflictFound[]
  /** A field whose text cannot take the edit: it is none, or builds on what is not there. Such a change is refused, whatever else came of it. */
  unfit: { field: string; fault: 'unreadable' | 'too_large' } | null
}

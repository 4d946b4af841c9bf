import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'

/*
 * The mirror: a copy of the unsettled mutations of one local database where a service worker can reach it. SQLite is the truth; what
 * stands here is only ever sent, never shown.
 *
 *   db-worker ── commit ──▶ changes-worker ── put, remove ──▶ mirror ──▶ service-worker ── claim, push
 *       ▲                        ▲                              │               │
 *       └── applyResults ────────┴──────── answers ◀────────────┴──── note ◀────┘
 *
 * J2 rests on two steps that are each one transaction here, so that of the two threads one is always first:
 *
 *   claim, then send                    withdraw, then off the journal
 *   claim finds it gone: not sent       withdraw finds a claim: it stays, and its inverse is appended
 */

/** One whole mutation (P7); `seq` is its first change's and orders the mirror. */
export interface MirroredMutation { mutationId: string; seq: number; changes: Change[] }

/** What the server answered to a push from the mirror, until the journal has it; `seen` is what came with it (R1). */
export interface NotedAnswer { changeId: string; mutationId: string; seq: number; result: PushResult; seen: string | null }

/** Whose mutations these are, and how a push of them is signed. `workspaceId` null: no account yet, nothing is ever sent. */
export interface MirrorIdentity {
  replicaId: string
  workspaceId: string | null
  userId: string | null
  schemaVersion: number
  seen: string | null
  /** As it was last heard, so that a device without network can say whose data it holds. */
  account: AccountLabel | null
}

export interface AccountLabel { userId: string; email: string; name: string; workspaceId: string; workspaceName: string; role: string }

/** One local database's mirror as a port; all of one `write` happens or nothing of it. */
export interface MirrorStorage {
  identity(): Promise<MirrorIdentity | null>
  /** In `seq` order, those after the given `seq`. */
  mutations(afterSeq: number, limit: number): Promise<MirroredMutation[]>
  /** In `seq` order. */
  answers(): Promise<NotedAnswer[]>
  write(changes: MirrorWrite): Promise<void>
  /** Notes of those of these mutations that are still here that they are being sent, durably, and answers them. A claim stays as long as they do. */
  claim(mutationIds: readonly string[]): Promise<string[]>
  /**
   * Takes the mutations of each group away, or none of a group where one of it was ever claimed; the ids of those that nobody can send any
   * more, whether they had been here or not.
   */
  withdraw(groups: readonly (readonly string[])[]): Promise<string[]>
}

export interface MirrorWrite {
  identity?: MirrorIdentity
  put?: readonly MirroredMutation[]
  /** Takes the mutations of these ids away, and what was noted of them. */
  remove?: readonly string[]
  note?: readonly NotedAnswer[]
}

/** All mirrors of this browser profile, for a service worker that wakes without any page. */
export interface MirrorRegistry {
  names(): Promise<string[]>
  add(databaseName: string): Promise<void>
  open(databaseName: string): Promise<MirrorStorage>
}

/** The IndexedDB database of a local database's mirror. */
export const mirrorDatabaseName = (databaseName: string): string => `satchel-mirror:${databaseName}`

/** Puts a list of changes in `seq` order together to mutations. */
export function groupMutations(changes: readonly Change[]): MirroredMutation[] {
  const byId = new Map<string, MirroredMutation>()
  for (const change of changes) {
    const mutation = byId.get(change.mutationId)
    if (mutation) mutation.changes.push(change)
    else byId.set(change.mutationId, { mutationId: change.mutationId, seq: change.seq, changes: [change] })
  }
  return [...byId.values()]
}

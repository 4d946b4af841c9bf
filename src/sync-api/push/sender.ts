import type { Model } from '../../model/model.ts'
import type { Role } from '../../model/entity.ts'

/** Who pushes, as far as the merge and its records tell. */
export interface Sender {
  userId: string
  userName: string
  role: Role
  replicaId: string
  deviceName: string
}

/** What stays the same while one request's mutations are applied. */
export interface PushContext {
  model: Model
  /** R4: the device's model is newer than this one: an entity that is not in it is kept, not refused. */
  keepsUnknown: boolean
  /** The entities that have records here. */
  entityNames(): Promise<string[]>
  sender: Sender
  /** The server's clock, ms since 1970, taken once a request. */
  serverTime: number
  epoch: string
  /** What a change's base is counted from where it names no epoch (M1). */
  seenEpoch: string | null
  /** The highest revision that the replica says it was ever given; null: none. */
  seenRevision: number | null
  /** Base revisions of dead epochs count as the last one that this replica proved to share with this. */
  lastCommonRevision(epoch: string): Promise<number | null>
  /** The workspace's revision when the transaction began; nobody can have seen a later one. */
  startRevision: number
  nameOf(userId: string): Promise<string>
  /** Whose replica it is; null: none that is known. */
  personOf(replicaId: string): Promise<string | null>
  /** @param changeId one that the replica made */
  deviceOf(replicaId: string, changeId: string): Promise<string>
}

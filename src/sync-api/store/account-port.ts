import type { Role } from '../../model/entity.ts'

/* The part of the storage port (port.ts) that knows people, their devices and sessions, and the programs they let in. */

/** `totpSecret`: what a person's codes are made from, in base32; null: they use none. */
export interface User { id: string; email: string; name: string; passwordHash: string; totpSecret: string | null }
export interface Workspace { id: string; name: string }
export interface Membership { workspace: Workspace; role: Role }

/**
 * A signed-in device. Refresh tokens carry a generation; `usedGeneration` is the highest that was ever used. A token of a lower one
 * has been succeeded by a token in use, so whoever still holds it stole it or was stolen from (P5).
 */
export interface SessionRow {
  id: string
  userId: string
  workspaceId: string
  /** `''`: made by a version that knew no devices. */
  deviceId: string
  deviceName: string
  usedGeneration: number
  createdAt: string
  endedAt: string | null
  /** Who ended it, where that was not its own device. */
  endedWhy: 'revoked' | 'password_changed' | null
  /** The person proved a second factor in it. */
  secondFactor: boolean
  /** Signs what the session writes; SPKI in base64url. Null: it writes unsigned. */
  publicKey: string | null
}

/** A place where a person has signed in, of one account: the same browser is another device of another person. */
export interface DeviceRow {
  userId: string
  id: string
  name: string
  kind: 'browser' | 'script'
  replicaId: string | null
  createdAt: string
  lastSeenAt: string
  wipeAskedAt: string | null
  wipedAt: string | null
}

/** A passkey as the library wants it back: key in base64url, transports a JSON list. */
export interface Passkey { id: string; userId: string; name: string; publicKey: string; counter: number; transports: string; createdAt: string; lastUsedAt: string | null }

/** What a token of which only the hash is kept stands for. */
export interface OneTime { hash: string; purpose: 'reset' | 'totp' | 'passkey'; data: string; expiresAt: string }

export interface AccountStore {
  /** Makes user, workspace and owner's membership in one transaction; false: the address is taken. */
  register(user: Omit<User, 'totpSecret'>, workspace: Workspace & { epoch: string }, at: string): Promise<boolean>
  /** By address, folded to lower case. */
  userByEmail(email: string): Promise<User | null>
  userById(id: string): Promise<User | null>
  memberships(userId: string): Promise<Membership[]>
  /** Lets a person into a workspace, or changes their role there. */
  addMember(workspaceId: string, userId: string, role: Role, at: string): Promise<void>
  /**
   * False, and nothing is kept: its device is to be wiped, or the person's password is not `passwordHash` any more, by which the session was begun (null: by
   * something else). What ends sessions for either comes before or behind it.
   */
  saveSession(session: SessionRow, passwordHash?: string | null): Promise<boolean>
  /** With its device, where it has one. */
  session(id: string): Promise<(SessionRow & { device: DeviceRow | null }) | null>
  /** Those of a person that hold. */
  sessionsOf(userId: string): Promise<SessionRow[]>
  /**
   * Marks a generation as used and answers true, or false where a higher one was used already; then the session is ended.
   * One transaction: two refreshes at once must not both pass on tokens of different generations.
   */
  useGeneration(sessionId: string, generation: number, at: string): Promise<boolean>
  endSession(id: string, at: string): Promise<void>
  /** Ends a person's sessions, those of one device where it is named, except one; the ids of those that held until now. */
  endSessions(of: { userId: string; deviceId?: string; except?: string }, at: string, why: NonNullable<SessionRow['endedWhy']>): Promise<string[]>
  /** Gives a session that has none a device. */
  assignDevice(sessionId: string, deviceId: string): Promise<void>
  /** Makes a device; of one that is there only the time is taken, and the order to wipe it is over where that was done. */
  saveDevice(device: DeviceRow): Promise<void>
  devicesOf(userId: string): Promise<DeviceRow[]>
  /** What is named changes; false: there is no such device. */
  updateDevice(userId: string, id: string, to: Partial<Pick<DeviceRow, 'name' | 'replicaId' | 'lastSeenAt' | 'wipeAskedAt' | 'wipedAt'>>): Promise<boolean>
  /** Whose data is to be deleted on a device of this id and is not yet, as far as it was heard. */
  wipesOf(deviceId: string): Promise<string[]>
  /** @param was what it is set in place of; absent: whatever there is. False: it is another by now. */
  setPassword(userId: string, passwordHash: string, was?: string): Promise<boolean>
  /** Null: no codes any more, recovery codes neither. False: there is another secret already, which stands. */
  setTotp(userId: string, secret: string | null): Promise<boolean>
  /** A code is good once: false where one of this step or a later one was used. */
  useTotpStep(userId: string, step: number): Promise<boolean>
  /** In place of those before. */
  setRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void>
  countRecoveryCodes(userId: string): Promise<number>
  /** False where there is none such; each is good once. */
  useRecoveryCode(userId: string, hash: string): Promise<boolean>
  /** The person proved a second factor in this session. */
  proveSession(sessionId: string): Promise<void>
  /** The person has no second factor any more: nor has any session. */
  unproveSessions(userId: string): Promise<void>
  addPasskey(passkey: Passkey): Promise<void>
  passkeysOf(userId: string): Promise<Passkey[]>
  passkey(id: string): Promise<Passkey | null>
  usePasskey(id: string, counter: number, at: string): Promise<void>
  /** False: this person has no such passkey. */
  removePasskey(userId: string, id: string): Promise<boolean>
  /** Keeps what a token stands for until it is taken or its time is over. */
  putOneTime(token: OneTime): Promise<void>
  /** What it stands for; it stays. */
  oneTime(hash: string, purpose: OneTime['purpose'], now: string): Promise<string | null>
  /** Answers it to one who asks, the first, and forgets it; null: unknown, taken, of another purpose, or over. */
  takeOneTime(hash: string, purpose: OneTime['purpose'], now: string): Promise<string | null>
  /** Forgets all of a purpose that stand for this. */
  dropOneTime(purpose: OneTime['purpose'], data: string): Promise<void>
  /** A secret of this server, made by `make` when first asked for. Lives in the store, so that processes share it. */
  secret(name: string, make: () => string): Promise<string>
}

/** What a program may do in a workspace, in the name of whoever made the token. */
export interface ApiTokenRow {
  id: string
  workspaceId: string
  userId: string
  name: string
  /** `<entity>:read` or `<entity>:write`; `*` for every entity. */
  scopes: string[]
  /** SHA-256 of the token, hex; the token itself is kept nowhere. */
  tokenHash: string
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

export interface ApiTokenStore {
  /** False: the session that asks for it has ended, or its person is in the workspace no more; what ends either comes before or behind it. */
  save(token: ApiTokenRow, sessionId?: string): Promise<boolean>
  byHash(tokenHash: string): Promise<ApiTokenRow | null>
  /** A person's in a workspace that hold, newest first. */
  of(userId: string, workspaceId: string): Promise<ApiTokenRow[]>
  noteUse(id: string, at: string): Promise<void>
  /** False: that person has none of this id there that holds. */
  revoke(id: string, userId: string, workspaceId: string, at: string): Promise<boolean>
  /** All of a person's, in every workspace; how many held until now. */
  revokeAll(userId: string, at: string): Promise<number>
}

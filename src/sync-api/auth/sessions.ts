import type { Clock } from '../../shared/clock.ts'
import type { Session } from '../../protocol/auth.ts'
import type { AccountStore, DeviceRow, Membership, SessionRow, User } from '../store/account-port.ts'
import { isDiskFull, whereThereIsRoom } from '../store/disk-full.ts'
import type { TeamStore } from '../store/team-port.ts'
import { lifetimes, type SessionTokens } from './session-tokens.ts'

export interface Sessions {
  /** @param proof `byPassword`: what was asked for was the password that `user` has. Null: it is another by now, or the device was ordered to be wiped meanwhile. */
  begin(user: User, membership: Membership, device: { id: string | null; name: string; kind: DeviceRow['kind'] }, proof: Pick<SessionRow, 'secondFactor' | 'publicKey'> & { byPassword: boolean }): Promise<IssuedSession | null>
  /** P5. `workspaceId`: the one to answer with, where the person is in it. Null: signed out. `reused` is told of a token that had been succeeded: stolen, or stolen from. */
  refresh(token: string, workspaceId?: string | null, reused?: (of: { session: SessionRow; device: DeviceRow | null; user: User; memberships: readonly Membership[] }) => void): Promise<IssuedSession | null>
  /**
   * Who an access token stands for, in the workspace that is named, or where none is in the session's own: looked up each time, so that who is taken out
   * of a workspace is out with that commit. Null: signed out. Who is in none at all is a person still.
   */
  identify(accessToken: string, workspaceId?: string | null): Promise<Identity | Person | 'not_a_member' | null>
  /** A session as it is now, where it still holds and its person is in the workspace; for what lives longer than a request. */
  holding(sessionId: string, workspaceId: string): Promise<SessionRow | null>
  /** The workspace of a person that is named, or the first; one of their own is made for who is in none any more. */
  membershipOf(user: User, workspaceId?: string | null): Promise<Membership>
  /** The session that a token is or was of, living or not; null: no token of ours. */
  find(tokens: { access: string | undefined; refresh: string | undefined }): Promise<SessionRow | null>
  /** Ends the session either of its tokens is of, if it is one, and says which; an access token that is over will do no harm either way. */
  end(tokens: { access: string | undefined; refresh: string | undefined }): Promise<string[]>
}

export interface IssuedSession { body: Session; deviceId: string; tokens: { access: string; refresh: string } }

/** Who makes a request, looked up from its token, in the workspace that it is about. */
export interface Identity extends Person { membership: Membership }

/** The same of somebody who may be in no workspace, as one who was taken out of their only one is until they sign in again or are let in elsewhere. */
export interface Person {
  session: SessionRow
  sessionId: string
  user: User
  membership: Membership | null
  device: DeviceRow | null
  deviceName: string
  expiresAt: number
  /** Of an API token: all that it may do. Absent: a session, which may do what its person may. */
  scopes?: readonly string[]
}

export interface SessionParts { accounts: AccountStore; team: Pick<TeamStore, 'createWorkspace'>; tokens: SessionTokens; clock: Pick<Clock, 'now'>; newId: () => string; newEpoch: () => string }

export function createSessions({ accounts, team, tokens, clock, newId, newEpoch }: SessionParts): Sessions {
  const now = (): string => new Date(clock.now()).toISOString()

  const issue = async (session: SessionRow, user: User, membership: Membership, generation: number): Promise<IssuedSession> => {
    const access = await tokens.access({ sessionId: session.id, userId: user.id, workspaceId: session.workspaceId })
    const refresh = await tokens.refresh({ sessionId: session.id, generation })
    return { body: sessionBody(user, membership, access.expiresAt), deviceId: session.deviceId, tokens: { access: access.token, refresh } }
  }
  const saveDevice = (id: string, userId: string, name: string, kind: DeviceRow['kind']): Promise<void> =>
    accounts.saveDevice({ userId, id, name, kind, replicaId: null, createdAt: now(), lastSeenAt: now(), wipeAskedAt: null, wipedAt: null })

  const noteSeen = async ({ userId, id, lastSeenAt }: DeviceRow): Promise<void> => {
    if (clock.now() - Date.parse(lastSeenAt) > seenEveryMs) await whereThereIsRoom(accounts.updateDevice(userId, id, { lastSeenAt: now() }))
  }

  /** Where that cannot be written down, a token that no other has succeeded is good still: a device that was away a quarter of an hour could not read otherwise (decision 0111). */
  const isCurrent = ({ id, usedGeneration }: SessionRow, generation: number): Promise<boolean> => accounts.useGeneration(id, generation, now()).catch((thrown: unknown) => {
    if (!isDiskFull(thrown) || generation < usedGeneration) throw thrown
    return true
  })

  /** A session that still holds, with its person as they are now. */
  const living = async (sessionId: string): Promise<{ session: SessionRow; device: DeviceRow | null; user: User } | null> => {
    const found = await accounts.session(sessionId)
    if (found === null || found.endedAt !== null || clock.now() - Date.parse(found.createdAt) >= lifetimes.sessionMs) return null
    const { device, ...session } = found
    const user = await accounts.userById(session.userId)
    return user === null ? null : { session, device, user }
  }
  const membershipOf = async (user: User, workspaceId: string | null = null): Promise<Membership> => {
    const find = async (): Promise<Membership | undefined> => {
      const memberships = await accounts.memberships(user.id)
      return memberships.find(({ workspace }) => workspace.id === workspaceId) ?? memberships[0]
    }
    const workspace = { id: newId(), name: ownWorkspaceName(user.name) }, found = await find()
    if (found !== undefined) return found
    await team.createWorkspace({ ...workspace, epoch: newEpoch() }, user.id, now(), true)
    return await find() ?? { workspace, role: 'owner' }
  }

  return {
    membershipOf,

    async begin(user, membership, { id, name, kind }, { byPassword, ...proof }) {
      const deviceId = id ?? newId()
      await saveDevice(deviceId, user.id, name, kind)
      const session: SessionRow = {
        id: newId(), userId: user.id, workspaceId: membership.workspace.id, deviceId, deviceName: name, usedGeneration: 0, createdAt: now(), endedAt: null, endedWhy: null,
        ...proof,
      }
      return await accounts.saveSession(session, byPassword ? user.passwordHash : null) ? issue(session, user, membership, 1) : null
    },

    async refresh(token, workspaceId = null, reused) {
      const claims = await tokens.readRefresh(token)
      if (claims === null) return null
      const found = await living(claims.sessionId)
      if (found === null) return null
      // The former token stays good until its successor is first used: an answer may be lost on the way, or two tabs ask at once.
      if (!await isCurrent(found.session, claims.generation)) {
        if (reused !== undefined) reused({ ...found, memberships: await accounts.memberships(found.user.id) })
        return null
      }
      const { session, device } = found
      if (device !== null) await noteSeen(device)
      // Begun by a version that knew no devices: every session is of one that can be seen and revoked.
      if (session.deviceId === '') {
        session.deviceId = session.id
        await saveDevice(session.id, session.userId, session.deviceName, 'browser')
        await accounts.assignDevice(session.id, session.deviceId)
      }
      return issue(session, found.user, await membershipOf(found.user, workspaceId ?? session.workspaceId), claims.generation + 1)
    },

    async identify(accessToken, workspaceId = null) {
      const claims = await tokens.readAccess(accessToken)
      const found = claims === null ? null : await living(claims.sessionId)
      if (claims === null || found === null) return null
      const { session, device, user } = found
      const memberships = await accounts.memberships(user.id)
      const membership = memberships.find(({ workspace }) => workspace.id === (workspaceId ?? session.workspaceId)) ?? (workspaceId === null ? memberships[0] ?? null : undefined)
      if (membership === undefined) return 'not_a_member'
      if (device !== null) await noteSeen(device)
      return { session, sessionId: session.id, user, membership, device, deviceName: device?.name ?? session.deviceName, expiresAt: claims.expiresAt }
    },

    async holding(sessionId, workspaceId) {
      const found = await living(sessionId)
      return found !== null && (await accounts.memberships(found.user.id)).some(({ workspace }) => workspace.id === workspaceId) ? found.session : null
    },

    async find({ access, refresh }) {
      const claims = (refresh === undefined ? null : await tokens.readRefresh(refresh)) ?? (access === undefined ? null : await tokens.readAccess(access))
      return claims === null ? null : accounts.session(claims.sessionId)
    },

    async end({ access, refresh }) {
      const claims = (access === undefined ? null : await tokens.readAccess(access)) ?? (refresh === undefined ? null : await tokens.readRefresh(refresh))
      if (claims === null) return []
      await accounts.endSession(claims.sessionId, now())
      return [claims.sessionId]
    },
  }
}

export const ownWorkspaceName = (name: string): string => `${name}'s workspace`

/** A device is seen all the time; it is written down this often. */
const seenEveryMs = 5 * 60_000

export const sessionBody = (user: User, { workspace, role }: Membership, expiresAt: number): Session => ({
  user: { id: user.id, email: user.email, name: user.name },
  workspace: { id: workspace.id, name: workspace.name, role },
  expiresAt: new Date(expiresAt).toISOString(),
})

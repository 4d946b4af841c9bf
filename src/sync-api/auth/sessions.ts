import type { Clock } from '../../shared/clock.ts'
import type { Session } from '../../protocol/auth.ts'
import type { AccountStore, DeviceRow, Membership, SessionRow, User } from '../store/account-port.ts'
import { lifetimes, type SessionTokens } from './session-tokens.ts'

export interface Sessions {
  begin(user: User, membership: Membership, device: { id: string | null; name: string; kind: DeviceRow['kind'] }, proof: Pick<SessionRow, 'secondFactor' | 'publicKey'>): Promise<IssuedSession>
  /** P5. Null: signed out. */
  refresh(token: string): Promise<IssuedSession | null>
  /** Who an access token stands for. Null: signed out. */
  identify(accessToken: string): Promise<Identity | null>
  /** Whether a session still holds; for what lives longer than a request. */
  holds(sessionId: string): Promise<boolean>
  /** The session that a token is or was of, living or not; null: no token of ours. */
  find(tokens: { access: string | undefined; refresh: string | undefined }): Promise<SessionRow | null>
  /** Ends the session either of its tokens is of, if it is one; an access token that is over will do no harm either way. */
  end(tokens: { access: string | undefined; refresh: string | undefined }): Promise<void>
}

export interface IssuedSession { body: Session; deviceId: string; tokens: { access: string; refresh: string } }

/** Who makes a request, looked up from its token. */
export interface Identity {
  session: SessionRow
  sessionId: string
  user: User
  membership: Membership
  device: DeviceRow | null
  deviceName: string
  expiresAt: number
  /** Of an API token: all that it may do. Absent: a session, which may do what its person may. */
  scopes?: readonly string[]
}

export function createSessions(accounts: AccountStore, tokens: SessionTokens, clock: Pick<Clock, 'now'>, newId: () => string): Sessions {
  const now = (): string => new Date(clock.now()).toISOString()

  const issue = async (session: SessionRow, user: User, membership: Membership, generation: number): Promise<IssuedSession> => {
    const access = await tokens.access({ sessionId: session.id, userId: user.id, workspaceId: session.workspaceId })
    const refresh = await tokens.refresh({ sessionId: session.id, generation })
    return { body: sessionBody(user, membership, access.expiresAt), deviceId: session.deviceId, tokens: { access: access.token, refresh } }
  }
  const saveDevice = (id: string, userId: string, name: string, kind: DeviceRow['kind']): Promise<void> =>
    accounts.saveDevice({ userId, id, name, kind, replicaId: null, createdAt: now(), lastSeenAt: now(), wipeAskedAt: null, wipedAt: null })

  /** A session that still holds, with the person and their place in the workspace as they are now. */
  const living = async (sessionId: string): Promise<{ session: SessionRow; device: DeviceRow | null; user: User; membership: Membership } | null> => {
    const found = await accounts.session(sessionId)
    if (found === null || found.endedAt !== null || clock.now() - Date.parse(found.createdAt) >= lifetimes.sessionMs) return null
    const { device, ...session } = found
    const user = await accounts.userById(session.userId)
    const membership = (await accounts.memberships(session.userId)).find(({ workspace }) => workspace.id === session.workspaceId)
    return user === null || membership === undefined ? null : { session, device, user, membership }
  }

  return {
    async begin(user, membership, { id, name, kind }, proof) {
      // A browser is the same device when somebody signs in again; a program is another one each time.
      const deviceId = kind === 'browser' && id !== null ? id : newId()
      await saveDevice(deviceId, user.id, name, kind)
      const session: SessionRow = {
        id: newId(), userId: user.id, workspaceId: membership.workspace.id, deviceId, deviceName: name, usedGeneration: 0, createdAt: now(), endedAt: null, endedWhy: null,
        ...proof,
      }
      await accounts.saveSession(session)
      return issue(session, user, membership, 1)
    },

    async refresh(token) {
      const claims = await tokens.readRefresh(token)
      if (claims === null) return null
      const found = await living(claims.sessionId)
      if (found === null) return null
      // The former token stays good until its successor is first used: an answer may be lost on the way, or two tabs ask at once.
      if (!await accounts.useGeneration(claims.sessionId, claims.generation, now())) return null
      const { session } = found
      // Begun by a version that knew no devices: every session is of one that can be seen and revoked.
      if (session.deviceId === '') {
        session.deviceId = session.id
        await saveDevice(session.id, session.userId, session.deviceName, 'browser')
        await accounts.assignDevice(session.id, session.deviceId)
      }
      return issue(session, found.user, found.membership, claims.generation + 1)
    },

    async identify(accessToken) {
      const claims = await tokens.readAccess(accessToken)
      const found = claims === null ? null : await living(claims.sessionId)
      if (claims === null || found === null) return null
      const { session, device, user, membership } = found
      if (device !== null && clock.now() - Date.parse(device.lastSeenAt) > seenEveryMs) await accounts.updateDevice(user.id, device.id, { lastSeenAt: now() })
      return { session, sessionId: session.id, user, membership, device, deviceName: device?.name ?? session.deviceName, expiresAt: claims.expiresAt }
    },

    holds: async (sessionId) => await living(sessionId) !== null,

    async find({ access, refresh }) {
      const claims = (refresh === undefined ? null : await tokens.readRefresh(refresh)) ?? (access === undefined ? null : await tokens.readAccess(access))
      return claims === null ? null : accounts.session(claims.sessionId)
    },

    async end({ access, refresh }) {
      const claims = (access === undefined ? null : await tokens.readAccess(access)) ?? (refresh === undefined ? null : await tokens.readRefresh(refresh))
      if (claims !== null) await accounts.endSession(claims.sessionId, now())
    },
  }
}

/** A device is seen all the time; it is written down this often. */
const seenEveryMs = 5 * 60_000

export const sessionBody = (user: User, { workspace, role }: Membership, expiresAt: number): Session => ({
  user: { id: user.id, email: user.email, name: user.name },
  workspace: { id: workspace.id, name: workspace.name, role },
  expiresAt: new Date(expiresAt).toISOString(),
})

import type { Clock } from '../../shared/clock.ts'
import type { Session } from '../../protocol/auth.ts'
import type { AccountStore, Membership, SessionRow, User } from '../store/port.ts'
import type { SessionTokens } from './session-tokens.ts'

export interface Sessions {
  begin(user: User, membership: Membership, deviceName: string): Promise<IssuedSession>
  /** P5. Null: signed out. */
  refresh(token: string): Promise<IssuedSession | null>
  /** Who an access token stands for. Null: signed out. */
  identify(accessToken: string): Promise<Identity | null>
  /** Whether a session still holds; for what lives longer than a request. */
  holds(sessionId: string): Promise<boolean>
  /** Ends the session either of its tokens is of, if it is one; an access token that is over will do no harm either way. */
  end(tokens: { access: string | undefined; refresh: string | undefined }): Promise<void>
}

export interface IssuedSession { body: Session; tokens: { access: string; refresh: string } }

/** Who makes a request, looked up from its token. */
export interface Identity {
  sessionId: string
  user: User
  membership: Membership
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
    return { body: sessionBody(user, membership, access.expiresAt), tokens: { access: access.token, refresh } }
  }

  /** A session that still holds, with the person and their place in the workspace as they are now. */
  const living = async (sessionId: string): Promise<{ session: SessionRow; user: User; membership: Membership } | null> => {
    const session = await accounts.session(sessionId)
    if (session === null || session.endedAt !== null) return null
    const user = await accounts.userById(session.userId)
    const membership = (await accounts.memberships(session.userId)).find(({ workspace }) => workspace.id === session.workspaceId)
    return user === null || membership === undefined ? null : { session, user, membership }
  }

  return {
    async begin(user, membership, deviceName) {
      const session: SessionRow = {
        id: newId(), userId: user.id, workspaceId: membership.workspace.id, deviceName, usedGeneration: 0, createdAt: now(), endedAt: null,
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
      return issue(found.session, found.user, found.membership, claims.generation + 1)
    },

    async identify(accessToken) {
      const claims = await tokens.readAccess(accessToken)
      const found = claims === null ? null : await living(claims.sessionId)
      if (claims === null || found === null) return null
      const { session, user, membership } = found
      return { sessionId: session.id, user, membership, deviceName: session.deviceName, expiresAt: claims.expiresAt }
    },

    holds: async (sessionId) => await living(sessionId) !== null,

    async end({ access, refresh }) {
      const claims = (access === undefined ? null : await tokens.readAccess(access)) ?? (refresh === undefined ? null : await tokens.readRefresh(refresh))
      if (claims !== null) await accounts.endSession(claims.sessionId, now())
    },
  }
}

export const sessionBody = (user: User, { workspace, role }: Membership, expiresAt: number): Session => ({
  user: { id: user.id, email: user.email, name: user.name },
  workspace: { id: workspace.id, name: workspace.name, role },
  expiresAt: new Date(expiresAt).toISOString(),
})

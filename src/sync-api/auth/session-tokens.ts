import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../shared/clock.ts'

/** 15 minutes for the token every request carries, 60 days for the one that renews it. */
/** ms. A session that nobody renews ends after `refreshMs`, and every one after `sessionMs`, however often it was renewed (docs/security.md). */
export const lifetimes = { accessMs: 15 * 60_000, refreshMs: 60 * 24 * 60 * 60_000, sessionMs: 365 * 24 * 60 * 60_000 } as const

/**
 * Whether somebody can still hold a session that nobody ended: one is over where nobody renewed it in time, which is not written down anywhere but in when its device was last seen
 * (to five minutes).
 */
export const canBeHeld = ({ createdAt }: { createdAt: string }, device: { lastSeenAt: string }, now: number): boolean =>
  now - Date.parse(createdAt) < lifetimes.sessionMs && now - Date.parse(device.lastSeenAt) < lifetimes.refreshMs + 10 * 60_000

export interface AccessClaims { sessionId: string; userId: string; workspaceId: string; expiresAt: number }
export interface RefreshClaims { sessionId: string; generation: number }

/** Signed session tokens. A token says which session it is of; whether that still holds is the store's to say. */
export interface SessionTokens {
  access(claims: Omit<AccessClaims, 'expiresAt'>): Promise<{ token: string; expiresAt: number }>
  refresh(claims: RefreshClaims): Promise<string>
  /** Null: not ours, or over. */
  readAccess(token: string): Promise<AccessClaims | null>
  readRefresh(token: string): Promise<RefreshClaims | null>
}

/** A device sends the same token with every request for a quarter of an hour: its signature is looked at once. */
const mostVerified = 1_000

export function createSessionTokens(secret: string, clock: Pick<Clock, 'now'>): SessionTokens {
  const imported = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  const verified = new Map<string, AccessClaims>()
  const sign = async (claims: Record<string, unknown>, use: string, expiresAt: number): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setAudience(use).setIssuedAt(Math.floor(clock.now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000)).sign(await imported)
  const read = async (token: string, use: string): Promise<Record<string, unknown> | null> => {
    try {
      const { payload } = await jwtVerify(token, await imported, { algorithms: ['HS256'], audience: use, currentDate: new Date(clock.now()) })
      return payload
    } catch {
      return null
    }
  }

  return {
    async access({ sessionId, userId, workspaceId }) {
      const expiresAt = clock.now() + lifetimes.accessMs
      return { token: await sign({ sid: sessionId, uid: userId, wid: workspaceId }, 'access', expiresAt), expiresAt }
    },
    refresh: ({ sessionId, generation }) => sign({ sid: sessionId, gen: generation }, 'refresh', clock.now() + lifetimes.refreshMs),
    async readAccess(token) {
      const known = verified.get(token)
      if (known !== undefined && clock.now() < known.expiresAt) return known
      const claims = await read(token, 'access')
      if (claims === null) return null
      const access = { sessionId: String(claims['sid']), userId: String(claims['uid']), workspaceId: String(claims['wid']), expiresAt: Number(claims['exp']) * 1000 }
      if (verified.size >= mostVerified) verified.clear()
      verified.set(token, access)
      return access
    },
    async readRefresh(token) {
      const claims = await read(token, 'refresh')
      return claims === null ? null : { sessionId: String(claims['sid']), generation: Number(claims['gen']) }
    },
  }
}

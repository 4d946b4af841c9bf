import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../shared/clock.ts'

/** 15 minutes for the token every request carries, 60 days for the one that renews it. */
export const lifetimes = { accessMs: 15 * 60_000, refreshMs: 60 * 24 * 60 * 60_000 } as const

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

export function createSessionTokens(secret: string, clock: Pick<Clock, 'now'>): SessionTokens {
  const key = new TextEncoder().encode(secret)
  const sign = (claims: Record<string, unknown>, use: string, expiresAt: number): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setAudience(use).setIssuedAt(Math.floor(clock.now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000)).sign(key)
  const read = async (token: string, use: string): Promise<Record<string, unknown> | null> => {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], audience: use, currentDate: new Date(clock.now()) })
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
      const claims = await read(token, 'access')
      if (claims === null) return null
      return { sessionId: String(claims['sid']), userId: String(claims['uid']), workspaceId: String(claims['wid']), expiresAt: Number(claims['exp']) * 1000 }
    },
    async readRefresh(token) {
      const claims = await read(token, 'refresh')
      return claims === null ? null : { sessionId: String(claims['sid']), generation: Number(claims['gen']) }
    },
  }
}

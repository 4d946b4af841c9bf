import { createHash } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { AccountStore, ApiTokenRow, ApiTokenStore, SessionRow } from '../store/account-port.ts'
import { whereThereIsRoom } from '../store/disk-full.ts'
import type { Identity } from './sessions.ts'

/** What API tokens begin with: they are told from a session's by it, and found by whoever looks for leaked secrets. */
export const apiTokenPrefix = 'satchel_'

export const isApiToken = (token: string): boolean => token.startsWith(apiTokenPrefix)

export interface ApiTokens {
  /** Who a token stands for. Null: it is none, or none any more. */
  identify(token: string): Promise<Identity | null>
}

export function createApiTokens(tokens: ApiTokenStore, accounts: AccountStore, clock: Pick<Clock, 'now'>): ApiTokens {
  return {
    async identify(token) {
      const row = await tokens.byHash(hashOfToken(token))
      if (row === null || row.revokedAt !== null) return null
      const user = await accounts.userById(row.userId)
      const membership = (await accounts.memberships(row.userId)).find(({ workspace }) => workspace.id === row.workspaceId)
      if (user === null || membership === undefined) return null
      const now = clock.now()
      if (row.lastUsedAt === null || now - Date.parse(row.lastUsedAt) >= useNotedMs) await whereThereIsRoom(tokens.noteUse(row.id, new Date(now).toISOString()))
      const sessionId = `token:${row.id}`
      return { session: asSession(row, sessionId), sessionId, user, membership, device: null, deviceName: row.name, expiresAt: Number.POSITIVE_INFINITY, scopes: row.scopes }
    },
  }
}

/** A script asks many times a second; when it did is told to a minute. */
const useNotedMs = 60_000

/** It signs nothing, as every program (decision 0025), and proves no second factor (second-factor-gate.ts). */
const asSession = ({ userId, workspaceId, name, createdAt }: ApiTokenRow, id: string): SessionRow =>
  ({ id, userId, workspaceId, deviceId: '', deviceName: name, usedGeneration: 0, createdAt, endedAt: null, endedWhy: null, secondFactor: false, publicKey: null })

/** Of 256 random bits nothing can be guessed, so the hash need not be slow. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Whether scopes let one read or write an entity. */
export const isInScope = (scopes: readonly string[], entity: string, access: 'read' | 'write'): boolean =>
  [entity, '*'].some((name) => scopes.includes(`${name}:write`) || (access === 'read' && scopes.includes(`${name}:read`)))

import type { ApiTokenStore } from '../account-port.ts'
import { apiTokenColumns, apiTokenOf, type ApiTokenDbRow } from '../rows.ts'
import type { Database } from './database.ts'

/** API tokens: statements that done twice are as done once. */
export function createApiTokens({ direct, write }: Database): ApiTokenStore {
  const select = `SELECT ${apiTokenColumns} FROM api_tokens`
  return {
    // Both rows are held until it is kept: who ends the session, or takes the person out, revokes this one with the others.
    save: (token, sessionId = '') => write(token.workspaceId, async (session) => {
      if (sessionId !== '' && await session.get(`SELECT 1 FROM sessions JOIN memberships ON memberships.user_id = sessions.user_id
        WHERE sessions.id = $1 AND sessions.ended_at IS NULL AND memberships.workspace_id = $2 FOR SHARE`, sessionId, token.workspaceId) === undefined) return false
      await session.run('INSERT INTO api_tokens VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING',
        token.id, token.workspaceId, token.userId, token.name, token.scopes.join(' '), token.tokenHash, token.createdAt, token.lastUsedAt, token.revokedAt)
      return true
    }),
    byHash: async (tokenHash) => apiTokenOf(await direct.get<ApiTokenDbRow>(`${select} WHERE token_hash = $1`, tokenHash)),
    of: async (userId, workspaceId) => (await direct.all<ApiTokenDbRow>(
      `${select} WHERE user_id = $1 AND workspace_id = $2 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC`, userId, workspaceId)).map((row) => apiTokenOf(row)!),
    noteUse: async (id, at) => { await direct.run('UPDATE api_tokens SET last_used_at = $2 WHERE id = $1', id, at) },
    // Sent again, it finds its own revocation, which counts as done.
    revoke: async (id, userId, workspaceId, at) => await direct.run(
      'UPDATE api_tokens SET revoked_at = $4 WHERE id = $1 AND user_id = $2 AND workspace_id = $3 AND coalesce(revoked_at, $4) = $4', id, userId, workspaceId, at) > 0,
    revokeAll: (userId, at) => direct.run('UPDATE api_tokens SET revoked_at = $2 WHERE user_id = $1 AND coalesce(revoked_at, $2) = $2', userId, at),
  }
}

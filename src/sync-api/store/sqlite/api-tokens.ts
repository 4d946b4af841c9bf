import type { ApiTokenStore } from '../account-port.ts'
import { apiTokenOf, apiTokenColumns, type ApiTokenDbRow } from '../rows.ts'
import type { Connection } from './connection.ts'
import type { Turns } from './turns.ts'

/** API tokens in the SQLite file. Single statements, each its own transaction. */
export function createApiTokens(connection: Connection, turns: Turns): ApiTokenStore {
  const select = `SELECT ${apiTokenColumns} FROM api_tokens`
  return {
    save: (token, sessionId = '') => turns.enter(async () => {
      if (sessionId !== '' && connection.prepare(`SELECT 1 FROM sessions JOIN memberships ON memberships.user_id = sessions.user_id
        WHERE sessions.id = ? AND sessions.ended_at IS NULL AND memberships.workspace_id = ?`).get(sessionId, token.workspaceId) === undefined) return false
      connection.prepare('INSERT INTO api_tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        token.id, token.workspaceId, token.userId, token.name, token.scopes.join(' '), token.tokenHash, token.createdAt, token.lastUsedAt, token.revokedAt)
      return true
    }),
    byHash: (tokenHash) => turns.look(() => apiTokenOf(connection.prepare<ApiTokenDbRow>(`${select} WHERE token_hash = ?`).get(tokenHash))),
    of: (userId, workspaceId) => turns.look(() =>
      connection.prepare<ApiTokenDbRow>(`${select} WHERE user_id = ? AND workspace_id = ? AND revoked_at IS NULL ORDER BY created_at DESC, id DESC`)
        .all(userId, workspaceId).map((row) => apiTokenOf(row)!)),
    noteUse: (id, at) => turns.enter(async () => { connection.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?').run(at, id) }),
    revoke: (id, userId, workspaceId, at) => turns.enter(async () => connection.prepare(
      'UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND user_id = ? AND workspace_id = ? AND revoked_at IS NULL').run(at, id, userId, workspaceId) > 0),
    revokeAll: (userId, at) => turns.enter(async () => connection.prepare('UPDATE api_tokens SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL').run(at, userId)),
  }
}

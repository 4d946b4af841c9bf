import type { Role } from '../../../model/entity.ts'
import type { NewAuditEntry } from '../audit-port.ts'
import type { Acceptance, MemberRow, TeamStore } from '../team-port.ts'
import { foundInvitation, invitationValues, selectInvitation, type InvitationDbRow } from '../team-rows.ts'
import { auditWriter } from './audit.ts'
import type { Connection } from './connection.ts'
import { createTransaction } from './transaction.ts'
import type { Turns } from './turns.ts'

/** Who is in a workspace and who may come in, in the SQLite file. */
export function createTeam(connection: Connection, turns: Turns): TeamStore {
  const transaction = createTransaction(connection, turns)
  const find = (hash: string) => foundInvitation(connection.prepare<InvitationDbRow>(`${selectInvitation} WHERE invitations.secret_hash = ?`).get(hash))

  const tell = (workspaceId: string, told: readonly NewAuditEntry[]): Promise<void> => auditWriter(connection, workspaceId).appendAudit(told)

  /** Within a transaction. */
  const join = ({ secretHash, workspaceId, holds }: Acceptance, userId: string, at: string): boolean => {
    const invitation = find(secretHash)
    if (invitation === null || invitation.workspaceId !== workspaceId || !holds(invitation)) return false
    const went = connection.prepare<{ at: string }>('SELECT at FROM departures WHERE workspace_id = ? AND user_id = ?').get(workspaceId, userId)
    if (went !== undefined && went.at >= invitation.createdAt) return false
    connection.prepare('INSERT INTO memberships VALUES (?, ?, ?, ?)').run(workspaceId, userId, invitation.role, at)
    connection.prepare('UPDATE invitations SET used = used + 1 WHERE id = ?').run(invitation.id)
    return true
  }

  return {
    createWorkspace: ({ id, name, epoch }, ownerId, at, ifInNone = false) => transaction(() => {
      if (ifInNone && connection.prepare('SELECT 1 FROM memberships WHERE user_id = ?').get(ownerId) !== undefined) return
      connection.prepare('INSERT INTO workspaces (id, name, revision, epoch, created_at) VALUES (?, ?, 0, ?, ?)').run(id, name, epoch, at)
      connection.prepare('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES (?, ?, ?)').run(id, epoch, at)
      connection.prepare("INSERT INTO memberships VALUES (?, ?, 'owner', ?)").run(id, ownerId, at)
    }),

    rename: (workspaceId, name) => transaction(() => { connection.prepare('UPDATE workspaces SET name = ? WHERE id = ?').run(name, workspaceId) }),

    members: (workspaceId) => turns.look(() => connection.prepare<MemberRow>(`
      SELECT users.id AS userId, users.name, users.email, memberships.role, memberships.created_at AS joinedAt FROM memberships JOIN users ON users.id = memberships.user_id
      WHERE memberships.workspace_id = ? ORDER BY memberships.created_at, users.id`).all(workspaceId)),

    changeMembers: (workspaceId, at, decide, told) => transaction(async () => {
      const members = connection.prepare<{ id: string; role: Role }>('SELECT user_id AS id, role FROM memberships WHERE workspace_id = ?').all(workspaceId)
      const before = new Map(members.map(({ id, role }) => [id, role])), changes = decide(before)
      for (const { userId, role } of changes) {
        if (role !== null) { connection.prepare('UPDATE memberships SET role = ? WHERE workspace_id = ? AND user_id = ?').run(role, workspaceId, userId); continue }
        connection.prepare('DELETE FROM memberships WHERE workspace_id = ? AND user_id = ?').run(workspaceId, userId)
        connection.prepare('INSERT INTO departures VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at').run(workspaceId, userId, at)
        connection.prepare('UPDATE api_tokens SET revoked_at = ? WHERE workspace_id = ? AND user_id = ? AND revoked_at IS NULL').run(at, workspaceId, userId)
        // Where it leads is theirs, and so is its secret.
        connection.prepare('UPDATE webhooks SET enabled = 0 WHERE workspace_id = ? AND created_by = ?').run(workspaceId, userId)
      }
      if (told !== undefined) await tell(workspaceId, told(changes, before))
      return changes
    }),

    saveInvitation: (invitation) => transaction(() => {
      connection.prepare('INSERT INTO invitations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...invitationValues(invitation))
    }),
    invitations: (workspaceId) => turns.look(() => connection.prepare<InvitationDbRow>(
      `${selectInvitation} WHERE invitations.workspace_id = ? AND invitations.revoked_at IS NULL ORDER BY invitations.created_at DESC, invitations.id DESC`)
      .all(workspaceId).map((row) => foundInvitation(row)!)),
    invitation: (secretHash) => turns.look(() => find(secretHash)),
    revokeInvitation: (workspaceId, id, at, told = []) => transaction(async () => {
      if (connection.prepare('UPDATE invitations SET revoked_at = ? WHERE workspace_id = ? AND id = ? AND revoked_at IS NULL').run(at, workspaceId, id) === 0) return false
      await tell(workspaceId, told)
      return true
    }),

    accept: (invitation, userId, at, told = []) => transaction(async () => {
      if (connection.prepare('SELECT 1 FROM memberships WHERE workspace_id = ? AND user_id = ?').get(invitation.workspaceId, userId) !== undefined) return 'member'
      if (!join(invitation, userId, at)) return 'over'
      await tell(invitation.workspaceId, told)
      return 'joined'
    }),

    registerInvited: (user, invitation, at, told = []) => transaction(async () => {
      if (connection.prepare('SELECT 1 FROM users WHERE email = ?').get(user.email) !== undefined) return 'taken'
      if (!join(invitation, user.id, at)) return 'over'
      connection.prepare('INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)').run(user.id, user.email, user.name, user.passwordHash, at)
      await tell(invitation.workspaceId, told)
      return 'joined'
    }),
  }
}

import type { Role } from '../../model/entity.ts'
import type { FoundInvitation, InvitationRow } from './team-port.ts'

/* What both engines read out of their rows of invitations. */

export interface InvitationDbRow {
  id: string; workspace_id: string; secret_hash: string; role: Role; email: string | null; uses: number; used: number; made_by: string; created_at: string
  expires_at: string; revoked_at: string | null; workspace_name: string; makers_name: string; makers_role: Role | null
}

export const selectInvitation = `SELECT invitations.*, workspaces.name AS workspace_name, users.name AS makers_name, memberships.role AS makers_role
  FROM invitations JOIN workspaces ON workspaces.id = invitations.workspace_id JOIN users ON users.id = invitations.made_by
  LEFT JOIN memberships ON memberships.workspace_id = invitations.workspace_id AND memberships.user_id = invitations.made_by`

export const foundInvitation = (row: InvitationDbRow | undefined): FoundInvitation | null => (row === undefined ? null : {
  id: row.id, workspaceId: row.workspace_id, secretHash: row.secret_hash, role: row.role, email: row.email, uses: row.uses, used: row.used, madeBy: row.made_by,
  createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, workspaceName: row.workspace_name, makersName: row.makers_name, makersRole: row.makers_role,
})

/** In the order of the table's columns. */
export const invitationValues = (row: InvitationRow): (string | number | null)[] =>
  [row.id, row.workspaceId, row.secretHash, row.role, row.email, row.uses, row.used, row.madeBy, row.createdAt, row.expiresAt, row.revokedAt]

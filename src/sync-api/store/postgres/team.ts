import type { Role } from '../../../model/entity.ts'
import type { MemberChange } from '../../../model/roles.ts'
import type { NewAuditEntry } from '../audit-port.ts'
import { auditSpan, spanColumns, type SpanDbRow } from '../audit-rows.ts'
import type { Acceptance, MemberRow, TeamStore } from '../team-port.ts'
import { foundInvitation, invitationValues, selectInvitation, type InvitationDbRow } from '../team-rows.ts'
import { auditWriter } from './audit.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'

/** Who is in a workspace and who may come in. Transactions find what they did where they are run again after a lost answer. */
export function createTeam({ direct, write }: Database): TeamStore {
  const find = async (session: Session, hash: string) => foundInvitation(await session.get<InvitationDbRow>(`${selectInvitation} WHERE invitations.secret_hash = $1`, hash))

  /** As nobody else changes who is in the workspace. */
  const alone = <T>(workspaceId: string, work: (session: Session) => Promise<T>): Promise<T> => write(workspaceId, async (session) => {
    await session.get('SELECT 1 FROM workspace_states WHERE workspace_id = $1 FOR UPDATE', workspaceId)
    return work(session)
  })
  /** Behind `alone`, so that nobody else goes on with the chain. */
  const tell = async (session: Session, workspaceId: string, told: readonly NewAuditEntry[]): Promise<void> => {
    if (told.length === 0) return
    const row = await session.get<SpanDbRow>(`SELECT ${spanColumns} FROM workspace_states WHERE workspace_id = $1`, workspaceId)
    await auditWriter(session, workspaceId, auditSpan(row!).head).appendAudit(told)
  }
  const isMember = async (session: Session, workspaceId: string, userId: string): Promise<boolean> =>
    await session.get('SELECT 1 FROM memberships WHERE workspace_id = $1 AND user_id = $2', workspaceId, userId) !== undefined
  const join = async (session: Session, { secretHash, workspaceId, holds }: Acceptance, userId: string, at: string): Promise<boolean> => {
    const invitation = await find(session, secretHash)
    if (invitation === null || invitation.workspaceId !== workspaceId || !holds(invitation)) return false
    const went = await session.get<{ at: string }>('SELECT at FROM departures WHERE workspace_id = $1 AND user_id = $2', workspaceId, userId)
    if (went !== undefined && went.at >= invitation.createdAt) return false
    await session.run('INSERT INTO memberships VALUES ($1, $2, $3, $4)', workspaceId, userId, invitation.role, at)
    await session.run('UPDATE invitations SET used = used + 1 WHERE id = $1', invitation.id)
    return true
  }

  return {
    createWorkspace: async ({ id, name, epoch }, ownerId, at, ifInNone = false) => {
      await write(id, async (session) => {
        if (ifInNone) {
          await session.get('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', ownerId)
          if (await session.get('SELECT 1 FROM memberships WHERE user_id = $1', ownerId) !== undefined) return
        }
        await session.run('INSERT INTO workspaces VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', id, name, at)
        await session.run('INSERT INTO workspace_states VALUES ($1, 0, $2, 0) ON CONFLICT DO NOTHING', id, epoch)
        await session.run('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', id, epoch, at)
        await session.run("INSERT INTO memberships VALUES ($1, $2, 'owner', $3) ON CONFLICT DO NOTHING", id, ownerId, at)
      })
    },

    rename: async (workspaceId, name) => { await direct.run('UPDATE workspaces SET name = $2 WHERE id = $1', workspaceId, name) },

    members: (workspaceId) => direct.all<MemberRow>(`
      SELECT users.id AS "userId", users.name, users.email, memberships.role, memberships.created_at AS "joinedAt" FROM memberships JOIN users ON users.id = memberships.user_id
      WHERE memberships.workspace_id = $1 ORDER BY memberships.created_at, users.id COLLATE "C"`, workspaceId),

    changeMembers: (workspaceId, at, decide, told) => {
      let before: readonly MemberChange[] | null = null
      return alone(workspaceId, async (session) => {
        const members = new Map((await session.all<{ id: string; role: Role }>('SELECT user_id AS id, role FROM memberships WHERE workspace_id = $1', workspaceId)).map(({ id, role }) => [id, role]))
        // Run again after its answer was lost, it may be done; decided anew, it would find nobody to take out.
        if (before?.every(({ userId, role }) => (members.get(userId) ?? null) === role) === true) return before
        const changes = decide(members)
        before = changes
        for (const { userId, role } of changes) {
          if (role !== null) { await session.run('UPDATE memberships SET role = $3 WHERE workspace_id = $1 AND user_id = $2', workspaceId, userId, role); continue }
          await session.run('DELETE FROM memberships WHERE workspace_id = $1 AND user_id = $2', workspaceId, userId)
          await session.run('INSERT INTO departures VALUES ($1, $2, $3) ON CONFLICT (workspace_id, user_id) DO UPDATE SET at = excluded.at', workspaceId, userId, at)
          await session.run('UPDATE api_tokens SET revoked_at = $3 WHERE workspace_id = $1 AND user_id = $2 AND revoked_at IS NULL', workspaceId, userId, at)
          // Where it leads is theirs, and so is its secret.
          await session.run('UPDATE webhooks SET enabled = 0 WHERE workspace_id = $1 AND created_by = $2', workspaceId, userId)
        }
        if (told !== undefined) await tell(session, workspaceId, told(changes, members))
        return changes
      })
    },

    saveInvitation: async (invitation) => {
      await direct.run('INSERT INTO invitations VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING', ...invitationValues(invitation))
    },
    invitations: async (workspaceId) => (await direct.all<InvitationDbRow>(
      `${selectInvitation} WHERE invitations.workspace_id = $1 AND invitations.revoked_at IS NULL ORDER BY invitations.created_at DESC, invitations.id DESC`, workspaceId))
      .map((row) => foundInvitation(row)!),
    invitation: (secretHash) => find(direct, secretHash),
    // Sent again, it finds its own revocation, which counts as done.
    revokeInvitation: (workspaceId, id, at, told = []) => alone(workspaceId, async (session) => {
      const found = await session.get<{ at: string | null }>('SELECT revoked_at AS at FROM invitations WHERE workspace_id = $1 AND id = $2', workspaceId, id)
      if (found === undefined || found.at !== null) return found?.at === at
      await session.run('UPDATE invitations SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2', workspaceId, id, at)
      await tell(session, workspaceId, told)
      return true
    }),

    accept: (invitation, userId, at, told = []) => alone(invitation.workspaceId, async (session) => {
      if (await isMember(session, invitation.workspaceId, userId)) return 'member'
      if (!await join(session, invitation, userId, at)) return 'over'
      await tell(session, invitation.workspaceId, told)
      return 'joined'
    }),

    registerInvited: (user, invitation, at, told = []) => alone(invitation.workspaceId, async (session) => {
      await session.run('INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', user.id, user.email, user.name, user.passwordHash, at)
      const taken = (await session.get<{ id: string }>('SELECT id FROM users WHERE email = $1', user.email))?.id !== user.id
      if (taken) return 'taken'
      if (await isMember(session, invitation.workspaceId, user.id)) return 'joined'
      if (await join(session, invitation, user.id, at)) {
        await tell(session, invitation.workspaceId, told)
        return 'joined'
      }
      await session.run('DELETE FROM users WHERE id = $1', user.id)
      return 'over'
    }),
  }
}

import type { Role } from '../../../model/entity.ts'
import type { AccountStore, Membership, SessionRow, User } from '../port.ts'
import type { Database } from './database.ts'

/**
 * Users, memberships, sessions and the server's secrets. Most are single statements that done twice are as done once, since one whose
 * answer was lost is sent again.
 */
export function createAccounts({ direct, write }: Database): AccountStore {
  return {
    register: (user, workspace, at) => write(workspace.id, async (session) => {
      await session.run('INSERT INTO users VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', user.id, user.email, user.name, user.passwordHash, at)
      // Ids are made for each registration: who has this one is this one, perhaps from the run before.
      const taken = (await session.get<{ id: string }>('SELECT id FROM users WHERE email = $1', user.email))?.id !== user.id
      if (taken) return false
      await session.run('INSERT INTO workspaces VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', workspace.id, workspace.name, at)
      await session.run('INSERT INTO workspace_states VALUES ($1, 0, $2, 0) ON CONFLICT DO NOTHING', workspace.id, workspace.epoch)
      await session.run('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', workspace.id, workspace.epoch, at)
      await session.run("INSERT INTO memberships VALUES ($1, $2, 'owner', $3) ON CONFLICT DO NOTHING", workspace.id, user.id, at)
      return true
    }),

    userByEmail: async (email) => await direct.get<User>(`${selectUser} WHERE email = $1`, email) ?? null,
    userById: async (id) => await direct.get<User>(`${selectUser} WHERE id = $1`, id) ?? null,

    memberships: async (userId) => (await direct.all<{ id: string; name: string; role: Role }>(`
      SELECT workspaces.id, workspaces.name, memberships.role FROM memberships JOIN workspaces ON workspaces.id = memberships.workspace_id
      WHERE memberships.user_id = $1 ORDER BY memberships.created_at, workspaces.id`, userId))
      .map((row): Membership => ({ workspace: { id: row.id, name: row.name }, role: row.role })),

    addMember: async (workspaceId, userId, role, at) => {
      await direct.run('INSERT INTO memberships VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role', workspaceId, userId, role, at)
    },

    saveSession: async (session) => {
      await direct.run('INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING',
        session.id, session.userId, session.workspaceId, session.deviceName, session.usedGeneration, session.createdAt, session.endedAt)
    },

    session: async (id) => await direct.get<SessionRow>(`
      SELECT id, user_id AS "userId", workspace_id AS "workspaceId", device_name AS "deviceName", used_generation AS "usedGeneration",
        created_at AS "createdAt", ended_at AS "endedAt" FROM sessions WHERE id = $1`, id) ?? null,

    // One statement, and the row is locked by it: two refreshes at once do not both pass.
    useGeneration: async (sessionId, generation, at) => {
      const row = await direct.get<{ holds: boolean }>(`
        UPDATE sessions SET
          used_generation = CASE WHEN ended_at IS NULL THEN greatest(used_generation, $2) ELSE used_generation END,
          ended_at = CASE WHEN ended_at IS NULL AND used_generation > $2 THEN $3 ELSE ended_at END
        WHERE id = $1 RETURNING ended_at IS NULL AS holds`, sessionId, generation, at)
      return row?.holds ?? false
    },

    endSession: async (id, at) => { await direct.run('UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', id, at) },

    secret: async (name, make) => {
      await direct.run('INSERT INTO secrets VALUES ($1, $2) ON CONFLICT DO NOTHING', name, make())
      return (await direct.get<{ value: string }>('SELECT value FROM secrets WHERE name = $1', name))!.value
    },
  }
}

const selectUser = 'SELECT id, email, name, password_hash AS "passwordHash" FROM users'

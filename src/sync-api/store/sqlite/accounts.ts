import type { Role } from '../../../model/entity.ts'
import type { AccountStore, Membership, SessionRow, User } from '../port.ts'
import type { Connection } from './connection.ts'
import type { createGate } from '../gate.ts'

/** Users, memberships, sessions and the server's secrets in the SQLite file. */
export function createAccounts(connection: Connection, gate: ReturnType<typeof createGate>): AccountStore {
  const transaction = <T>(work: () => T): Promise<T> => gate.enter(async () => {
    connection.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      connection.exec('COMMIT')
      return result
    } catch (thrown) {
      connection.exec('ROLLBACK')
      throw thrown
    }
  })

  return {
    register: (user, workspace, at) => transaction(() => {
      if (connection.prepare('SELECT 1 FROM users WHERE email = ?').get(user.email) !== undefined) return false
      connection.prepare('INSERT INTO users VALUES (?, ?, ?, ?, ?)').run(user.id, user.email, user.name, user.passwordHash, at)
      connection.prepare('INSERT INTO workspaces (id, name, revision, epoch, created_at) VALUES (?, ?, 0, ?, ?)').run(workspace.id, workspace.name, workspace.epoch, at)
      connection.prepare('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES (?, ?, ?)').run(workspace.id, workspace.epoch, at)
      connection.prepare("INSERT INTO memberships VALUES (?, ?, 'owner', ?)").run(workspace.id, user.id, at)
      return true
    }),

    userByEmail: (email) => gate.enter(async () => userOf(connection.prepare<UserRow>('SELECT * FROM users WHERE email = ?').get(email))),
    userById: (id) => gate.enter(async () => userOf(connection.prepare<UserRow>('SELECT * FROM users WHERE id = ?').get(id))),

    memberships: (userId) => gate.enter(async () => connection.prepare<{ id: string; name: string; role: Role }>(`
      SELECT workspaces.id, workspaces.name, memberships.role FROM memberships JOIN workspaces ON workspaces.id = memberships.workspace_id
      WHERE memberships.user_id = ? ORDER BY memberships.created_at, workspaces.id`).all(userId)
      .map((row): Membership => ({ workspace: { id: row.id, name: row.name }, role: row.role }))),

    addMember: (workspaceId, userId, role, at) => transaction(() => {
      connection.prepare('INSERT INTO memberships VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role').run(workspaceId, userId, role, at)
    }),

    saveSession: (session) => transaction(() => {
      connection.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        session.id, session.userId, session.workspaceId, session.deviceName, session.usedGeneration, session.createdAt, session.endedAt)
    }),

    session: (id) => gate.enter(async () => sessionOf(connection.prepare<SessionDbRow>('SELECT * FROM sessions WHERE id = ?').get(id))),

    useGeneration: (sessionId, generation, at) => transaction(() => {
      const used = connection.prepare(`
        UPDATE sessions SET used_generation = ? WHERE id = ? AND ended_at IS NULL AND used_generation <= ?`).run(generation, sessionId, generation)
      if (used === 0) endSession(connection, sessionId, at)
      return used > 0
    }),

    endSession: (id, at) => transaction(() => { endSession(connection, id, at) }),

    secret: (name, make) => transaction(() => {
      const find = connection.prepare<{ value: string }>('SELECT value FROM secrets WHERE name = ?')
      const found = find.get(name)
      if (found !== undefined) return found.value
      const value = make()
      connection.prepare('INSERT INTO secrets VALUES (?, ?)').run(name, value)
      return value
    }),
  }
}

function endSession(connection: Connection, id: string, at: string): void {
  connection.prepare('UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL').run(at, id)
}

interface UserRow { id: string; email: string; name: string; password_hash: string }
const userOf = (row: UserRow | undefined): User | null =>
  row === undefined ? null : { id: row.id, email: row.email, name: row.name, passwordHash: row.password_hash }

interface SessionDbRow {
  id: string; user_id: string; workspace_id: string; device_name: string; used_generation: number; created_at: string; ended_at: string | null
}
const sessionOf = (row: SessionDbRow | undefined): SessionRow | null => row === undefined ? null : {
  id: row.id,
  userId: row.user_id,
  workspaceId: row.workspace_id,
  deviceName: row.device_name,
  usedGeneration: row.used_generation,
  createdAt: row.created_at,
  endedAt: row.ended_at,
}

import type { Role } from '../../../model/entity.ts'
import { deviceRow, foundSession, isToBeWiped, passkeyRow, sessionColumns, sessionRow, withDevice, type DeviceDbRow, type FoundSessionRow, type PasskeyDbRow, type SessionDbRow } from '../account-rows.ts'
import type { AccountStore, Membership, User } from '../account-port.ts'
import type { Connection } from './connection.ts'
import { createTransaction } from './transaction.ts'
import type { Turns } from './turns.ts'

/** Users, memberships, sessions and the server's secrets in the SQLite file. */
export function createAccounts(connection: Connection, turns: Turns): AccountStore {
  const transaction = createTransaction(connection, turns)

  return {
    register: (user, workspace, at) => transaction(() => {
      if (connection.prepare('SELECT 1 FROM users WHERE email = ?').get(user.email) !== undefined) return false
      connection.prepare('INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)').run(user.id, user.email, user.name, user.passwordHash, at)
      connection.prepare('INSERT INTO workspaces (id, name, revision, epoch, created_at) VALUES (?, ?, 0, ?, ?)').run(workspace.id, workspace.name, workspace.epoch, at)
      connection.prepare('INSERT INTO epochs (workspace_id, epoch, began_at) VALUES (?, ?, ?)').run(workspace.id, workspace.epoch, at)
      connection.prepare("INSERT INTO memberships VALUES (?, ?, 'owner', ?)").run(workspace.id, user.id, at)
      return true
    }),

    userByEmail: (email) => turns.look(() => userOf(connection.prepare<UserRow>('SELECT * FROM users WHERE email = ?').get(email))),
    userById: (id) => turns.look(() => userOf(connection.prepare<UserRow>('SELECT * FROM users WHERE id = ?').get(id))),

    memberships: (userId) => turns.look(() => connection.prepare<{ id: string; name: string; role: Role }>(`
      SELECT workspaces.id, workspaces.name, memberships.role FROM memberships JOIN workspaces ON workspaces.id = memberships.workspace_id
      WHERE memberships.user_id = ? ORDER BY memberships.created_at, workspaces.id`).all(userId)
      .map((row): Membership => ({ workspace: { id: row.id, name: row.name }, role: row.role }))),

    addMember: (workspaceId, userId, role, at) => transaction(() => {
      connection.prepare('INSERT INTO memberships VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role').run(workspaceId, userId, role, at)
    }),

    saveSession: (session, passwordHash = null) => transaction(() => {
      if (passwordHash !== null && connection.prepare('SELECT 1 FROM users WHERE id = ? AND password_hash = ?').get(session.userId, passwordHash) === undefined) return false
      if (connection.prepare(`SELECT 1 FROM devices WHERE user_id = ? AND id = ? AND ${isToBeWiped}`).get(session.userId, session.deviceId) !== undefined) return false
      connection.prepare(`INSERT INTO sessions (${sessionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        session.id, session.userId, session.workspaceId, session.deviceId, session.deviceName, session.usedGeneration, session.createdAt, session.endedAt,
        session.endedWhy, Number(session.secondFactor), session.publicKey)
      return true
    }),

    session: (id) => turns.look(() => foundSession(connection.prepare<FoundSessionRow>(`${withDevice} WHERE sessions.id = ?`).get(id))),

    sessionsOf: (userId) => turns.look(() => connection.prepare<SessionDbRow>(
      `SELECT ${sessionColumns} FROM sessions WHERE user_id = ? AND ended_at IS NULL ORDER BY created_at, id`).all(userId).map(sessionRow)),

    useGeneration: (sessionId, generation, at) => transaction(() => {
      const used = connection.prepare(`
        UPDATE sessions SET used_generation = ? WHERE id = ? AND ended_at IS NULL AND used_generation <= ?`).run(generation, sessionId, generation)
      if (used === 0) endSession(connection, sessionId, at)
      return used > 0
    }),

    endSession: (id, at) => transaction(() => { endSession(connection, id, at) }),

    endSessions: ({ userId, deviceId = null, except = '' }, at, why) => transaction(() => connection.prepare<{ id: string }>(`
      UPDATE sessions SET ended_at = ?, ended_why = ? WHERE user_id = ? AND ended_at IS NULL AND id <> ? AND (? IS NULL OR device_id = ?) RETURNING id`)
      .all(at, why, userId, except, deviceId, deviceId).map(({ id }) => id)),

    assignDevice: (sessionId, deviceId) => transaction(() => { connection.prepare("UPDATE sessions SET device_id = ? WHERE id = ? AND device_id = ''").run(deviceId, sessionId) }),

    saveDevice: (device) => transaction(() => {
      connection.prepare(`
        INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
          wipe_asked_at = CASE WHEN wiped_at IS NULL THEN wipe_asked_at END, wiped_at = NULL`).run(
        device.userId, device.id, device.name, device.kind, device.replicaId, device.createdAt, device.lastSeenAt, device.wipeAskedAt, device.wipedAt)
    }),

    devicesOf: (userId) => turns.look(() => connection.prepare<DeviceDbRow>('SELECT * FROM devices WHERE user_id = ? ORDER BY created_at, id').all(userId).map(deviceRow)),

    updateDevice: (userId, id, to) => transaction(() => connection.prepare(`
      UPDATE devices SET name = coalesce(?, name), replica_id = coalesce(?, replica_id), last_seen_at = coalesce(?, last_seen_at),
        wipe_asked_at = coalesce(?, wipe_asked_at), wiped_at = coalesce(?, wiped_at) WHERE user_id = ? AND id = ?`)
      .run(to.name ?? null, to.replicaId ?? null, to.lastSeenAt ?? null, to.wipeAskedAt ?? null, to.wipedAt ?? null, userId, id) > 0),

    wipesOf: (deviceId) => turns.look(() => connection.prepare<{ user_id: string }>(
      `SELECT user_id FROM devices WHERE id = ? AND ${isToBeWiped} ORDER BY user_id`).all(deviceId).map(({ user_id }) => user_id)),

    setPassword: (userId, passwordHash, was) => transaction(() =>
      connection.prepare('UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = coalesce(?, password_hash)').run(passwordHash, userId, was ?? null) > 0),

    setTotp: (userId, secret) => transaction(() => {
      if (secret !== null) return connection.prepare('UPDATE users SET totp_secret = ? WHERE id = ? AND totp_secret IS NULL').run(secret, userId) > 0
      connection.prepare('UPDATE users SET totp_secret = NULL WHERE id = ?').run(userId)
      connection.prepare('DELETE FROM recovery_codes WHERE user_id = ?').run(userId)
      return true
    }),

    useTotpStep: (userId, step) => transaction(() => connection.prepare('UPDATE users SET totp_step = ? WHERE id = ? AND totp_step < ?').run(step, userId, step) > 0),

    setRecoveryCodes: (userId, hashes) => transaction(() => {
      connection.prepare('DELETE FROM recovery_codes WHERE user_id = ?').run(userId)
      for (const hash of hashes) connection.prepare('INSERT INTO recovery_codes VALUES (?, ?)').run(userId, hash)
    }),
    countRecoveryCodes: (userId) => turns.look(() => connection.prepare<{ n: number }>('SELECT count(*) AS n FROM recovery_codes WHERE user_id = ?').get(userId)!.n),
    useRecoveryCode: (userId, hash) => transaction(() => connection.prepare('DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?').run(userId, hash) > 0),
    proveSession: (sessionId) => transaction(() => { connection.prepare('UPDATE sessions SET second_factor = 1 WHERE id = ?').run(sessionId) }),

    unproveSessions: (userId) => transaction(() => { connection.prepare('UPDATE sessions SET second_factor = 0 WHERE user_id = ? AND second_factor <> 0').run(userId) }),

    addPasskey: (key) => transaction(() => {
      connection.prepare('INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(key.id, key.userId, key.name, key.publicKey, key.counter, key.transports, key.createdAt, key.lastUsedAt)
    }),
    passkeysOf: (userId) => turns.look(() => connection.prepare<PasskeyDbRow>('SELECT * FROM passkeys WHERE user_id = ? ORDER BY created_at, id').all(userId).map(passkeyRow)),
    passkey: (id) => turns.look(() => {
      const row = connection.prepare<PasskeyDbRow>('SELECT * FROM passkeys WHERE id = ?').get(id)
      return row === undefined ? null : passkeyRow(row)
    }),
    usePasskey: (id, counter, at) => transaction(() => { connection.prepare('UPDATE passkeys SET counter = ?, last_used_at = ? WHERE id = ?').run(counter, at, id) }),
    removePasskey: (userId, id) => transaction(() => connection.prepare('DELETE FROM passkeys WHERE user_id = ? AND id = ?').run(userId, id) > 0),

    putOneTime: ({ hash, purpose, data, expiresAt }) => transaction(() => { connection.prepare('INSERT INTO one_time VALUES (?, ?, ?, ?)').run(hash, purpose, data, expiresAt) }),
    oneTime: (hash, purpose, now) => turns.look(() =>
      connection.prepare<{ data: string }>('SELECT data FROM one_time WHERE hash = ? AND purpose = ? AND expires_at > ?').get(hash, purpose, now)?.data ?? null),
    takeOneTime: (hash, purpose, now) => transaction(() => {
      connection.prepare('DELETE FROM one_time WHERE expires_at <= ?').run(now)
      return connection.prepare<{ data: string }>('DELETE FROM one_time WHERE hash = ? AND purpose = ? RETURNING data').get(hash, purpose)?.data ?? null
    }),
    dropOneTime: (purpose, data) => transaction(() => { connection.prepare('DELETE FROM one_time WHERE purpose = ? AND data = ?').run(purpose, data) }),

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

interface UserRow { id: string; email: string; name: string; password_hash: string; totp_secret: string | null }
const userOf = (row: UserRow | undefined): User | null =>
  row === undefined ? null : { id: row.id, email: row.email, name: row.name, passwordHash: row.password_hash, totpSecret: row.totp_secret }

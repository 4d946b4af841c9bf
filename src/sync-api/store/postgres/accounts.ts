import type { Role } from '../../../model/entity.ts'
import { deviceRow, foundSession, isToBeWiped, passkeyRow, sessionColumns, sessionRow, withDevice, type DeviceDbRow, type FoundSessionRow, type PasskeyDbRow, type SessionDbRow } from '../account-rows.ts'
import type { AccountStore, Membership, User } from '../account-port.ts'
import type { Database } from './database.ts'

/**
 * Users, memberships, sessions and the server's secrets. Most are single statements that done twice are as done once, since one whose
 * answer was lost is sent again.
 */
export function createAccounts({ direct, write }: Database): AccountStore {
  return {
    register: (user, workspace, at) => write(workspace.id, async (session) => {
      await session.run('INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', user.id, user.email, user.name, user.passwordHash, at)
      // Ids are made for each registration: who has this one is this one, perhaps from the run before.
      const taken = (await session.get<{ id: string }>('SELECT id FROM users WHERE email = $1', user.email))?.id !== user.id
      if (taken) return false
      await session.run('INSERT INTO workspaces VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', workspace.id, workspace.name, at)
      await session.run('INSERT INTO workspace_states (workspace_id, revision, epoch, tombstone_horizon) VALUES ($1, 0, $2, 0) ON CONFLICT DO NOTHING', workspace.id, workspace.epoch)
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

    // Both rows are held until it is kept: what changes them, and ends sessions then, finds this one.
    saveSession: (session, passwordHash = null) => write(session.workspaceId, async ({ get, run }) => {
      if (passwordHash !== null && await get('SELECT 1 FROM users WHERE id = $1 AND password_hash = $2 FOR SHARE', session.userId, passwordHash) === undefined) return false
      if ((await get<{ is: boolean }>(`SELECT ${isToBeWiped} AS is FROM devices WHERE user_id = $1 AND id = $2 FOR SHARE`, session.userId, session.deviceId))?.is === true) return false
      await run(`INSERT INTO sessions (${sessionColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
        session.id, session.userId, session.workspaceId, session.deviceId, session.deviceName, session.usedGeneration, session.createdAt, session.endedAt,
        session.endedWhy, Number(session.secondFactor), session.publicKey)
      return true
    }),

    session: async (id) => foundSession(await direct.get<FoundSessionRow>(`${withDevice} WHERE sessions.id = $1`, id)),

    sessionsOf: async (userId) => (await direct.all<SessionDbRow>(
      `SELECT ${sessionColumns} FROM sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at, id`, userId)).map(sessionRow),

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

    // Sent again after a lost answer it names those of the same moment once more.
    endSessions: async ({ userId, deviceId = null, except = '' }, at, why) => (await direct.all<{ id: string }>(`
      UPDATE sessions SET ended_at = $1, ended_why = $2 WHERE user_id = $3 AND (ended_at IS NULL OR (ended_at = $1 AND ended_why = $2)) AND id <> $4
        AND ($5::text IS NULL OR device_id = $5) RETURNING id`, at, why, userId, except, deviceId)).map(({ id }) => id),

    assignDevice: async (sessionId, deviceId) => { await direct.run("UPDATE sessions SET device_id = $2 WHERE id = $1 AND device_id = ''", sessionId, deviceId) },

    saveDevice: async (device) => {
      await direct.run(`
        INSERT INTO devices AS kept VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (user_id, id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
          wipe_asked_at = CASE WHEN kept.wiped_at IS NULL THEN kept.wipe_asked_at END, wiped_at = NULL`,
      device.userId, device.id, device.name, device.kind, device.replicaId, device.createdAt, device.lastSeenAt, device.wipeAskedAt, device.wipedAt)
    },

    devicesOf: async (userId) => (await direct.all<DeviceDbRow>('SELECT * FROM devices WHERE user_id = $1 ORDER BY created_at, id', userId)).map(deviceRow),

    updateDevice: async (userId, id, to) => await direct.run(`
      UPDATE devices SET name = coalesce($1, name), replica_id = coalesce($2, replica_id), last_seen_at = coalesce($3, last_seen_at),
        wipe_asked_at = coalesce($4, wipe_asked_at), wiped_at = coalesce($5, wiped_at) WHERE user_id = $6 AND id = $7`,
    to.name ?? null, to.replicaId ?? null, to.lastSeenAt ?? null, to.wipeAskedAt ?? null, to.wipedAt ?? null, userId, id) > 0,

    wipesOf: async (deviceId) => (await direct.all<{ user_id: string }>(
      `SELECT user_id FROM devices WHERE id = $1 AND ${isToBeWiped} ORDER BY user_id`, deviceId)).map(({ user_id }) => user_id),

    // Sent again, it finds its own.
    setPassword: async (userId, passwordHash, was) =>
      await direct.run('UPDATE users SET password_hash = $2 WHERE id = $1 AND ($3::text IS NULL OR password_hash IN ($2, $3))', userId, passwordHash, was ?? null) > 0,

    setTotp: async (userId, secret) => {
      // Sent again, it finds its own.
      if (secret !== null) return await direct.run('UPDATE users SET totp_secret = $2 WHERE id = $1 AND coalesce(totp_secret, $2) = $2', userId, secret) > 0
      await direct.run('UPDATE users SET totp_secret = NULL WHERE id = $1', userId)
      await direct.run('DELETE FROM recovery_codes WHERE user_id = $1', userId)
      return true
    },

    // After a lost answer a code counts as used: another is at hand in half a minute.
    useTotpStep: async (userId, step) => await direct.run('UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2', userId, step) > 0,

    setRecoveryCodes: async (userId, hashes) => {
      await direct.run(`
        WITH gone AS (DELETE FROM recovery_codes WHERE user_id = $1 AND hash <> ALL($2::text[]))
        INSERT INTO recovery_codes SELECT $1, hash FROM unnest($2::text[]) AS hash ON CONFLICT DO NOTHING`, userId, hashes)
    },
    countRecoveryCodes: async (userId) => (await direct.get<{ n: number }>('SELECT count(*)::integer AS n FROM recovery_codes WHERE user_id = $1', userId))!.n,
    useRecoveryCode: async (userId, hash) => await direct.run('DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2', userId, hash) > 0,
    proveSession: async (sessionId) => { await direct.run('UPDATE sessions SET second_factor = 1 WHERE id = $1', sessionId) },

    unproveSessions: async (userId) => { await direct.run('UPDATE sessions SET second_factor = 0 WHERE user_id = $1 AND second_factor <> 0', userId) },

    addPasskey: async (key) => {
      await direct.run('INSERT INTO passkeys VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING', key.id, key.userId, key.name, key.publicKey, key.counter, key.transports, key.createdAt, key.lastUsedAt)
    },
    passkeysOf: async (userId) => (await direct.all<PasskeyDbRow>('SELECT * FROM passkeys WHERE user_id = $1 ORDER BY created_at, id', userId)).map(passkeyRow),
    passkey: async (id) => {
      const row = await direct.get<PasskeyDbRow>('SELECT * FROM passkeys WHERE id = $1', id)
      return row === undefined ? null : passkeyRow(row)
    },
    usePasskey: async (id, counter, at) => { await direct.run('UPDATE passkeys SET counter = $2, last_used_at = $3 WHERE id = $1', id, counter, at) },
    removePasskey: async (userId, id) => await direct.run('DELETE FROM passkeys WHERE user_id = $1 AND id = $2', userId, id) > 0,

    putOneTime: async ({ hash, purpose, data, expiresAt }) => { await direct.run('INSERT INTO one_time VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', hash, purpose, data, expiresAt) },
    oneTime: async (hash, purpose, now) =>
      (await direct.get<{ data: string }>('SELECT data FROM one_time WHERE hash = $1 AND purpose = $2 AND expires_at > $3', hash, purpose, now))?.data ?? null,
    // Of a connection lost at the wrong moment it is taken and nobody has it: whoever wanted it asks for another.
    takeOneTime: async (hash, purpose, now) => {
      await direct.run('DELETE FROM one_time WHERE expires_at <= $1', now)
      return (await direct.get<{ data: string }>('DELETE FROM one_time WHERE hash = $1 AND purpose = $2 RETURNING data', hash, purpose))?.data ?? null
    },
    dropOneTime: async (purpose, data) => { await direct.run('DELETE FROM one_time WHERE purpose = $1 AND data = $2', purpose, data) },

    secret: async (name, make) => {
      await direct.run('INSERT INTO secrets VALUES ($1, $2) ON CONFLICT DO NOTHING', name, make())
      return (await direct.get<{ value: string }>('SELECT value FROM secrets WHERE name = $1', name))!.value
    },
  }
}

const selectUser = 'SELECT id, email, name, password_hash AS "passwordHash", totp_secret AS "totpSecret" FROM users'

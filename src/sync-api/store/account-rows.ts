import type { DeviceRow, Passkey, SessionRow } from './account-port.ts'

/* What both engines read out of their rows of accounts. */

export const sessionColumns = 'id, user_id, workspace_id, device_id, device_name, used_generation, created_at, ended_at, ended_why, second_factor, public_key'

export interface SessionDbRow {
  id: string; user_id: string; workspace_id: string; device_id: string; device_name: string; used_generation: number; created_at: string
  ended_at: string | null; ended_why: SessionRow['endedWhy']; second_factor: number; public_key: string | null
}
export const sessionRow = (row: SessionDbRow): SessionRow => ({
  id: row.id,
  userId: row.user_id,
  workspaceId: row.workspace_id,
  deviceId: row.device_id,
  deviceName: row.device_name,
  usedGeneration: row.used_generation,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  endedWhy: row.ended_why,
  secondFactor: row.second_factor !== 0,
  publicKey: row.public_key,
})

export interface DeviceDbRow {
  user_id: string; id: string; name: string; kind: DeviceRow['kind']; replica_id: string | null; created_at: string; last_seen_at: string
  wipe_asked_at: string | null; wiped_at: string | null
}
export const deviceRow = (row: DeviceDbRow): DeviceRow => ({
  userId: row.user_id,
  id: row.id,
  name: row.name,
  kind: row.kind,
  replicaId: row.replica_id,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  wipeAskedAt: row.wipe_asked_at,
  wipedAt: row.wiped_at,
})

export interface PasskeyDbRow {
  id: string; user_id: string; name: string; public_key: string; counter: number; transports: string; created_at: string; last_used_at: string | null
}
export const passkeyRow = (row: PasskeyDbRow): Passkey => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  publicKey: row.public_key,
  counter: row.counter,
  transports: row.transports,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
})

/** Of a device. */
export const isToBeWiped = 'wipe_asked_at IS NOT NULL AND wiped_at IS NULL'

/** Sessions with their devices; every request asks for one, so it is one statement. */
export const withDevice = `SELECT ${sessionColumns.split(', ').map((name) => `sessions.${name}`).join(', ')}, devices.name AS d_name, devices.kind AS d_kind,
  devices.replica_id AS d_replica_id, devices.created_at AS d_created_at, devices.last_seen_at AS d_last_seen_at, devices.wipe_asked_at AS d_wipe_asked_at, devices.wiped_at AS d_wiped_at
  FROM sessions LEFT JOIN devices ON devices.user_id = sessions.user_id AND devices.id = sessions.device_id`

export type FoundSessionRow = SessionDbRow & {
  d_name: string | null; d_kind: DeviceRow['kind'] | null; d_replica_id: string | null; d_created_at: string; d_last_seen_at: string; d_wipe_asked_at: string | null; d_wiped_at: string | null
}
export function foundSession(row: FoundSessionRow | undefined): (SessionRow & { device: DeviceRow | null }) | null {
  if (row === undefined) return null
  const { d_name: name, d_kind: kind } = row
  return {
    ...sessionRow(row),
    device: name === null || kind === null ? null : deviceRow({
      user_id: row.user_id, id: row.device_id, name, kind, replica_id: row.d_replica_id, created_at: row.d_created_at, last_seen_at: row.d_last_seen_at,
      wipe_asked_at: row.d_wipe_asked_at, wiped_at: row.d_wiped_at,
    }),
  }
}

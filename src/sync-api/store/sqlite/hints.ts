import type { HintStore } from '../hint-port.ts'
import { hintColumns, hintOf, hintValues, type HintDbRow } from '../rows.ts'
import type { Connection } from './connection.ts'
import type { Turns } from './turns.ts'

/** Which devices are told of changes, in the SQLite file. */
export const createHints = (connection: Connection, turns: Turns): HintStore => ({
  of: (workspaceId) => turns.look(() => connection.prepare<HintDbRow>(`SELECT ${hintColumns} FROM hint_subscriptions WHERE workspace_id = ? ORDER BY user_id, device_id`).all(workspaceId).map(hintOf)),
  save: (subscription) => turns.enter(async () => {
    connection.prepare('INSERT OR REPLACE INTO hint_subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...hintValues(subscription))
  }),
  remove: (workspaceId, userId, deviceId, id) => turns.enter(async () => {
    connection.prepare('DELETE FROM hint_subscriptions WHERE workspace_id = ?1 AND user_id = ?2 AND device_id = ?3 AND (?4 IS NULL OR id = ?4)').run(workspaceId, userId, deviceId, id ?? null)
  }),
})

import type { HintStore } from '../hint-port.ts'
import { hintColumns, hintOf, hintValues, type HintDbRow } from '../rows.ts'
import type { Database } from './database.ts'

/** Which devices are told of changes. Statements that done twice are as done once. */
export const createHints = ({ read, write }: Database): HintStore => ({
  of: (workspaceId) => read(workspaceId, async (session) =>
    (await session.all<HintDbRow>(`SELECT ${hintColumns} FROM hint_subscriptions WHERE workspace_id = $1 ORDER BY user_id, device_id`, workspaceId)).map(hintOf)),
  save: (subscription) => write(subscription.workspaceId, async (session) => {
    await session.run(`INSERT INTO hint_subscriptions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id, user_id, device_id) DO UPDATE SET
      id = excluded.id, endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth, entities = excluded.entities, created_at = excluded.created_at`, ...hintValues(subscription))
  }),
  remove: (workspaceId, userId, deviceId, id) => write(workspaceId, async (session) => {
    await session.run('DELETE FROM hint_subscriptions WHERE workspace_id = $1 AND user_id = $2 AND device_id = $3 AND ($4::text IS NULL OR id = $4)', workspaceId, userId, deviceId, id ?? null)
  }),
})

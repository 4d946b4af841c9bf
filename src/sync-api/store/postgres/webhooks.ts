import type { Role } from '../../../model/entity.ts'
import type { Allowed, WebhookStore } from '../webhook-port.ts'
import { deliveriesKept, deliveryColumns, deliveryOf, webhookColumns, webhookOf, webhookValues, type DeliveryDbRow, type WebhookDbRow } from '../rows.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'

/** Webhooks and what was sent by them. Statements that done twice are as done once. */
export function createWebhooks({ direct, read, write }: Database): WebhookStore {
  const select = `SELECT ${webhookColumns} FROM webhooks`
  /** The row is held until what follows is committed: whoever takes them out finds it. */
  const mayStill = async (session: Session, workspaceId: string, by: Allowed | undefined): Promise<boolean> => {
    if (by === undefined) return true
    const row = await session.get<{ role: Role }>('SELECT role FROM memberships WHERE workspace_id = $1 AND user_id = $2 FOR SHARE', workspaceId, by.userId)
    return row !== undefined && by.may(row.role)
  }
  return {
    of: async (workspaceId) => (await direct.all<WebhookDbRow>(`${select} WHERE workspace_id = $1 ORDER BY created_at, id`, workspaceId)).map(webhookOf),
    enabled: async () => (await direct.all<WebhookDbRow>(`${select} WHERE enabled = 1`)).map(webhookOf),
    add: (webhook, by) => write(webhook.workspaceId, async (session) => {
      if (!await mayStill(session, webhook.workspaceId, by)) return false
      await session.run('INSERT INTO webhooks VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING', ...webhookValues(webhook))
      return true
    }),
    change: (workspaceId, id, { url, topics, enabled }, by) => write(workspaceId, async (session) => await mayStill(session, workspaceId, by) && await session.run(`
      UPDATE webhooks SET url = $3, topics = $4, enabled = $5, attempts = 0, next_attempt_at = NULL, failing_since = NULL, gave_up_at = NULL, note = NULL
      WHERE workspace_id = $1 AND id = $2`, workspaceId, id, url, topics.join(' '), Number(enabled)) > 0),
    remove: (workspaceId, id) => write(workspaceId, async (session) => {
      await session.run('DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2', workspaceId, id)
      return await session.run('DELETE FROM webhooks WHERE workspace_id = $1 AND id = $2', workspaceId, id) > 0
    }),
    claim: async (workspaceId, id, by, now, until) => {
      const row = await direct.get<WebhookDbRow>(`UPDATE webhooks SET held_by = $3, held_until = $5
        WHERE workspace_id = $1 AND id = $2 AND enabled = 1 AND (held_by = $3 OR held_until <= $4) RETURNING ${webhookColumns}`, workspaceId, id, by, now, until)
      return row === undefined ? null : webhookOf(row)
    },
    note: (workspaceId, id, by, progress, deliveries) => write(workspaceId, async (session) => {
      const noted = await session.run(`
        UPDATE webhooks SET position = $4, caught_up = $11, attempts = $5, next_attempt_at = $6, failing_since = $7, last_delivered_at = $8, gave_up_at = $9::text, note = $10,
          enabled = CASE WHEN $9::text IS NULL THEN enabled ELSE 0 END, held_by = '', held_until = '' WHERE workspace_id = $1 AND id = $2 AND held_by = $3`,
      workspaceId, id, by, progress.position, progress.attempts, progress.nextAttemptAt, progress.failingSince, progress.lastDeliveredAt, progress.gaveUpAt, progress.note, progress.caughtUp)
      if (noted === 0) return false
      for (const one of deliveries) {
        await session.run(`INSERT INTO webhook_deliveries VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (workspace_id, webhook_id, id) DO UPDATE SET
          at = excluded.at, status = excluded.status, error = excluded.error, attempts = excluded.attempts`,
        workspaceId, id, one.id, one.type, one.recordId, one.revision, one.at, one.status, one.error, one.attempts)
      }
      await session.run(`DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2 AND id IN (
        SELECT id FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2 ORDER BY revision DESC OFFSET ${deliveriesKept})`, workspaceId, id)
      return true
    }),
    deliveries: (workspaceId, id) => read(workspaceId, async (session) => (await session.all<DeliveryDbRow>(
      `SELECT ${deliveryColumns} FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2 ORDER BY revision DESC`, workspaceId, id)).map(deliveryOf)),
  }
}

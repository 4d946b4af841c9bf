import type { Role } from '../../../model/entity.ts'
import type { Allowed, WebhookProgress, WebhookStore } from '../webhook-port.ts'
import { deliveriesKept, deliveryColumns, deliveryOf, webhookColumns, webhookOf, webhookValues, type DeliveryDbRow, type WebhookDbRow } from '../rows.ts'
import type { Bind, Connection } from './connection.ts'
import { createTransaction } from './transaction.ts'
import type { Turns } from './turns.ts'

/** Webhooks and what was sent by them, in the SQLite file. */
export function createWebhooks(connection: Connection, turns: Turns): WebhookStore {
  const select = `SELECT ${webhookColumns} FROM webhooks`
  const transaction = createTransaction(connection, turns)

  /** Within a turn. */
  const mayStill = (workspaceId: string, by: Allowed | undefined): boolean => {
    if (by === undefined) return true
    const row = connection.prepare<{ role: Role }>('SELECT role FROM memberships WHERE workspace_id = ? AND user_id = ?').get(workspaceId, by.userId)
    return row !== undefined && by.may(row.role)
  }

  return {
    of: (workspaceId) => turns.look(() => connection.prepare<WebhookDbRow>(`${select} WHERE workspace_id = ? ORDER BY created_at, id`).all(workspaceId).map(webhookOf)),
    enabled: () => turns.look(() => connection.prepare<WebhookDbRow>(`${select} WHERE enabled = 1`).all().map(webhookOf)),
    add: (webhook, by) => turns.enter(async () => {
      if (!mayStill(webhook.workspaceId, by)) return false
      connection.prepare('INSERT INTO webhooks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...webhookValues(webhook))
      return true
    }),
    change: (workspaceId, id, { url, topics, enabled }, by) => turns.enter(async () => mayStill(workspaceId, by) && connection.prepare(`
      UPDATE webhooks SET url = ?, topics = ?, enabled = ?, attempts = 0, next_attempt_at = NULL, failing_since = NULL, gave_up_at = NULL, note = NULL
      WHERE workspace_id = ? AND id = ?`).run(url, topics.join(' '), Number(enabled), workspaceId, id) > 0),
    remove: (workspaceId, id) => transaction(() => {
      connection.prepare('DELETE FROM webhook_deliveries WHERE workspace_id = ? AND webhook_id = ?').run(workspaceId, id)
      return connection.prepare('DELETE FROM webhooks WHERE workspace_id = ? AND id = ?').run(workspaceId, id) > 0
    }),
    claim: (workspaceId, id, by, now, until) => turns.enter(async () => {
      const claimed = connection.prepare(`UPDATE webhooks SET held_by = ?, held_until = ?
        WHERE workspace_id = ? AND id = ? AND enabled = 1 AND (held_by = ? OR held_until <= ?)`).run(by, until, workspaceId, id, by, now)
      return claimed === 0 ? null : webhookOf(connection.prepare<WebhookDbRow>(`${select} WHERE workspace_id = ? AND id = ?`).get(workspaceId, id)!)
    }),
    note: (workspaceId, id, by, progress, deliveries) => transaction(() => {
      const noted = connection.prepare(`
        UPDATE webhooks SET position = ?, caught_up = ?, attempts = ?, next_attempt_at = ?, failing_since = ?, last_delivered_at = ?, gave_up_at = ?, note = ?,
          enabled = CASE WHEN ? IS NULL THEN enabled ELSE 0 END, held_by = '', held_until = '' WHERE workspace_id = ? AND id = ? AND held_by = ?`)
        .run(...progressValues(progress), progress.gaveUpAt, workspaceId, id, by)
      if (noted === 0) return false
      const put = connection.prepare(`INSERT INTO webhook_deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        at = excluded.at, status = excluded.status, error = excluded.error, attempts = excluded.attempts`)
      for (const one of deliveries) put.run(workspaceId, id, one.id, one.type, one.recordId, one.revision, one.at, one.status, one.error, one.attempts)
      connection.prepare(`DELETE FROM webhook_deliveries WHERE workspace_id = ?1 AND webhook_id = ?2 AND id IN (
        SELECT id FROM webhook_deliveries WHERE workspace_id = ?1 AND webhook_id = ?2 ORDER BY revision DESC LIMIT -1 OFFSET ${deliveriesKept})`).run(workspaceId, id)
      return true
    }),
    deliveries: (workspaceId, id) => turns.look(() => connection.prepare<DeliveryDbRow>(
      `SELECT ${deliveryColumns} FROM webhook_deliveries WHERE workspace_id = ? AND webhook_id = ? ORDER BY revision DESC`).all(workspaceId, id).map(deliveryOf)),
  }
}

const progressValues = (progress: WebhookProgress): Bind[] =>
  [progress.position, progress.caughtUp, progress.attempts, progress.nextAttemptAt, progress.failingSince, progress.lastDeliveredAt, progress.gaveUpAt, progress.note]

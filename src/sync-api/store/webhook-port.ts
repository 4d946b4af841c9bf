import type { Role } from '../../model/entity.ts'

/* The part of the storage port (port.ts) that knows where events are sent. */

/** Who writes, and whether their role lets them: looked at in the transaction that writes, so that their being taken out of the workspace comes before or behind it. */
export interface Allowed { userId: string; may: (role: Role) => boolean }

/** Where a workspace's events are sent. */
export interface WebhookRow {
  id: string
  workspaceId: string
  url: string
  topics: string[]
  /** What messages are signed with, base64. */
  secret: string
  enabled: boolean
  createdBy: string
  createdAt: string
  progress: WebhookProgress
}

/** How far it has come. Times in ISO 8601. */
export interface WebhookProgress {
  /** The revision up to which everything was delivered. */
  position: number
  /** The revision at which it had everything, the last time: what was made since may not have been told of. */
  caughtUp: number
  /** Failed ones in a row. */
  attempts: number
  /** Null: as soon as there is something. */
  nextAttemptAt: string | null
  failingSince: string | null
  lastDeliveredAt: string | null
  /** It was given up then, and why. */
  gaveUpAt: string | null
  note: string | null
}

/** What became of one message, the last time that it was tried. */
export interface WebhookDelivery { id: string; type: string; recordId: string; revision: number; at: string; status: number | null; error: string | null; attempts: number }

export interface WebhookStore {
  /** Of a workspace, oldest first. */
  of(workspaceId: string): Promise<WebhookRow[]>
  /** Those that are enabled, of all workspaces. */
  enabled(): Promise<WebhookRow[]>
  /** False: whoever adds it may not (any more). */
  add(webhook: WebhookRow, by?: Allowed): Promise<boolean>
  /** False: there is none, or whoever changes it may not (any more). Enabled anew, it is as if it had never failed. */
  change(workspaceId: string, id: string, change: Pick<WebhookRow, 'url' | 'topics' | 'enabled'>, by?: Allowed): Promise<boolean>
  /** With its deliveries. False: there is none. */
  remove(workspaceId: string, id: string): Promise<boolean>
  /** For one process at a time: the webhook as it is now, where it is enabled and nobody else holds it at `now`; else null. */
  claim(workspaceId: string, id: string, by: string, now: string, until: string): Promise<WebhookRow | null>
  /**
   * Notes how far its holder has come and what became of messages, keeping the newest hundred, and lets go of it. False: the holder has lost it, or it was
   * removed; nothing is noted then.
   */
  note(workspaceId: string, id: string, by: string, progress: WebhookProgress, deliveries: readonly WebhookDelivery[]): Promise<boolean>
  /** Newest first. */
  deliveries(workspaceId: string, id: string): Promise<WebhookDelivery[]>
}

import { z } from '../shared/zod.ts'
import { auditPageSchema, auditReportSchema, deviceExportsRequestSchema } from './audit.ts'

/*
 * How programs are let in, and told: API tokens and webhooks. Calls of a signed-in person, as protocol/account.ts has them.
 */

/** `<entity>:read` or `<entity>:write`, which reads too; `*` stands for every entity. */
export const apiScopeSchema = z.string().check(z.regex(/^(?:\*|[a-z][a-zA-Z0-9]{0,63}):(?:read|write)$/))

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(apiScopeSchema),
  createdAt: z.string(),
  /** To a minute; null: never. */
  lastUsedAt: z.nullable(z.string()),
})
export type ApiToken = z.infer<typeof apiTokenSchema>

const topics = z.array(z.string().check(z.maxLength(100))).check(z.minLength(1), z.maxLength(50))
const webhookId = z.string().check(z.maxLength(100))
const webhookUrl = z.string().check(z.maxLength(2_000))

export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  /** `contacts.created`, `contacts.*`, or `*`. */
  topics: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: z.string(),
  lastDeliveredAt: z.nullable(z.string()),
  /** Since when every attempt has failed, and when the next is. */
  failingSince: z.nullable(z.string()),
  nextAttemptAt: z.nullable(z.string()),
  /** Why it was given up; null: it was not. */
  note: z.nullable(z.string()),
})
export type Webhook = z.infer<typeof webhookSchema>

/** A message, and what came of it the last time that it was tried. `status`: the answer's; null: there was none. */
export const webhookDeliverySchema = z.object({
  id: z.string(), type: z.string(), recordId: z.string(), at: z.string(), status: z.nullable(z.int()), error: z.nullable(z.string()), attempts: z.int(),
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>

const word = z.optional(z.string().check(z.maxLength(100)))
/** `kind`: kinds or their groups (`changes`, `access`, `acts`, `refusals`), with commas between; `from` and `until` are times, the second no part of it. */
export const auditQuerySchema = z.object({
  person: word, device: word, entity: word, record: word, kind: z.optional(z.string().check(z.maxLength(1_000))), from: word, until: word, cursor: word, limit: word,
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

export const accessCalls = {
  audit: { path: '/api/audit', summary: 'The audit log, newest first; for admins', request: auditQuerySchema, query: true, answer: auditPageSchema, ofWorkspace: true },
  auditReport: { path: '/api/audit/report', summary: 'What a person, or everybody, had access to and changed in a period; for admins', request: auditQuerySchema, query: true, answer: auditReportSchema, ofWorkspace: true },
  noteExports: { path: '/api/audit/exports', summary: 'A device tells what was exported or printed there, for the audit log', request: deviceExportsRequestSchema, answer: z.object({}), ofWorkspace: true },
  apiTokens: { path: '/api/auth/tokens', summary: 'The person\'s API tokens in this workspace', answer: z.object({ tokens: z.array(apiTokenSchema) }), ofWorkspace: true },
  makeApiToken: {
    path: '/api/auth/tokens/make', summary: 'Make an API token; it is shown this once',
    request: z.object({ name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)), scopes: z.array(apiScopeSchema).check(z.minLength(1), z.maxLength(50)) }),
    answer: z.object({ token: z.string(), made: apiTokenSchema }), ofWorkspace: true,
  },
  revokeApiToken: { path: '/api/auth/tokens/revoke', summary: 'Revoke an API token; it is dead at once', request: z.object({ id: z.string().check(z.maxLength(100)) }), answer: z.object({}), ofWorkspace: true },
  webhooks: { path: '/api/workspace/webhooks', summary: 'The workspace\'s webhooks', answer: z.object({ webhooks: z.array(webhookSchema) }), ofWorkspace: true },
  addWebhook: {
    path: '/api/workspace/webhooks/add', summary: 'Have events sent to an address from now on; what they are signed with is shown this once',
    request: z.object({ url: webhookUrl, topics }), answer: z.object({ webhook: webhookSchema, secret: z.string() }), ofWorkspace: true,
  },
  changeWebhook: {
    path: '/api/workspace/webhooks/change', summary: 'Change a webhook; enabled again, it goes on from where it stopped',
    request: z.object({ id: webhookId, url: z.optional(webhookUrl), topics: z.optional(topics), enabled: z.optional(z.boolean()) }), answer: z.object({ webhook: webhookSchema }), ofWorkspace: true,
  },
  removeWebhook: { path: '/api/workspace/webhooks/remove', summary: 'Remove a webhook', request: z.object({ id: webhookId }), answer: z.object({}), ofWorkspace: true },
  webhookDeliveries: {
    path: '/api/workspace/webhooks/deliveries', summary: 'The newest hundred messages of a webhook', request: z.object({ id: webhookId }), answer: z.object({ deliveries: z.array(webhookDeliverySchema) }), ofWorkspace: true,
  },
} as const

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Role } from '../../model/entity.ts'
import { may } from '../../model/roles.ts'
import type { Model } from '../../model/model.ts'
import type { Webhook } from '../../protocol/api-access.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import { serveAccountCall, type AccountDeps } from '../auth/account-calls.ts'
import { identityOf } from '../auth/guard.ts'
import type { SecondFactorGate } from '../auth/second-factor-gate.ts'
import { HttpError, invalid, notFound } from '../http/http-error.ts'
import type { Limits } from '../http/limits.ts'
import type { SyncStore } from '../store/port.ts'
import type { WebhookRow } from '../store/webhook-port.ts'
import { checkUrl } from './check-url.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Addresses } from './public-addresses.ts'
import { isTopic } from './topics.ts'

export interface WebhookDeps extends Pick<AccountDeps, 'attempts'> {
  store: SyncStore
  model: Model
  random: Random
  log: Log
  dispatcher: Dispatcher
  addresses: Addresses
  /** This machine's own addresses are allowed, and plain http. */
  loopback: boolean
  guard: (request: FastifyRequest) => Promise<void>
  factor: SecondFactorGate
  limits: Limits
  newId: () => string
  now: () => string
}

const mostWebhooks = 20

/** `/api/workspace/webhooks`: an admin's; what is in the workspace leaves it by them. */
export function webhookRoutes(app: FastifyInstance, deps: WebhookDeps): void {
  const { store, model, dispatcher, log } = deps
  const adminOf = async (request: FastifyRequest): Promise<{ workspaceId: string; userId: string }> => {
    await deps.factor.check(request)
    const { membership, user } = identityOf(request)
    if (!mayLookAfter(membership.role)) throw onlyAdmins()
    return { workspaceId: membership.workspace.id, userId: user.id }
  }
  const find = async (workspaceId: string, id: string): Promise<WebhookRow> => {
    const found = (await store.webhooks.of(workspaceId)).find((row) => row.id === id)
    if (found === undefined) throw notFound()
    return found
  }
  const checkTopics = (topics: readonly string[]): string[] => {
    const unknown = topics.find((topic) => !isTopic(model, topic))
    if (unknown !== undefined) throw invalid(`topics: "${unknown}" is none, such as contacts.created, contacts.* or *`)
    return [...new Set(topics)].sort()
  }

  serveAccountCall(app, deps, 'webhooks', async (_input, request) => ({ webhooks: (await store.webhooks.of((await adminOf(request)).workspaceId)).map(shown) }))

  serveAccountCall(app, deps, 'addWebhook', async ({ url, topics }, request, reply) => {
    const { workspaceId, userId } = await adminOf(request)
    if ((await store.webhooks.of(workspaceId)).length >= mostWebhooks) throw new HttpError(422, 'too_many', `There are ${mostWebhooks} webhooks already.`)
    const position = (await store.read(workspaceId, async (reader) => (await reader.state()).revision)) ?? 0
    const secret = Buffer.from(deps.random.bytes(32)).toString('base64')
    const webhook: WebhookRow = {
      id: deps.newId(), workspaceId, url: checkUrl(deps, url, 'url'), topics: checkTopics(topics), secret, enabled: true, createdBy: userId, createdAt: deps.now(),
      progress: { position, caughtUp: position, attempts: 0, nextAttemptAt: null, failingSince: null, lastDeliveredAt: null, gaveUpAt: null, note: null },
    }
    await request.audit('webhook_added', { target: webhook.id, url: webhook.url, topics: webhook.topics })
    // Demoted or taken out since they asked, which disables what is theirs.
    if (!await store.webhooks.add(webhook, { userId, may: mayLookAfter })) throw onlyAdmins()
    await dispatcher.changed(webhook.id)
    log('info', 'webhook.added', { workspaceId, userId, webhookId: webhook.id, host: new URL(webhook.url).host, topics: webhook.topics })
    void reply.header('cache-control', 'no-store')
    return { webhook: shown(webhook), secret: `whsec_${secret}` }
  })

  serveAccountCall(app, deps, 'changeWebhook', async ({ id, url, topics, enabled }, request) => {
    const { workspaceId, userId } = await adminOf(request), row = await find(workspaceId, id)
    const change = { url: url === undefined ? row.url : checkUrl(deps, url, 'url'), topics: topics === undefined ? row.topics : checkTopics(topics), enabled: enabled ?? row.enabled }
    await request.audit('webhook_changed', { target: id, fields: { url: [row.url, change.url], topics: [row.topics, change.topics], enabled: [row.enabled, change.enabled] } })
    if (!await store.webhooks.change(workspaceId, id, change, { userId, may: mayLookAfter })) throw notFound()
    await dispatcher.changed(id)
    log('info', 'webhook.changed', { workspaceId, userId, webhookId: id, host: new URL(change.url).host, topics: change.topics, enabled: change.enabled })
    return { webhook: shown(await find(workspaceId, id)) }
  })

  serveAccountCall(app, deps, 'removeWebhook', async ({ id }, request) => {
    const { workspaceId, userId } = await adminOf(request)
    await request.audit('webhook_removed', { target: id, url: (await find(workspaceId, id)).url })
    if (!await store.webhooks.remove(workspaceId, id)) throw notFound()
    await dispatcher.changed(id)
    log('info', 'webhook.removed', { workspaceId, userId, webhookId: id })
    return {}
  })

  serveAccountCall(app, deps, 'webhookDeliveries', async ({ id }, request) => {
    const { workspaceId } = await adminOf(request)
    await find(workspaceId, id)
    return { deliveries: (await store.webhooks.deliveries(workspaceId, id)).map(({ revision: _revision, ...delivery }) => delivery) }
  })
}

const mayLookAfter = (role: Role): boolean => may(role, 'webhooks')
const onlyAdmins = (): HttpError => new HttpError(403, 'forbidden', 'Only an admin of the workspace may look after its webhooks.')

const shown = ({ id, url, topics, enabled, createdAt, progress: { lastDeliveredAt, failingSince, nextAttemptAt, note } }: WebhookRow): Webhook =>
  ({ id, url, topics, enabled, createdAt, lastDeliveredAt, failingSince, nextAttemptAt, note })

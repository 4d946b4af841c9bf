import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Model } from '../../model/model.ts'
import { isPeoples } from '../../model/policies.ts'
import type { Log } from '../../shared/log.ts'
import { serveAccountCall, type AccountDeps } from '../auth/account-calls.ts'
import { identityOf } from '../auth/guard.ts'
import type { SecondFactorGate } from '../auth/second-factor-gate.ts'
import type { Identity } from '../auth/sessions.ts'
import { HttpError, invalid, notFound } from '../http/http-error.ts'
import type { HintSubscription } from '../store/hint-port.ts'
import type { SyncStore } from '../store/port.ts'
import type { Addresses } from '../webhooks/public-addresses.ts'
import { checkUrl } from '../webhooks/check-url.ts'
import type { Hints } from './hints.ts'
import { sealed, type Vapid } from './vapid.ts'

export interface HintRouteDeps extends Pick<AccountDeps, 'guard' | 'limits' | 'attempts' | 'now'> {
  store: SyncStore
  model: Model
  hints: Hints
  vapid: Vapid
  addresses: Addresses
  loopback: boolean
  factor: SecondFactorGate
  newId: () => string
  log: Log
}

/** At most so many records are looked at for what a notification says, and so many people are named. */
const mostRecords = 100, mostNames = 3

/** `/api/hints*`: which entities a device is told of. */
export function hintRoutes(app: FastifyInstance, deps: HintRouteDeps): void {
  const { store, model, hints, vapid, log } = deps
  /** A program has no notifications, and no device that could be told. */
  const deviceOf = (request: FastifyRequest): { identity: Identity; workspaceId: string; userId: string; deviceId: string } => {
    const identity = identityOf(request), { deviceId } = identity.session
    if (deviceId === '') throw new HttpError(403, 'forbidden', 'Sign in again on this device to be told of changes.')
    return { identity, workspaceId: identity.membership.workspace.id, userId: identity.user.id, deviceId }
  }
  const ownOf = async (request: FastifyRequest): Promise<HintSubscription | undefined> => {
    const { workspaceId, userId, deviceId } = deviceOf(request)
    return (await store.hints.of(workspaceId)).find((one) => one.userId === userId && one.deviceId === deviceId)
  }

  serveAccountCall(app, deps, 'hintKey', async () => ({ publicKey: vapid.publicKey }))

  serveAccountCall(app, deps, 'subscribeHints', async ({ endpoint, p256dh, auth, entities }, request) => {
    await deps.factor.check(request)
    const { workspaceId, userId, deviceId } = deviceOf(request)
    const unknown = entities.find((name) => { const entity = model.entities.get(name); return entity === undefined || !isPeoples(entity) })
    if (unknown !== undefined) throw invalid(`entities: "${unknown}" is nothing that people write`)
    const to = { endpoint: checkUrl(deps, endpoint, 'endpoint'), p256dh, auth }
    try { sealed(vapid, to, {}, entities[0]!) } catch { throw invalid('p256dh, auth: nothing can be encrypted for these') }
    const wanted = [...new Set(entities)].sort(), before = await ownOf(request)
    // Devices say it again whenever they open: nothing has changed, and what is on its way to them keeps its name.
    if (before !== undefined && before.endpoint === to.endpoint && before.p256dh === p256dh && before.auth === auth && before.entities.join(' ') === wanted.join(' ')) {
      request.told = true
      return { id: before.id }
    }
    const id = deps.newId()
    await request.audit('hints_wanted', { fields: { entities: [before?.entities.join(', ') ?? null, wanted.join(', ')] }, host: new URL(to.endpoint).host })
    await store.hints.save({ workspaceId, userId, deviceId, id, ...to, entities: wanted, createdAt: deps.now() })
    hints.changed(workspaceId)
    log('info', 'hints.subscribed', { workspaceId, userId, deviceId, host: new URL(to.endpoint).host, entities })
    return { id }
  })

  serveAccountCall(app, deps, 'unsubscribeHints', async (_input, request) => {
    const { workspaceId, userId, deviceId } = deviceOf(request), before = await ownOf(request)
    // Said once more by a device that the server has forgotten: nothing has changed.
    request.told = before === undefined
    if (before !== undefined) await request.audit('hints_ended', { fields: { entities: [before.entities.join(', '), null] } })
    await store.hints.remove(workspaceId, userId, deviceId)
    hints.changed(workspaceId)
    return {}
  })

  serveAccountCall(app, deps, 'hinted', async ({ to, topic, since }, request) => {
    await deps.factor.check(request)
    const { workspaceId, userId } = deviceOf(request)
    const own = await ownOf(request)
    if (own === undefined || own.id !== to || !own.entities.includes(topic)) throw notFound()
    const changed = await store.read(workspaceId, (reader) => reader.changedAfter(new Map([[topic, since]]), mostRecords)) ?? []
    const others = changed.filter(({ updatedBy, data }) => updatedBy !== userId && data !== null)
    const people = await Promise.all([...new Set(others.toReversed().map(({ updatedBy }) => updatedBy))].slice(0, mostNames).map((id) => store.accounts.userById(id)))
    return { records: others.length, recordId: others.length === 1 && others[0]!.deletedAt === null ? others[0]!.id : null, by: people.flatMap((person) => (person === null ? [] : [person.name])) }
  })
}

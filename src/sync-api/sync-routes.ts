import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseHlc } from '../merge/clock.ts'
import type { Model } from '../model/model.ts'
import { settings } from '../model/settings.ts'
import { headers } from '../protocol/headers.ts'
import { syncRecordSchema, uuid, wireLimits } from '../protocol/change.ts'
import { giveBackRequestSchema, type GiveBackResponse } from '../protocol/give-back.ts'
import type { PushResponse, PushResult } from '../protocol/push.ts'
import type { Clock } from '../shared/clock.ts'
import { jsonFault } from '../shared/json.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import { z } from '../shared/zod.ts'
import { sourceOf } from './audit/entry.ts'
import { identityOf } from './auth/guard.ts'
import type { SecondFactorGate } from './auth/second-factor-gate.ts'
import type { SessionEnds } from './auth/session-ends.ts'
import type { Sessions } from './auth/sessions.ts'
import { createHold, whileHeld } from './auth/while-held.ts'
import { fillShares } from './digests/keep-digests.ts'
import { digestRoutes } from './digests/routes.ts'
import type { Awareness } from './events/awareness.ts'
import type { Commits } from './events/commits.ts'
import { serveSocket } from './events/socket.ts'
import type { SocketPlaces } from './events/socket-places.ts'
import { HttpError, invalid, notAMember, notFound } from './http/http-error.ts'
import type { Limits } from './http/limits.ts'
import type { PushQueue } from './http/push-queue.ts'
import { readDeviceReport } from './observe/device-report.ts'
import { countStatuses, type Metrics } from './observe/metrics.ts'
import { giveBack, type ReceivedGiveBack } from './give-back/give-back.ts'
import { pullChanges, type PullOutcome } from './pull/changes.ts'
import { snapshotLines } from './pull/snapshot.ts'
import { beginEpochIfNeeded, checkSeen } from './push/check-seen.ts'
import { parsePush, type ReceivedPush } from './push/parse-push.ts'
import { push, PushTooLargeError } from './push/push.ts'
import type { Seen, SeenTokens } from './seen.ts'
import type { SyncStore } from './store/port.ts'

export interface SyncDeps {
  store: SyncStore
  model: Model
  clock: Clock
  random: Random
  log: Log
  metrics: Metrics
  tokens: SeenTokens
  commits: Commits
  awareness: Awareness
  sessions: Sessions
  ends: SessionEnds
  factor: SecondFactorGate
  guard: (request: FastifyRequest) => Promise<void>
  limits: Limits
  queue: PushQueue
  places: SocketPlaces
  newEpoch: () => string
  /** How long this server's backups are kept, days. */
  backupDays: number
}

/** `/api/sync/*`: push, pull, snapshot, events, health of a workspace's sync. */
export function syncRoutes(app: FastifyInstance, deps: SyncDeps): void {
  const { store, model, clock, tokens, guard, limits, queue, places } = deps
  const onRequest = [guard, eachParameterOnce, deps.factor.check]
  const options = { ...limits.sync, onRequest }
  // A list of hooks for each route: the one that unpacks bodies puts itself into it.
  const writing = () => ({ onRequest, bodyLimit: largestPush, preParsing: [limits.push.preParsing ?? [], queue.enter(largestPush)].flat() })

  app.post('/api/sync/push', writing(), (request): Promise<PushResponse> => queue.during(request, async () => {
    const started = clock.monotonic()
    const identity = identityOf(request)
    const workspaceId = identity.membership.workspace.id
    const received = parsePush(request.body)
    if (typeof received === 'string') throw invalid(received)
    if (received.schemaVersion < oldestSchemaVersion) {
      throw new HttpError(426, 'code_too_old', 'This app is older than the server understands. It will update itself; nothing on your device is lost.')
    }
    const seen = received.seen === undefined ? null : tokens.read(workspaceId, received.seen)
    // A token this server did not sign is of another life of it.
    if (received.seen !== undefined && seen === null) throw epochChanged()

    const facts = { requestId: request.id, sender: senderOf(request), workspaceId, userId: identity.user.id, replicaId: received.replicaId, mutations: mutationsOf(received) }
    const pusher = { workspaceId, userId: identity.user.id, userName: identity.user.name, deviceName: identity.deviceName, source: sourceOf(request, identity) }
    const outcome = await push(deps, pusher, received, seen).catch((thrown: unknown) => {
      deps.log('warn', 'push.failed', { ...facts, error: String(thrown) })
      throw thrown instanceof PushTooLargeError ? new HttpError(413, 'too_large', 'The answer to so many changes at once would be too large. Send fewer.') : thrown
    })
    // Taken out of the workspace since the guard let them in.
    if (outcome.kind === 'not_found') throw notAMember()
    if (outcome.kind === 'epoch_changed') throw epochChanged()
    if (outcome.kind === 'anothers_replica') throw anothersReplica()
    // Before the answer, and before anything that may fail: whoever else looks at this workspace is waiting, and what is sent again is nothing new to tell.
    if (outcome.commit?.records.some(({ entity }) => entity === settings.name) === true) deps.factor.changed(workspaceId)
    if (outcome.commit !== null) deps.commits.published(outcome.commit)
    // So that a name given to the device from afar is also what its history says.
    if (identity.device !== null && identity.device.replicaId !== received.replicaId) await store.accounts.updateDevice(identity.user.id, identity.device.id, { replicaId: received.replicaId })
    const { results } = outcome, statuses = countStatuses(results), ms = clock.monotonic() - started
    deps.metrics.pushed({ sender: facts.sender, statuses, seconds: ms / 1_000, ages: agesOf(received, results).map((age) => (age + ms) / 1_000) })
    // A mutation's id is in the device's journal, here, and with the revisions of its commit.
    deps.log('info', 'push', {
      ...facts, changes: received.changes.length, statuses, from: outcome.commit?.from, revision: outcome.commit?.to, ms: Math.round(ms * 10) / 10,
    })
    return { results: outcome.results, seen: tokens.sign(workspaceId, outcome.seen), serverTime: new Date(clock.now()).toISOString() }
  }))

  app.get('/api/sync/changes', options, async (request) => {
    const { workspace: { id: workspaceId }, role } = identityOf(request).membership
    const query = request.query as Record<string, string | undefined>
    const since = query['since'] === '0' ? null : given(query['since'])
    const seen = await readSeen(deps, workspaceId, query['seen'])
    const report = readDeviceReport(query)
    if (report !== null) deps.metrics.reported(report)
    await request.auditNowAndThen('synced', { key: '', ms: 24 * 3_600_000 })
    const limit = limitOf(query['limit']), entities = listed(query['entities'])
    const read = (): Promise<PullOutcome | null> => store.read(workspaceId, (reader) => pullChanges(reader, model, tokens, workspaceId, { since, entities, limit, seen }))
    let outcome = await read()
    if (outcome?.kind === 'page' && outcome.unhashed) {
      await fillShares(store, model, workspaceId)
      outcome = await read()
    }
    if (outcome === null) throw notFound()
    if (outcome.kind === 'other_history' && seen !== null) await anotherEpoch(deps, workspaceId, seen)
    if (outcome.kind !== 'page') throw resetRequired(outcome.entities)
    return { ...outcome.page, backupDays: deps.backupDays, role }
  })

  app.post('/api/sync/give-back', writing(), (request): Promise<GiveBackResponse> => queue.during(request, async () => {
    const identity = identityOf(request)
    const workspaceId = identity.membership.workspace.id
    const received = readGiveBack(deps, workspaceId, request.body)
    const giver = { workspaceId, userId: identity.user.id, userName: identity.user.name, deviceName: identity.deviceName, source: sourceOf(request, identity) }
    const outcome = await giveBack({ ...deps, newMark: () => Buffer.from(deps.random.bytes(12)).toString('base64url') }, giver, received)
    // Taken out of the workspace since the guard let them in.
    if (outcome.kind === 'not_found') throw notAMember()
    if (outcome.kind === 'epoch_changed') throw epochChanged()
    if (outcome.kind === 'anothers_replica') throw anothersReplica()
    if (outcome.commit !== null) deps.commits.published(outcome.commit)
    const { since, given } = outcome
    deps.log(given > 0 ? 'warn' : 'info', 'give_back', { workspaceId, userId: giver.userId, replicaId: received.replicaId, fromEpoch: received.fromEpoch, since: since?.revision, offered: received.records.length, given })
    return { since, given, seen: tokens.sign(workspaceId, outcome.seen) }
  }))

  app.get('/api/sync/snapshot', { ...limits.snapshot, onRequest }, async (request, reply) => {
    const identity = identityOf(request), workspaceId = identity.membership.workspace.id
    const query = request.query as Record<string, string | undefined>
    const seen = await readSeen(deps, workspaceId, query['seen'])
    if (seen !== null && !await isInHistory(deps, workspaceId, seen)) throw resetRequired([...model.entities.keys()])
    if (given(query['after']) === null) await request.audit('snapshot_read', query['entities'] === undefined ? {} : { entities: query['entities'] })
    else await request.auditNowAndThen('snapshot_read', { key: 'continued', ms: 3_600_000 }, { continued: true })
    deps.metrics.snapshotBegun(given(query['after']) !== null ? 'continued' : seen === null ? 'first' : 'fallback')
    const lines = logged(deps, workspaceId, snapshotLines(deps, workspaceId, listed(query['entities']), given(query['after'])))
    return reply.type('application/x-ndjson').header('cache-control', 'no-store').send(Readable.from(whileHeld(createHold(deps, identity), clock, lines)))
  })

  digestRoutes(app, deps, options, async (request) => {
    const workspaceId = identityOf(request).membership.workspace.id
    const seen = await readSeen(deps, workspaceId, (request.query as Record<string, string | undefined>)['seen'])
    if (seen === null) return
    const history = await store.read(workspaceId, async (reader) => checkSeen(reader, await reader.state(), seen))
    if (history === 'other_history') await anotherEpoch(deps, workspaceId, seen)
    if (history !== 'same') throw resetRequired([...model.entities.keys()])
  })

  app.get('/api/sync/health', options, async (request) => {
    const { workspace } = identityOf(request).membership
    const found = await store.read(workspace.id, async (reader) => ({ ...await reader.state(), records: await reader.counts([...model.entities.keys()]) }))
    if (found === null) throw notFound()
    return { status: 'ok', workspace, ...found, schemaVersion: model.schemaVersion, serverTime: new Date(clock.now()).toISOString() }
  })

  const placed = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const full = places.full(sittingOf(request))
    if (full === null) return
    void reply.header('Retry-After', '30')
    throw full === 'all' ? new HttpError(503, 'unavailable', 'The server has its hands full.') : new HttpError(429, 'rate_limited', `Too many sockets of one ${full}.`)
  }
  app.get('/api/sync/events', { ...options, onRequest: [...onRequest, placed], websocket: true }, (socket, request) => {
    const identity = identityOf(request), workspaceId = identity.membership.workspace.id
    socket.once('close', places.take(sittingOf(request)))
    const query = request.query as Record<string, string | undefined>
    serveSocket(deps, socket, {
      workspaceId,
      since: given(query['since']),
      // A token this server did not sign names no epoch of this workspace.
      seen: given(query['seen']) === null ? null : tokens.read(workspaceId, query['seen']!) ?? { epoch: '', revision: 0, mark: '' },
      otherHistory: (seen) => anotherEpoch(deps, workspaceId, seen),
      ...createHold(deps, identity),
    })
  })
}

const largestPush = 4 * 1024 * 1024

const sittingOf = (request: FastifyRequest): { sessionId: string; userId: string } => {
  const { sessionId, user } = identityOf(request)
  return { sessionId, userId: user.id }
}

/** `?since=a&since=b` is a list to the parser of queries, and nothing that can be meant. */
const eachParameterOnce = async (request: FastifyRequest): Promise<void> => {
  const twice = Object.entries(request.query as Record<string, unknown>).find(([, value]) => typeof value !== 'string')
  if (twice !== undefined) throw invalid(`${twice[0]}: given more than once`)
}

/** A snapshot that breaks off has sent its 200 long ago: the log alone can say why. */
async function* logged(deps: SyncDeps, workspaceId: string, lines: AsyncGenerator<string>): AsyncGenerator<string> {
  const started = deps.clock.monotonic()
  let characters = 0
  try {
    for await (const chunk of lines) {
      characters += chunk.length
      yield chunk
    }
    deps.log('info', 'snapshot', { workspaceId, characters, ms: Math.round(deps.clock.monotonic() - started) })
  } catch (thrown) {
    deps.log('error', 'snapshot.failed', { workspaceId, error: thrown instanceof Error ? thrown.stack : String(thrown) })
    throw thrown
  }
}

/** The oldest shape of a push this server reads; a year's worth (K2). */
const oldestSchemaVersion = 1

const epochChanged = (): HttpError =>
  new HttpError(409, 'epoch_changed', 'The server has begun another history of this workspace. Take a snapshot; your changes are kept.', { results: [] })
const anothersReplica = (): HttpError => new HttpError(403, 'forbidden', 'This device belongs to somebody else in this workspace.')
const resetRequired = (entities: readonly string[]): HttpError =>
  new HttpError(410, 'reset_required', 'Your place in this workspace is gone. Take a snapshot; your changes are kept.', { entities })

const given = (parameter: string | undefined): string | null => (parameter === undefined || parameter === '' ? null : parameter)

const anotherEpoch = (deps: SyncDeps, workspaceId: string, seen: Seen): Promise<void> =>
  beginEpochIfNeeded(deps.store, workspaceId, seen, deps.newEpoch(), new Date(deps.clock.now()).toISOString())

/** R1; another history than the replica saw begins another epoch. */
async function isInHistory(deps: SyncDeps, workspaceId: string, seen: Seen): Promise<boolean> {
  const found = await deps.store.read(workspaceId, async (reader) => checkSeen(reader, await reader.state(), seen))
  if (found === 'other_history') await anotherEpoch(deps, workspaceId, seen)
  return found === 'same'
}

/** A record that cannot be read is left out: it must not keep the others from coming back. */
function readGiveBack({ tokens, log }: SyncDeps, workspaceId: string, body: unknown): ReceivedGiveBack {
  const read = giveBackEnvelope.safeParse(body)
  if (!read.success) throw invalid(z.prettifyError(read.error))
  const { replicaId, fromEpoch, seen, after, records, schemaVersion } = read.data
  const tokenOf = (token: string): Seen | null => tokens.read(workspaceId, token)
  const whole = records.flatMap((raw) => {
    const record = syncRecordSchema.safeParse(raw)
    const fault = record.success && uuid.safeParse(record.data.id).success ? jsonFault(record.data.data) : 'misshapen'
    if (fault !== null) log('warn', 'give_back.left_out', { workspaceId, replicaId, fault })
    return record.success && fault === null ? [record.data] : []
  })
  return {
    replicaId, fromEpoch, schemaVersion, records: whole, seen: seen.flatMap((token) => tokenOf(token) ?? []),
    // One this server did not sign is of another life of it.
    after: after === undefined ? null : tokenOf(after) ?? { epoch: '', revision: 0, mark: '' },
  }
}

const giveBackEnvelope = z.extend(giveBackRequestSchema, { records: z.array(z.unknown()).check(z.maxLength(wireLimits.changesPerBatch)) })

async function readSeen(deps: SyncDeps, workspaceId: string, token: string | undefined): Promise<Seen | null> {
  if (token === undefined || token === '') return null
  const seen = deps.tokens.read(workspaceId, token)
  if (seen === null) throw resetRequired([...deps.model.entities.keys()])
  return seen
}

const listed = (list: string | undefined): string[] | null => (list === undefined || list === '' ? null : list.split(','))

function limitOf(text: string | undefined): number {
  if (text === undefined || text === '') return 500
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1) throw invalid('limit: a number from 1 to 2000')
  return Math.min(limit, 2_000)
}

const senderOf = (request: FastifyRequest): string => {
  const sender = request.headers[headers.sender.toLowerCase()]
  return sender === 'page' || sender === 'service-worker' ? sender : 'other'
}

const mutationsOf = (received: ReceivedPush): string[] =>
  [...new Set(received.changes.map((item) => ('change' in item ? item.change.mutationId : item.misshapen.mutationId)))]

/** How long before the request left each mutation was made that was written now, ms: two readings of one clock, whatever it shows (T1). */
function agesOf(received: ReceivedPush, results: readonly PushResult[]): number[] {
  const written = new Set(results.filter(({ status, duplicate }) => duplicate !== true && status !== 'rejected' && status !== 'deferred').map(({ id }) => id))
  const sentAt = Date.parse(received.sentAt), ages = new Map<string, number>()
  for (const item of received.changes) {
    if ('change' in item && written.has(item.change.id) && !ages.has(item.change.mutationId)) ages.set(item.change.mutationId, sentAt - (parseHlc(item.change.at)?.ms ?? Number.NaN))
  }
  return [...ages.values()].filter(Number.isFinite)
}

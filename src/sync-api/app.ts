import { randomUUID } from 'node:crypto'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Model } from '../model/model.ts'
import { productModel } from '../model/model.ts'
import type { Registration } from '../protocol/auth.ts'
import { sleep, systemClock, type Clock } from '../shared/clock.ts'
import { silentLog, type Log } from '../shared/log.ts'
import { once } from '../shared/once.ts'
import { createIdMaker, type Random } from '../shared/random.ts'
import { auditedStore } from './audit/audited-store.ts'
import { auditRoutes } from './audit/routes.ts'
import { keepAuditTrail } from './audit/trail.ts'
import { apiTokenRoutes } from './auth/api-token-routes.ts'
import { createApiTokens } from './auth/api-tokens.ts'
import { deviceRoutes } from './auth/device-routes.ts'
import { createAttempts, defaultAttempts, type AttemptSettings } from './auth/attempts.ts'
import { createCodes } from './auth/codes.ts'
import { knowDeviceMarks } from './auth/cookies.ts'
import { factorRoutes } from './auth/factor-routes.ts'
import { createGuard, createRefusal } from './auth/guard.ts'
import { createOneTimeTokens } from './auth/one-time-tokens.ts'
import { passkeyRoutes } from './auth/passkey-routes.ts'
import { createPasskeys } from './auth/passkeys.ts'
import { passwordRoutes } from './auth/password-routes.ts'
import type { ResetPost } from './auth/reset-links.ts'
import { argon2Passwords, type Passwords } from './auth/passwords.ts'
import { authRoutes } from './auth/routes.ts'
import { createSecondFactorGate } from './auth/second-factor-gate.ts'
import { createSessionEnds } from './auth/session-ends.ts'
import { createSessions } from './auth/sessions.ts'
import { requireSignatures } from './auth/signatures.ts'
import { createSessionTokens } from './auth/session-tokens.ts'
import { keepDigests } from './digests/keep-digests.ts'
import { createAwareness } from './events/awareness.ts'
import { createCommits, type Commits } from './events/commits.ts'
import type { Relay } from './events/relay.ts'
import { createSocketPlaces, defaultSocketLimits, type SocketLimits } from './events/socket-places.ts'
import { createHints } from './hints/hints.ts'
import { hintRoutes } from './hints/routes.ts'
import { vapidOf } from './hints/vapid.ts'
import { createCounts } from './http/counts.ts'
import { answerErrors, stopping } from './http/errors.ts'
import { readJsonBodies } from './http/json-bodies.ts'
import { createLimits, defaultLimits, type LimitSettings } from './http/limits.ts'
import { openApiRoutes } from './http/openapi.ts'
import { knowPublicAddress } from './http/public-address.ts'
import { createPushQueue, defaultQueue, type QueueSettings } from './http/push-queue.ts'
import { refuseOtherOrigins } from './http/same-origin.ts'
import { securityHeaders } from './http/security-headers.ts'
import type { Tls } from './http/tls-files.ts'
import { answerClientErrors, defaultPatience, type Patience } from './http/slow-clients.ts'
import { serveApp, serveNoApp } from './http/static-app.ts'
import { liftStored } from './lift-stored.ts'
import { countCalls } from './observe/count-calls.ts'
import { healthRoutes } from './observe/health.ts'
import { createMetrics } from './observe/metrics.ts'
import { metricsRoute } from './observe/metrics-route.ts'
import { timedStore } from './observe/timed-store.ts'
import { createPurger } from './purge/purger.ts'
import { createSeenTokens } from './seen.ts'
import type { RequestCounts, SyncStore } from './store/port.ts'
import { restRoutes } from './rest/routes.ts'
import { syncRoutes } from './sync-routes.ts'
import { teamRoutes } from './team/routes.ts'
import { createDispatcher } from './webhooks/dispatcher.ts'
import { createAddresses, type Resolve } from './webhooks/public-addresses.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export interface AppOptions {
  store: SyncStore
  clock: Clock
  random: Random
  model?: Model
  log?: Log
  passwords?: Passwords
  /** Where the built app is; absent: the API alone. */
  staticDir?: string | undefined
  /** Requests a minute; null: no limits. */
  limits?: LimitSettings | null
  /** How many pushes and sockets this process takes on at once. */
  queue?: QueueSettings
  sockets?: SocketLimits
  /** The folder that the data is in, for its free room; absent: it is elsewhere. */
  dataDir?: string | undefined
  /** Lets a reader of the metrics in that does not ask from this machine. */
  metricsToken?: string | null
  /** How long a request may take to arrive. */
  patience?: Patience
  /** How often a password or a code may be tried; as `limits` where it is not given. */
  attempts?: AttemptSettings | null
  /** How a link for a new password reaches people; absent: only the operator can make one. */
  resetPost?: ResetPost | undefined
  /** Where people find this server, as its operator says; absent: as each request says, and links begin with `linkUrl`. */
  publicUrl?: string | undefined
  linkUrl?: string
  /** TLS ends in this process. */
  tls?: Tls | undefined
  /** How many proxies are in front that set X-Forwarded-*, each adding whom it was asked by; 0: none. What came before is whatever somebody says. */
  trustProxy?: number
  /** Who may make an account; absent: everybody. */
  registration?: Registration
  /** Between the processes that share the store; absent: this is the only one. */
  relay?: Relay | undefined
  /** Counts of requests that they share; absent: the store's, or this process's own. */
  requests?: RequestCounts | undefined
  /** Where webhooks may go. `loopback`: to this machine's own addresses too, and by plain http; `resolve`: by which names are found. */
  webhooks?: { loopback?: boolean; resolve?: Resolve }
  /** What push services know this server by; absent: made, and kept in the store. `vapidSubject`: whom they turn to. */
  vapid?: { publicKey: string; privateKey: string } | null
  vapidSubject?: string
  /** How long backups of the store are kept, days; 35. Devices keep what heals a restored server as long (R1, R8). */
  backupDays?: number
  /** How long entries of the audit log are kept, days; null, or absent: for good. */
  auditDays?: number | null
}

/**
 * The server as one object, not yet listening: tests and simulations call it by `inject` and `injectWS`, on their own clock.
 * Closing it leaves the store open; that is its maker's.
 */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { clock, random, log = silentLog, model = productModel, passwords = argon2Passwords } = options
  const queue = createPushQueue(options.queue ?? defaultQueue, clock), dataDir = options.dataDir ?? null
  const metrics = createMetrics({ sockets: () => app.websocketServer.clients.size, pushesInHand: () => queue.length(), pushesSentAway: () => queue.refused(), dataDir })
  const store = auditedStore(keepDigests(timedStore(options.store, metrics, clock), model))
  const newId = createIdMaker(clock, random)
  const token = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('base64url')
  const now = (): string => new Date(clock.now()).toISOString()

  const { headersMs, requestMs, idleMs } = options.patience ?? defaultPatience, proxies = options.trustProxy ?? 0
  const app = Fastify({
    ...(options.tls === undefined ? {} : { serverFactory: options.tls.serverFactory }),
    logger: false, bodyLimit: 1024 * 1024, trustProxy: proxies === 0 ? false : (_address, hop) => hop < proxies, forceCloseConnections: 'idle',
    requestTimeout: requestMs, connectionTimeout: idleMs, return503OnClosing: false, clientErrorHandler: answerClientErrors, genReqId: () => randomUUID(),
    http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.min(5_000, headersMs / 2) },
    // Where not even the address can be read, no route and no hook is asked.
    frameworkErrors: (_error, _request, reply) => { void (reply as FastifyReply).code(400).send({ error: 'invalid', message: 'This is no valid address.' }) },
  })
  app.decorateRequest('identity', null)
  knowPublicAddress(app, options.publicUrl === undefined ? null : new URL(options.publicUrl))
  answerErrors(app, log)
  refuseOtherOrigins(app)
  readJsonBodies(app)
  requireSignatures(app)
  keepAuditTrail(app, { store, clock, log })
  await securityHeaders(app)
  await app.register(cookie)
  await app.register(compress, {
    customTypes: /^(?:text\/.*|application\/(?:json|javascript|wasm|manifest\+json|x-ndjson)|image\/svg\+xml)(?:;|$)/,
    encodings: ['br', 'gzip'],
    // Answers are as small by the quickest way as by one that takes seven times as long; the app's own files were packed when it was built.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }, zlibOptions: { level: 1 },
    requestEncodings: ['gzip'],
  })
  const isStopping = knowWhenStopping(app)
  await app.register(websocket, { options: { maxPayload: 64 * 1024 }, preClose: () => drainSockets(app) })
  // Behind what ends the connection of a handshake that is refused: nobody else would, and closing would wait for it for ever.
  app.addHook('onRequest', async () => { if (isStopping()) throw stopping() })

  const sessionTokens = createSessionTokens(await store.accounts.secret('sessions', () => token(32)), clock)
  knowDeviceMarks(app, await store.accounts.secret('devices', () => token(32)))
  const seenTokens = createSeenTokens(await store.accounts.secret('seen', () => token(32)))
  const sessions = createSessions({ accounts: store.accounts, team: store.team, tokens: sessionTokens, clock, newId, newEpoch: () => token(9) })
  const refusal = createRefusal(sessions, store.accounts)
  const guard = createGuard(sessions, createApiTokens(store.apiTokens, store.accounts, clock), refusal)
  const factor = createSecondFactorGate(store, clock), requests = options.requests ?? store.requests
  const limits = await createLimits(app, options.limits === undefined ? defaultLimits : options.limits, clock, requests)

  await liftStored(store, model, log)
  healthRoutes(app, { store, clock, log, dataDir })
  metricsRoute(app, metrics, { token: options.metricsToken ?? null, trustProxy: proxies > 0 })
  countCalls(app, metrics)
  openApiRoutes(app, model)
  const { relay } = options
  const ends = createSessionEnds(relay)
  const attempts = createAttempts(options.attempts === undefined ? options.limits === null ? null : defaultAttempts : options.attempts, requests ?? createCounts(clock))
  const codes = createCodes({ accounts: store.accounts, attempts, clock, random })
  const oneTime = createOneTimeTokens(store.accounts, clock, random), passkeys = createPasskeys(store.accounts, oneTime, now)
  const account = { accounts: store.accounts, sessions, ends, passwords, tokens: oneTime, attempts, codes, guard, limits, log, now }
  authRoutes(app, { accounts: store.accounts, team: store.team, sessions, ends, passwords, guard, refusal, limits, attempts, codes, passkeys, registration: options.registration ?? 'open', log, newId, newEpoch: () => token(9), now })
  deviceRoutes(app, account)
  factorRoutes(app, account)
  passkeyRoutes(app, { ...account, passkeys })
  passwordRoutes(app, { ...account, apiTokens: store.apiTokens, post: options.resetPost, publicUrl: options.publicUrl ?? options.linkUrl ?? 'http://localhost:4600' })
  teamRoutes(app, { ...account, team: store.team, factor, random, newId, newEpoch: () => token(9), workspacesOf: (userId) => store.accounts.memberships(userId) })
  apiTokenRoutes(app, { tokens: store.apiTokens, model, random, log, guard, factor, attempts, limits, newId, now })
  const heard = createCommits({ relay, clock, standing: async (workspaceId) => (await store.read(workspaceId, (reader) => reader.state()))?.revision ?? null })
  const addresses = createAddresses(options.webhooks ?? {})
  const dispatcher = createDispatcher({ store, model, clock, random, log, addresses, holder: once(newId), shared: relay !== undefined })
  const vapid = await vapidOf(store.accounts, options.vapid ?? null, options.vapidSubject ?? 'mailto:satchel@localhost'), hints = createHints({ store, model, clock, random, log, addresses, vapid })
  const commits: Commits = { ...heard, published: (commit) => { heard.published(commit); dispatcher.wake(commit.workspaceId); hints.committed(commit) } }
  webhookRoutes(app, { store, model, random, log, dispatcher, addresses, loopback: options.webhooks?.loopback ?? false, guard, factor, attempts, limits, newId, now })
  hintRoutes(app, { store, model, hints, vapid, addresses, loopback: options.webhooks?.loopback ?? false, factor, guard, attempts, limits, newId, now, log })
  const purger = createPurger({ store, clock, random, log, commits, auditDays: options.auditDays })
  app.addHook('onReady', async () => {
    purger.start()
    await dispatcher.start()
  })
  app.addHook('onClose', async () => {
    commits.stop()
    await purger.stop()
    await dispatcher.stop()
    hints.stop()
  })
  auditRoutes(app, { store, clock, attempts, guard, sessions, ends, factor, limits })
  syncRoutes(app, {
    store, model, clock, random, log, metrics, sessions, ends, factor, guard, limits, tokens: seenTokens, newEpoch: () => token(9), backupDays: options.backupDays ?? 35,
    commits, awareness: createAwareness(clock, newId, relay), queue, places: createSocketPlaces(options.sockets ?? defaultSocketLimits),
  })
  restRoutes(app, { store, model, clock, random, log, metrics, commits, guard, factor, limits, newId })
  if (options.staticDir === undefined) serveNoApp(app)
  else await serveApp(app, options.staticDir)
  return app
}

/** 1012: the service restarts. Devices come again at once, to whichever process is there; one that does not answer is cut off. */
async function drainSockets(app: FastifyInstance): Promise<void> {
  const sockets = [...app.websocketServer.clients]
  await Promise.race([
    Promise.all(sockets.map((socket) => new Promise<void>((resolve) => {
      socket.once('close', () => { resolve() })
      socket.close(1012, 'restarting')
    }))),
    sleep(systemClock, 2_000),
  ])
  for (const socket of app.websocketServer.clients) socket.terminate()
  // Whoever is shaking hands just now keeps nobody from stopping.
  await Promise.race([new Promise<void>((resolve) => { app.websocketServer.close(() => { resolve() }) }), sleep(systemClock, 2_000)])
}

/** From when on nobody is let in any more; what is under way is finished. */
function knowWhenStopping(app: FastifyInstance): () => boolean {
  let closing = false
  app.addHook('preClose', (done) => { closing = true; done() })
  return () => closing
}

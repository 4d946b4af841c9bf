import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Clock } from '../../shared/clock.ts'
import { foldEmail } from '../../shared/fold.ts'
import type { RequestCounts } from '../store/port.ts'
import { countedAddress } from './counted-address.ts'
import { createBuckets, type Buckets, type Draw, type Rate } from './buckets.ts'
import { HttpError } from './http-error.ts'

/** `null`: no limits, for simulations that own the clock. */
export interface LimitSettings {
  /** Of a device. Enough for a first push of 12,767 contacts in one go. */
  push: Rate
  /** Pull and what else of the API is asked, by a device. */
  sync: Rate
  snapshot: Rate
  /** An account may ask as often as so many devices, an address as so many accounts: behind one there may be a whole company. */
  devicesOfAccount: number
  accountsOfAddress: number
  /** Requests a minute. */
  account: number
  register: number
  loginPerAddress: number
}

export const defaultLimits: LimitSettings = {
  push: { perMinute: 120, burst: 300 }, sync: { perMinute: 120, burst: 300 }, snapshot: { perMinute: 10, burst: 10 },
  devicesOfAccount: 5, accountsOfAddress: 20,
  account: 600, register: 120, loginPerAddress: 10,
}

/** All of them so many times as wide; 0: none, for whoever counts in front of the server. */
export function widerLimits(factor: number): LimitSettings | null {
  if (factor === 0) return null
  const wider = ({ perMinute, burst }: Rate): Rate => ({ perMinute: perMinute * factor, burst: Math.ceil(burst * factor) })
  const { push, sync, snapshot, account, register, loginPerAddress } = defaultLimits
  const atLeastOne = (count: number): number => Math.max(1, Math.round(count * factor))
  return {
    ...defaultLimits, push: wider(push), sync: wider(sync), snapshot: wider(snapshot),
    account: atLeastOne(account), register: atLeastOne(register), loginPerAddress: atLeastOne(loginPerAddress),
  }
}

/** Route options that count a request against its limit. */
export interface Limits {
  push: RouteShorthandOptions
  sync: RouteShorthandOptions
  snapshot: RouteShorthandOptions
  account: RouteShorthandOptions
  register: RouteShorthandOptions
  login: RouteShorthandOptions
  /** Of who is not signed in, by address alone. */
  open: RouteShorthandOptions
}

/** @param counts shared with the other processes; absent: this one counts for itself */
export async function createLimits(app: FastifyInstance, settings: LimitSettings | null, clock: Pick<Clock, 'monotonic'>, counts?: RequestCounts): Promise<Limits> {
  if (settings === null) return { push: {}, sync: {}, snapshot: {}, account: {}, register: {}, login: {}, open: {} }
  const buckets = createBuckets(clock, counts)
  limitUnknown(app, settings, buckets)
  return { ...bucketLimits(settings, buckets), ...await windowLimits(app, settings, counts) }
}

/** By device, account and address, after the guard and before the body is read. */
function bucketLimits(settings: LimitSettings, buckets: Buckets): Pick<Limits, 'push' | 'sync' | 'snapshot'> {
  const limit = (kind: 'push' | 'sync' | 'snapshot'): RouteShorthandOptions => ({
    preParsing: async (request, reply) => {
      const { identity } = request
      if (identity === null) return
      const rate = settings[kind]
      const ofAccount = times(rate, settings.devicesOfAccount)
      await draw(buckets, reply, [
        { key: `${kind} device ${identity.sessionId}`, rate }, { key: `${kind} account ${identity.user.id}`, rate: ofAccount },
        { key: `${kind} address ${countedAddress(request)}`, rate: times(ofAccount, settings.accountsOfAddress) },
      ])
    },
  })
  return { push: limit('push'), sync: limit('sync'), snapshot: limit('snapshot') }
}

/** Whoever is nobody's has only an address: those the guard turned away are counted, and too many are turned away before it. */
function limitUnknown(app: FastifyInstance, settings: LimitSettings, buckets: Buckets): void {
  const rate = times(settings.sync, settings.devicesOfAccount)
  const keyOf = (request: FastifyRequest): string => `unknown address ${countedAddress(request)}`
  const isSync = (request: FastifyRequest): boolean => request.url.startsWith('/api/') && !request.url.startsWith('/api/auth/') && !request.url.startsWith('/api/health/')
  app.addHook('onRequest', async (request, reply) => {
    const wait = isSync(request) ? buckets.waitOf(keyOf(request)) : 0
    if (wait > 0) refuse(reply, wait)
  })
  app.addHook('onResponse', async (request, reply) => {
    // Where the counts cannot be reached, the next request will say so.
    if (reply.statusCode === 401 && isSync(request)) await buckets.take([{ key: keyOf(request), rate }]).catch(() => undefined)
  })
}

const times = ({ perMinute, burst }: Rate, factor: number): Rate => ({ perMinute: perMinute * factor, burst: burst * factor })

async function draw(buckets: Buckets, reply: FastifyReply, draws: readonly Draw[]): Promise<void> {
  const wait = await buckets.take(draws).catch(() => 0)
  if (wait > 0) refuse(reply, wait)
}

function refuse(reply: FastifyReply, waitMs: number): never {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  void reply.header('Retry-After', String(seconds))
  throw tooMany(seconds)
}

const tooMany = (seconds: number): HttpError => new HttpError(429, 'rate_limited', `Too many requests. Try again in ${seconds} s.`)

/** Of accounts and sessions: so many a minute. */
async function windowLimits(app: FastifyInstance, settings: LimitSettings, counts: RequestCounts | undefined): Promise<Pick<Limits, 'account' | 'register' | 'login' | 'open'>> {
  await app.register(rateLimit, {
    global: false,
    // Where the counts cannot be reached, the request itself will say so.
    ...(counts === undefined ? {} : { store: sharedStore(counts), skipOnError: true }),
    errorResponseBuilder: (_request, { ttl }) => tooMany(Math.max(1, Math.ceil(ttl / 1000))),
  })
  const limit = (max: number, keyGenerator: (request: FastifyRequest) => string): RouteShorthandOptions =>
    // After the guard and the body: a session is counted by itself, and a login by the address it tries.
    ({ config: { rateLimit: { max, timeWindow: 60_000, hook: 'preHandler', keyGenerator } } })

  return {
    account: limit(settings.account, (request) => request.identity?.sessionId ?? countedAddress(request)),
    register: limit(settings.register, (request) => countedAddress(request)),
    open: limit(settings.register, (request) => countedAddress(request)),
    login: limit(settings.loginPerAddress, (request) => `${countedAddress(request)} ${emailOf(request.body)}`),
  }
}

function emailOf(body: unknown): string {
  const email = (body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? foldEmail(email) : ''
}

/** The library's store over the shared counts; each route counts for itself. */
function sharedStore(counts: RequestCounts): FastifyRateLimitStoreCtor {
  const storeOf = (route: string, windowMs: number): FastifyRateLimitStore => ({
    incr(key, callback) {
      counts.count(`${route} ${key}`, windowMs).then((result) => { callback(null, result) }, (thrown: unknown) => { callback(thrown as Error) })
    },
    child: (given) => {
      // What the library hands over is the route's limit with the route in it, other than its types say.
      const { routeInfo, timeWindow } = given as unknown as { routeInfo: { method: string; url: string }; timeWindow: number }
      return storeOf(`${routeInfo.method} ${routeInfo.url}`, timeWindow)
    },
  })
  return class implements FastifyRateLimitStore {
    readonly incr = storeOf('', 60_000).incr
    readonly child = storeOf('', 60_000).child
  }
}

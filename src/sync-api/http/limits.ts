import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { RequestCounts } from '../store/port.ts'
import { HttpError } from './http-error.ts'

/** Requests a minute. `null`: no limits, for simulations that own the clock. */
export interface LimitSettings { sync: number; account: number; register: number; loginPerAddress: number }

/** Wide enough for a first push of 12,767 contacts with its pulls in one go, several times over. */
export const defaultLimits: LimitSettings = { sync: 6_000, account: 600, register: 120, loginPerAddress: 15 }

/** Route options that count a request against its limit. */
export interface Limits {
  sync: RouteShorthandOptions
  account: RouteShorthandOptions
  register: RouteShorthandOptions
  login: RouteShorthandOptions
  /** Of who is not signed in, by address alone. */
  open: RouteShorthandOptions
}

/** @param counts shared with the other processes; absent: this one counts for itself */
export async function createLimits(app: FastifyInstance, settings: LimitSettings | null, counts?: RequestCounts): Promise<Limits> {
  if (settings === null) return { sync: {}, account: {}, register: {}, login: {}, open: {} }
  await app.register(rateLimit, {
    global: false,
    // Where the counts cannot be reached, the request itself will say so.
    ...(counts === undefined ? {} : { store: sharedStore(counts), skipOnError: true }),
    errorResponseBuilder: (_request, { ttl }) =>
      new HttpError(429, 'rate_limited', `Too many requests. Try again in ${Math.max(1, Math.ceil(ttl / 1000))} s.`),
  })
  const limit = (max: number, keyGenerator: (request: FastifyRequest) => string): RouteShorthandOptions =>
    // After the guard and the body: a session is counted by itself, and a login by the address it tries.
    ({ config: { rateLimit: { max, timeWindow: 60_000, hook: 'preHandler', keyGenerator } } })

  return {
    sync: limit(settings.sync, (request) => request.identity?.sessionId ?? request.ip),
    account: limit(settings.account, (request) => request.identity?.sessionId ?? request.ip),
    register: limit(settings.register, (request) => request.ip),
    open: limit(settings.register, (request) => request.ip),
    login: limit(settings.loginPerAddress, (request) => `${request.ip} ${emailOf(request.body)}`),
  }
}

function emailOf(body: unknown): string {
  const email = (body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? email.trim().toLowerCase() : ''
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

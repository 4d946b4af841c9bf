import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify'
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
}

export async function createLimits(app: FastifyInstance, settings: LimitSettings | null): Promise<Limits> {
  if (settings === null) return { sync: {}, account: {}, register: {}, login: {} }
  await app.register(rateLimit, {
    global: false,
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
    login: limit(settings.loginPerAddress, (request) => `${request.ip} ${emailOf(request.body)}`),
  }
}

function emailOf(body: unknown): string {
  const email = (body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? email.trim().toLowerCase() : ''
}

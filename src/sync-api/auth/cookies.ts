import { createHmac, timingSafeEqual } from 'node:crypto'
import type {} from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSecure } from '../http/public-address.ts'
import { lifetimes } from './session-tokens.ts'

declare module 'fastify' {
  interface FastifyInstance { /** What shows that we gave a device's cookie. */ markOfDevice(id: string): string }
}

/** @param secret of this server */
export function knowDeviceMarks(app: FastifyInstance, secret: string): void {
  app.decorate('markOfDevice', (id: string) => createHmac('sha256', secret).update(id).digest('base64url').slice(0, 22))
}

/** The two session cookies: never readable by scripts, never sent along from other sites' forms. */
export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, tokens: { access: string; refresh: string }): void {
  const secure = isSecure(request)
  const common = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  void reply.setCookie(cookieName('access', secure), tokens.access, { ...common, maxAge: lifetimes.accessMs / 1000 })
  void reply.setCookie(cookieName('refresh', secure), tokens.refresh, { ...common, maxAge: lifetimes.refreshMs / 1000 })
}

export function clearSessionCookies(request: FastifyRequest, reply: FastifyReply): void {
  const secure = isSecure(request)
  for (const kind of ['access', 'refresh'] as const) void reply.clearCookie(cookieName(kind, secure), { path: '/', httpOnly: true, sameSite: 'lax', secure })
}

export const sessionCookie = (request: FastifyRequest, kind: 'access' | 'refresh'): string | undefined =>
  request.cookies[cookieName(kind, isSecure(request))]

/** The prefix binds a cookie to this host and to TLS; browsers grant it to http://localhost too. */
const cookieName = (kind: 'access' | 'refresh' | 'device', secure: boolean): string => `${secure ? '__Host-' : ''}satchel-${kind}`

/**
 * Which device a browser is, also after its session has ended: so that it can be told to delete what it has. It opens nothing, and is of the
 * browser rather than of a person.
 */
export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, deviceId: string): void {
  const secure = isSecure(request)
  void reply.setCookie(cookieName('device', secure), `${deviceId}.${request.server.markOfDevice(deviceId)}`, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: longestCookie })
}

export const clearDeviceCookie = (request: FastifyRequest, reply: FastifyReply): void => {
  const secure = isSecure(request)
  void reply.clearCookie(cookieName('device', secure), { path: '/', httpOnly: true, sameSite: 'lax', secure })
}

/**
 * Which device a browser says it is; null: none. `proven`: by a cookie that we gave. The id alone others may know, as an admin does who reads the audit log:
 * whoever came with that could make a device of their own of somebody else's browser, and have it wiped. Cookies of older versions are no more than the id.
 */
export function deviceCookie(request: FastifyRequest): { id: string; proven: boolean } | null {
  const [, id, mark = ''] = /^([0-9a-f-]{36})(?:\.([\w-]{22}))?$/.exec(request.cookies[cookieName('device', isSecure(request))] ?? '') ?? []
  return id === undefined ? null : { id, proven: mark !== '' && timingSafeEqual(Buffer.from(mark), Buffer.from(request.server.markOfDevice(id))) }
}

/** The same of whom it is shown. */
export function provenDevice(request: FastifyRequest): string | null {
  const device = deviceCookie(request)
  return device?.proven === true ? device.id : null
}

/** Browsers keep none for longer than 400 days, s. */
const longestCookie = 400 * 24 * 3_600

import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { lifetimes } from './session-tokens.ts'

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
const cookieName = (kind: 'access' | 'refresh', secure: boolean): string => `${secure ? '__Host-' : ''}satchel-${kind}`

const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https' || request.hostname === 'localhost'

import type { FastifyRequest } from 'fastify'
import { headers } from '../../protocol/headers.ts'
import { signedOut, wrongAccount } from '../http/http-error.ts'
import { sessionCookie } from './cookies.ts'
import type { Identity, Sessions } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest { identity: Identity | null }
}

/** An onRequest hook, so that nobody unknown has a body read: finds out who asks, by bearer token or cookie, and that they mean the workspace and account they are signed in to. */
export function createGuard(sessions: Sessions): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const token = accessToken(request)
    const identity = token === undefined ? null : await sessions.identify(token)
    if (identity === null) throw signedOut()
    const workspace = named(request, headers.workspace, 'workspace'), user = named(request, headers.user, 'user')
    if ((workspace !== null && workspace !== identity.membership.workspace.id) || (user !== null && user !== identity.user.id)) throw wrongAccount()
    request.identity = identity
  }
}

/** Who the guard let in. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw signedOut()
  return request.identity
}

/** The token a request carries, as a program's bearer or a browser's cookie. */
export function accessToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : sessionCookie(request, 'access')
}

/** A socket cannot set headers, so it says the same in its query. */
function named(request: FastifyRequest, header: string, parameter: string): string | null {
  const value = request.headers[header.toLowerCase()] ?? (request.query as Record<string, unknown> | undefined)?.[parameter]
  return typeof value === 'string' && value !== '' ? value : null
}

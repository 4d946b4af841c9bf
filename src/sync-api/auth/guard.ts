import type { FastifyRequest } from 'fastify'
import { headers } from '../../protocol/headers.ts'
import { HttpError, noSession, notAMember, signedOut, wrongAccount } from '../http/http-error.ts'
import { subjectsOf } from '../audit/trail.ts'
import type { AccountStore, SessionRow } from '../store/account-port.ts'
import { isApiToken, isInScope, type ApiTokens } from './api-tokens.ts'
import { deviceCookie, sessionCookie } from './cookies.ts'
import type { Identity, Person, Sessions } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest { identity: Person | null }
  interface FastifyContextConfig {
    /** An API token is let in where a route says so, and nowhere else. */
    apiTokens?: 'by_entity'
    /** The route is about the person alone: who is in no workspace is let in too. */
    ofPerson?: boolean
  }
}

/** An onRequest hook, so that nobody unknown has a body read: finds out who asks, by bearer token or cookie, and that they mean the account they are signed in to and a workspace that it is in. */
export function createGuard(sessions: Sessions, apiTokens: ApiTokens, refusal: Refusal): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const token = accessToken(request)
    const workspace = named(request, headers.workspace, 'workspace'), user = named(request, headers.user, 'user')
    const identity = token === undefined ? null : await (isApiToken(token) ? apiTokens.identify(token) : sessions.identify(token, workspace))
    if (identity === null) throw await refusal(request)
    if (identity === 'not_a_member') throw user === null || user === await userOf(sessions, token) ? notAMember() : wrongAccount()
    // Where none is named it is the session's own (decision 0034), and no other that its person is in as well: what was meant for the one that they left must not be read, or written, there.
    const isIn = workspace === null ? identity.membership?.workspace.id === identity.session.workspaceId : identity.membership !== null
    if (!isIn && request.routeOptions.config.ofPerson !== true) throw notAMember()
    if ((workspace !== null && workspace !== identity.membership?.workspace.id) || (user !== null && user !== identity.user.id)) throw wrongAccount()
    if (identity.scopes !== undefined && !isAllowed(request, identity.scopes)) throw new HttpError(403, 'forbidden', 'This API token is not for that.')
    request.identity = identity
  }
}

const userOf = async (sessions: Sessions, token: string | undefined): Promise<string | null> => (await sessions.find({ access: token, refresh: undefined }))?.userId ?? null

function isAllowed(request: FastifyRequest, scopes: readonly string[]): boolean {
  if (request.routeOptions.config.apiTokens !== 'by_entity') return false
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return isInScope(scopes, (request.params as { entity: string }).entity, reads ? 'read' : 'write')
}

/** Why somebody is not let in, as far as it is theirs to know: their device knows then what to do. */
export type Refusal = (request: FastifyRequest) => Promise<HttpError>

export function createRefusal(sessions: Sessions, accounts: Pick<AccountStore, 'wipesOf' | 'userById' | 'memberships'>): Refusal {
  /** For the audit log: somebody goes on trying with what was taken from them. */
  const note = async (request: FastifyRequest, { userId, deviceId, deviceName }: SessionRow): Promise<void> => {
    const user = await accounts.userById(userId)
    if (user !== null) request.refusing = { kind: 'refused', of: subjectsOf(request, user, await accounts.memberships(userId), { id: deviceId, name: deviceName, by: 'browser' }) }
  }
  return async (request) => {
    const session = await sessions.find({ access: accessToken(request), refresh: refreshToken(request) })
    for (const deviceId of [deviceCookie(request)?.id, session?.deviceId]) {
      const userIds = deviceId ? await accounts.wipesOf(deviceId) : []
      if (userIds.length > 0) return wiped(userIds)
    }
    if (session !== null && session.endedWhy !== null) await note(request, session)
    if (session?.endedWhy === 'revoked') return new HttpError(401, 'revoked', 'This device was signed out from another one.')
    if (session?.endedWhy === 'password_changed') return new HttpError(401, 'revoked', 'The password of this account was changed.')
    const nothingCame = accessToken(request) === undefined && refreshToken(request) === undefined && deviceCookie(request) === null
    return nothingCame ? noSession() : signedOut()
  }
}

export const wiped = (userIds: readonly string[]): HttpError =>
  new HttpError(401, 'wiped', 'The person whose data this is had this device wiped.', { details: { userIds } })

/** Who the guard let in, in the workspace that the request is about. */
export function identityOf(request: FastifyRequest): Identity {
  const person = personOf(request), { membership } = person
  if (membership === null) throw notAMember()
  return { ...person, membership }
}

/** Who the guard let in, whether or not they are in a workspace: for what is about the person alone. */
export function personOf(request: FastifyRequest): Person {
  if (request.identity === null) throw signedOut()
  return request.identity
}

/** The token a request carries, as a program's bearer or a browser's cookie. */
export function accessToken(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  return header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : sessionCookie(request, 'access')
}

export const bodyToken = (request: FastifyRequest): string | undefined => {
  const token = (request.body as { refreshToken?: unknown } | null | undefined)?.refreshToken
  return typeof token === 'string' ? token : undefined
}
export const refreshToken = (request: FastifyRequest): string | undefined => bodyToken(request) ?? sessionCookie(request, 'refresh')

/** Which workspace a request names; null: none. */
export const namedWorkspace = (request: FastifyRequest): string | null => named(request, headers.workspace, 'workspace')

/** A socket cannot set headers, so it says the same in its query. */
function named(request: FastifyRequest, header: string, parameter: string): string | null {
  const value = request.headers[header.toLowerCase()] ?? (request.query as Record<string, unknown> | undefined)?.[parameter]
  return typeof value === 'string' && value !== '' ? value : null
}

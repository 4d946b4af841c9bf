import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { loginRequestSchema, registerRequestSchema } from '../../protocol/auth.ts'
import { foldEmail } from '../../shared/fold.ts'
import type { Log } from '../../shared/log.ts'
import { HttpError, signedOut } from '../http/http-error.ts'
import type { Limits } from '../http/limits.ts'
import type { AccountStore, User } from '../store/port.ts'
import { clearSessionCookies, sessionCookie, setSessionCookies } from './cookies.ts'
import { deviceName } from './device-name.ts'
import { accessToken, identityOf } from './guard.ts'
import { parsed } from './parsed.ts'
import type { Passwords } from './passwords.ts'
import { sessionBody, type IssuedSession, type Sessions } from './sessions.ts'

export interface AuthDeps {
  accounts: AccountStore
  sessions: Sessions
  passwords: Passwords
  guard: (request: FastifyRequest) => Promise<void>
  limits: Limits
  log: Log
  newId: () => string
  newEpoch: () => string
  now: () => string
}

/** `/api/auth/*`: accounts and sessions. */
export function authRoutes(app: FastifyInstance, deps: AuthDeps): void {
  const { accounts, sessions, passwords, guard, limits } = deps

  app.post('/api/auth/register', limits.register, async (request, reply) => {
    const body = parsed(registerRequestSchema, request.body)
    const user: User = { id: deps.newId(), email: foldEmail(body.email), name: body.name, passwordHash: await passwords.hash(body.password) }
    const workspace = { id: deps.newId(), name: body.workspace ?? `${body.name}'s workspace` }
    if (!await accounts.register(user, { ...workspace, epoch: deps.newEpoch() }, deps.now())) {
      throw new HttpError(409, 'email_taken', 'There is an account with this e-mail already. Sign in instead.')
    }
    deps.log('info', 'auth.registered', { userId: user.id, workspaceId: workspace.id })
    const issued = await sessions.begin(user, { workspace, role: 'owner' }, deviceName(request.headers['user-agent']))
    return reply.code(201).send(answer(request, reply, issued, body.transport))
  })

  app.post('/api/auth/login', limits.login, async (request, reply) => {
    const body = parsed(loginRequestSchema, request.body)
    const user = await accounts.userByEmail(foldEmail(body.email))
    // An unknown address takes as long as a wrong password, so that nobody can ask who has an account.
    const right = await passwords.verify(user?.passwordHash ?? await decoyHash(passwords), body.password)
    const membership = user === null || !right ? undefined : (await accounts.memberships(user.id))[0]
    if (user === null || membership === undefined) {
      deps.log('warn', 'auth.refused', { ip: request.ip, known: user !== null })
      throw new HttpError(401, 'wrong_credentials', 'E-mail or password is not right.')
    }
    deps.log('info', 'auth.signed_in', { userId: user.id, workspaceId: membership.workspace.id })
    const issued = await sessions.begin(user, membership, body.deviceName ?? deviceName(request.headers['user-agent']))
    return answer(request, reply, issued, body.transport)
  })

  app.post('/api/auth/refresh', limits.account, async (request, reply) => {
    const token = refreshToken(request)
    const issued = token === undefined ? null : await sessions.refresh(token)
    if (issued === null) throw signedOut()
    return answer(request, reply, issued, bodyToken(request) === undefined ? 'cookie' : 'bearer')
  })

  app.post('/api/auth/logout', limits.account, async (request, reply) => {
    // Also with an access token that is over: whoever signs out must not stay signed in by the other one.
    await sessions.end({ access: accessToken(request), refresh: refreshToken(request) })
    clearSessionCookies(request, reply)
    return reply.code(204).send()
  })

  app.get('/api/auth/session', { ...limits.account, onRequest: guard }, (request) => {
    const { user, membership, expiresAt } = identityOf(request)
    return sessionBody(user, membership, expiresAt)
  })
}

/** A bearer gets its tokens in the body, a browser in cookies its scripts cannot read. */
function answer(request: FastifyRequest, reply: FastifyReply, issued: IssuedSession, transport: 'cookie' | 'bearer' | undefined): IssuedSession['body'] {
  if (transport === 'bearer') return { ...issued.body, accessToken: issued.tokens.access, refreshToken: issued.tokens.refresh }
  setSessionCookies(request, reply, issued.tokens)
  return issued.body
}

const bodyToken = (request: FastifyRequest): string | undefined => {
  const token = (request.body as { refreshToken?: unknown } | null | undefined)?.refreshToken
  return typeof token === 'string' ? token : undefined
}
const refreshToken = (request: FastifyRequest): string | undefined => bodyToken(request) ?? sessionCookie(request, 'refresh')

const decoys = new WeakMap<Passwords, Promise<string>>()
function decoyHash(passwords: Passwords): Promise<string> {
  const made = decoys.get(passwords) ?? passwords.hash('a password nobody has')
  decoys.set(passwords, made)
  return made
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { loginRequestSchema, passkeyRequestSchema, registerRequestSchema, type Registration } from '../../protocol/auth.ts'
import { foldEmail } from '../../shared/fold.ts'
import type { Log } from '../../shared/log.ts'
import { HttpError } from '../http/http-error.ts'
import type { Limits } from '../http/limits.ts'
import { auditAct } from '../audit/entry.ts'
import { subjectOf, subjectsOf } from '../audit/trail.ts'
import type { AccountStore, Membership, SessionRow, User } from '../store/account-port.ts'
import type { TeamStore } from '../store/team-port.ts'
import { acceptanceOf, invitationOver } from '../team/invitations.ts'
import { serveAccountCall } from './account-calls.ts'
import { wrongCode } from './factor-routes.ts'
import type { Codes } from './codes.ts'
import type { Attempts } from './attempts.ts'
import { clearSessionCookies, deviceCookie, provenDevice, sessionCookie, setDeviceCookie, setSessionCookies } from './cookies.ts'
import { deviceName } from './device-name.ts'
import { accessToken, bodyToken, identityOf, namedWorkspace, refreshToken, wiped, type Refusal } from './guard.ts'
import { parsed } from './parsed.ts'
import type { Passkeys } from './passkeys.ts'
import type { Passwords } from './passwords.ts'
import type { SessionEnds } from './session-ends.ts'
import { checkedKey } from './signatures.ts'
import { ownWorkspaceName, sessionBody, type IssuedSession, type Sessions } from './sessions.ts'
import { refuseWeakPassword } from './weak-passwords.ts'

export interface AuthDeps {
  accounts: AccountStore
  team: TeamStore
  sessions: Sessions
  ends: SessionEnds
  passwords: Passwords
  guard: (request: FastifyRequest) => Promise<void>
  refusal: Refusal
  limits: Limits
  attempts: Attempts
  codes: Codes
  passkeys: Passkeys
  registration: Registration
  log: Log
  newId: () => string
  newEpoch: () => string
  now: () => string
}

/** `/api/auth/*`: accounts and sessions. */
export function authRoutes(app: FastifyInstance, deps: AuthDeps): void {
  const { accounts, sessions, passwords, guard, limits, attempts } = deps

  /** What the browser was signed in by before is worth nothing from now on, also to whoever has kept it. */
  const begin = async (request: FastifyRequest, ...of: Parameters<Sessions['begin']>): Promise<IssuedSession> => {
    const issued = await sessions.begin(...of)
    if (issued === null) {
      await refuseToBeWiped(request)
      throw wrongCredentials()
    }
    if (of[2].kind === 'browser') deps.ends.ended(await sessions.end({ access: sessionCookie(request, 'access'), refresh: sessionCookie(request, 'refresh') }))
    return issued
  }

  /** A browser that was told to delete what it has does that before anybody signs in there. */
  const refuseToBeWiped = async (request: FastifyRequest): Promise<void> => {
    const device = deviceCookie(request), userIds = device === null ? [] : await accounts.wipesOf(device.id)
    if (userIds.length > 0) throw wiped(userIds)
  }
  const deviceOf = (request: FastifyRequest, { transport, deviceName: given }: { transport?: 'cookie' | 'bearer' | undefined; deviceName?: string | undefined }) =>
    // A browser is the same device when somebody signs in again; a program is another one each time.
    ({ id: (transport === 'bearer' ? null : provenDevice(request)) ?? deps.newId(), name: given?.trim() || deviceName(request.headers['user-agent']), kind: transport === 'bearer' ? 'script' as const : 'browser' as const })

  /** Whether the account was signed in to in this browser before: whoever tries passwords from everywhere does not keep its person out there. */
  const isAtHome = async (request: FastifyRequest, user: User | null): Promise<boolean> => {
    const device = provenDevice(request)
    return device !== null && user !== null && (await accounts.devicesOf(user.id)).some(({ id }) => id === device)
  }

  /** Told after the answer (audit/trail.ts). */
  const refused = async (request: FastifyRequest, user: User): Promise<void> => {
    request.refusing = { kind: 'sign_in_failed', of: subjectsOf(request, user, await accounts.memberships(user.id)) }
  }
  const toldOf = async (request: FastifyRequest, kind: 'signed_out', session: SessionRow): Promise<void> => {
    const user = await accounts.userById(session.userId)
    if (user !== null) await request.audit(kind, {}, subjectsOf(request, user, await accounts.memberships(user.id), { id: session.deviceId, name: session.deviceName, by: 'browser' }))
  }
  /** With a workspace of its own, or in the one that it was invited to. */
  const makeAccount = async (request: FastifyRequest, user: User, { invitation: secret, workspace: name }: { invitation?: string | undefined; workspace?: string | undefined }, device: { id: string; name: string; kind: 'script' | 'browser' }): Promise<Membership> => {
    const taken = (): HttpError => new HttpError(409, 'email_taken', 'There is an account with this e-mail already. Sign in instead.')
    if (secret === undefined) {
      const workspace = { id: deps.newId(), name: name ?? ownWorkspaceName(user.name) }
      if (!await accounts.register(user, { ...workspace, epoch: deps.newEpoch() }, deps.now())) throw taken()
      return { workspace, role: 'owner' }
    }
    const { invitation, ...acceptance } = await acceptanceOf(deps.team, secret, user.email, deps.now())
    const membership = { workspace: { id: invitation.workspaceId, name: invitation.workspaceName }, role: invitation.role }, at = deps.now()
    const { source } = subjectOf(request, user, membership, { ...device, by: device.kind })
    const outcome = await deps.team.registerInvited(user, acceptance, at, [auditAct(at, source, 'member_joined', { invitation: invitation.id, fields: { role: [null, invitation.role] } })])
    if (outcome !== 'joined') throw outcome === 'taken' ? taken() : invitationOver()
    return membership
  }

  serveAccountCall(app, deps, 'registration', async () => ({ registration: deps.registration }))

  app.post('/api/auth/register', { ...limits.register, onRequest: attempts.fromAddress }, async (request, reply) => {
    await refuseToBeWiped(request)
    const body = parsed(registerRequestSchema, request.body)
    refuseClosed(deps.registration, body.invitation)
    await refuseWeakPassword(body.password, [body.email, body.name, body.workspace ?? ''])
    const user: User = { id: deps.newId(), email: foldEmail(body.email), name: body.name, passwordHash: await passwords.hash(body.password), totpSecret: null }
    const device = deviceOf(request, body), membership = await makeAccount(request, user, body, device)
    deps.log('info', 'auth.registered', { userId: user.id, workspaceId: membership.workspace.id, invited: body.invitation !== undefined })
    const issued = await begin(request, user, membership, device, { secondFactor: false, publicKey: keyIn(body), byPassword: true })
    await request.audit('registered', { workspace: membership.workspace.name, ...(body.invitation === undefined ? {} : { invited: true }) }, subjectOf(request, user, membership, { id: issued.deviceId, name: device.name, by: device.kind }))
    return reply.code(201).send(answer(request, reply, issued, body.transport))
  })

  app.post('/api/auth/login', { ...limits.login, onRequest: attempts.fromAddress }, async (request, reply) => {
    await refuseToBeWiped(request)
    const body = parsed(loginRequestSchema, request.body)
    const user = await accounts.userByEmail(foldEmail(body.email))
    if (!await isAtHome(request, user)) await attempts.ofAccount(foldEmail(body.email), request)
    // An unknown address takes as long as a wrong password, so that nobody can ask who has an account.
    const right = await passwords.verify(user?.passwordHash ?? await decoyHash(passwords), body.password)
    if (user === null || !right) {
      if (user !== null) await refused(request, user)
      deps.log('warn', 'auth.refused', { ip: request.ip, known: user !== null })
      throw wrongCredentials()
    }
    // Only who knows the password is told that there is more to it.
    const asks = user.totpSecret !== null
    if (asks && body.code === undefined) throw new HttpError(401, 'code_required', 'This account asks for a code of its authenticator app.')
    if (asks && !await deps.codes.check(user, body.code ?? '')) {
      deps.log('warn', 'auth.refused', { ip: request.ip, known: true, code: true })
      await refused(request, user)
      throw wrongCode(401)
    }
    const membership = await sessions.membershipOf(user, body.workspaceId)
    deps.log('info', 'auth.signed_in', { userId: user.id, workspaceId: membership.workspace.id })
    const device = deviceOf(request, body), issued = await begin(request, user, membership, device, { secondFactor: asks, publicKey: keyIn(body), byPassword: true })
    // Before its tokens are anybody's.
    await request.audit('signed_in', { secondFactor: asks }, subjectsOf(request, user, await accounts.memberships(user.id), { id: issued.deviceId, name: device.name, by: device.kind }))
    return answer(request, reply, issued, body.transport)
  })

  app.post('/api/auth/passkey', { ...limits.open, onRequest: attempts.fromAddress }, async (request, reply) => {
    await refuseToBeWiped(request)
    const body = parsed(passkeyRequestSchema, request.body)
    const user = await deps.passkeys.prove(request, body), membership = await sessions.membershipOf(user, body.workspaceId)
    deps.log('info', 'auth.signed_in', { userId: user.id, workspaceId: membership.workspace.id, by: 'passkey' })
    const device = deviceOf(request, body), issued = await begin(request, user, membership, device, { secondFactor: true, publicKey: keyIn(body), byPassword: false })
    await request.audit('signed_in', { passkey: true }, subjectsOf(request, user, await accounts.memberships(user.id), { id: issued.deviceId, name: device.name, by: 'browser' }))
    return answer(request, reply, issued, 'cookie')
  })

  app.post('/api/auth/refresh', limits.account, async (request, reply) => {
    const token = refreshToken(request)
    const issued = token === undefined ? null : await sessions.refresh(token, namedWorkspace(request), (of) => {
      deps.ends.ended([of.session.id])
      request.refusing = { kind: 'refresh_reused', of: subjectsOf(request, of.user, of.memberships, { id: of.session.deviceId, name: of.device?.name ?? of.session.deviceName, by: of.device?.kind ?? 'browser' }) }
    })
    if (issued === null) throw await deps.refusal(request)
    return answer(request, reply, issued, bodyToken(request) === undefined ? 'cookie' : 'bearer')
  })

  app.post('/api/auth/logout', limits.account, async (request, reply) => {
    // Also with an access token that is over: whoever signs out must not stay signed in by the other one.
    const living = await sessions.find({ access: accessToken(request), refresh: refreshToken(request) })
    if (living !== null && living.endedAt === null) await toldOf(request, 'signed_out', living)
    deps.ends.ended(await sessions.end({ access: accessToken(request), refresh: refreshToken(request) }))
    clearSessionCookies(request, reply)
    return reply.code(204).send()
  })

  app.get('/api/auth/session', { ...limits.account, config: { ...limits.account.config, ofPerson: true }, onRequest: guard }, (request) => {
    const { user, membership, expiresAt } = identityOf(request)
    return sessionBody(user, membership, expiresAt)
  })
}

/** Before anything is hashed or looked up: a server that takes nobody in says of no address whether it has an account. */
function refuseClosed(registration: Registration, invitation: string | undefined): void {
  if (registration === 'open' || (registration === 'invited' && invitation !== undefined)) return
  throw new HttpError(403, 'registration_closed', registration === 'invited'
    ? 'New accounts are by invitation on this server. Ask somebody who is in a workspace here for a link.'
    : 'This server takes no new accounts. Ask whoever runs it.', { details: { registration } })
}

const wrongCredentials = (): HttpError => new HttpError(401, 'wrong_credentials', 'E-mail or password is not right.')

/** Programs keep no key, and say so in the list of devices. */
const keyIn = ({ deviceKey, transport }: { deviceKey?: string | undefined; transport?: string | undefined }): string | null => (transport === 'bearer' ? null : checkedKey(deviceKey))

/** A bearer gets its tokens in the body, a browser in cookies its scripts cannot read. */
function answer(request: FastifyRequest, reply: FastifyReply, issued: IssuedSession, transport: 'cookie' | 'bearer' | undefined): IssuedSession['body'] {
  if (transport === 'bearer') return { ...issued.body, accessToken: issued.tokens.access, refreshToken: issued.tokens.refresh }
  setSessionCookies(request, reply, issued.tokens)
  setDeviceCookie(request, reply, issued.deviceId)
  return issued.body
}

const decoys = new WeakMap<Passwords, Promise<string>>()
function decoyHash(passwords: Passwords): Promise<string> {
  const made = decoys.get(passwords) ?? passwords.hash('a password nobody has')
  decoys.set(passwords, made)
  return made
}

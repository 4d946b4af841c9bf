import type { FastifyInstance, FastifyRequest } from 'fastify'
import { foldEmail } from '../../shared/fold.ts'
import { subjectsOf } from '../audit/trail.ts'
import { HttpError } from '../http/http-error.ts'
import type { ApiTokenStore, User } from '../store/account-port.ts'
import { serveAccountCall, type AccountDeps } from './account-calls.ts'
import { personOf } from './guard.ts'
import { makeResetLink, type PasswordChange, type ResetPost } from './reset-links.ts'
import { refuseWeakPassword } from './weak-passwords.ts'

/** `/api/auth/password*`: another password, and a way back for who forgot theirs. */
export function passwordRoutes(app: FastifyInstance, deps: AccountDeps & { post: ResetPost | undefined; publicUrl: string; apiTokens: ApiTokenStore }): void {
  const { accounts, passwords, tokens, ends, attempts, now, log } = deps

  /** Whoever held the old one is out, but for who has just given it. */
  const setPassword = async ({ id: userId, passwordHash }: User, password: string, except?: string): Promise<number> => {
    // Whoever gave the one that holds is not overtaken by whoever gave the one before.
    if (!await accounts.setPassword(userId, await passwords.hash(password), except === undefined ? undefined : passwordHash)) throw wrongPassword()
    await accounts.dropOneTime('reset', userId)
    const ended = await accounts.endSessions({ userId, ...(except === undefined ? {} : { except }) }, now(), 'password_changed')
    ends.ended(ended)
    return ended.length
  }

  /** Nobody waits for it, and nothing fails where it does. */
  const tell = (user: User, by: PasswordChange['by']): void => {
    const { post } = deps
    if (post?.changed === undefined) return
    const told = async (): Promise<void> => { await post.changed?.(user.email, { by, passkeys: (await accounts.passkeysOf(user.id)).length, authenticator: user.totpSecret !== null }) }
    told().catch((thrown: unknown) => { log('error', 'auth.password_change_not_told', { userId: user.id, error: String(thrown) }) })
  }

  serveAccountCall(app, deps, 'changePassword', async ({ password, newPassword, revokeTokens = false }, request) => {
    const { user, sessionId } = personOf(request)
    await confirmPassword(deps, user, password)
    await refuseWeakPassword(newPassword, [user.email, user.name])
    await request.audit('password_changed')
    const ended = await setPassword(user, newPassword, sessionId)
    // Who only changes it has programs that are to go on; who fears that somebody else is in says so.
    const tokens = revokeTokens ? await deps.apiTokens.revokeAll(user.id, now()) : 0
    log('info', 'auth.password_changed', { userId: user.id, ended, tokens })
    tell(user, 'password')
    return { ended }
  })

  serveAccountCall(app, deps, 'requestReset', async ({ email }, request) => {
    // Nobody waits for what follows: neither the answer nor the time it takes says whether there is such an account.
    setImmediate(() => {
      sendLink(foldEmail(email), request).catch((thrown: unknown) => { log('error', 'auth.reset_not_sent', { error: String(thrown), ip: request.ip }) })
    })
    return {}
  })
  const sendLink = async (email: string, request: FastifyRequest): Promise<void> => {
    const user = await accounts.userByEmail(email)
    if (user === null || deps.post === undefined) return
    await attempts.ofPerson(`reset ${user.id}`)
    await request.audit('reset_requested', {}, subjectsOf(request, user, await accounts.memberships(user.id)))
    await deps.post.send(user.email, await makeResetLink(tokens, user.id, deps.publicUrl))
    log('info', 'auth.reset_sent', { userId: user.id })
  }

  serveAccountCall(app, deps, 'resetPassword', async ({ token, newPassword }, request) => {
    const over = new HttpError(400, 'link_over', 'This link is used or over. Ask for another one.')
    const whose = await tokens.peek('reset', token), user = whose === null ? null : await accounts.userById(whose)
    if (user === null) throw over
    // A link is not used up by a password that is not taken.
    await refuseWeakPassword(newPassword, [user.email, user.name])
    if (await tokens.take('reset', token) !== user.id) throw over
    await request.audit('password_reset', {}, subjectsOf(request, user, await accounts.memberships(user.id)))
    const ended = await setPassword(user, newPassword)
    // Whoever was in with the old one may have made some.
    const revoked = await deps.apiTokens.revokeAll(user.id, now())
    log('warn', 'auth.password_reset', { userId: user.id, ended, tokens: revoked })
    tell(user, 'link')
    return {}
  })
}

/** What opens the account to somebody for good asks for the password once more: a session left open, or stolen, is not enough. */
export async function confirmPassword({ attempts, passwords }: Pick<AccountDeps, 'attempts' | 'passwords'>, user: User, password: string): Promise<void> {
  await attempts.ofPerson(user.id)
  if (!await passwords.verify(user.passwordHash, password)) throw wrongPassword()
}

const wrongPassword = (): HttpError => new HttpError(403, 'wrong_password', 'The password is not right.', { details: { field: 'password' } })

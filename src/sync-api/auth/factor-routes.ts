import type { FastifyInstance } from 'fastify'
import { HttpError } from '../http/http-error.ts'
import type { User } from '../store/account-port.ts'
import { serveAccountCall, type AccountDeps } from './account-calls.ts'
import { personOf } from './guard.ts'
import { confirmPassword } from './password-routes.ts'

/** `/api/auth/security`, `/authenticator*`, `/recovery-codes`, `/prove`: the second factor. */
export function factorRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { accounts, codes, tokens, log } = deps

  const spend = async (user: User, code: string): Promise<void> => {
    if (!await codes.check(user, code)) throw wrongCode(403)
  }

  serveAccountCall(app, deps, 'security', async (_input, request) => {
    const { user, session } = personOf(request)
    const passkeys = (await accounts.passkeysOf(user.id)).map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt }))
    return { authenticator: user.totpSecret !== null, recoveryCodes: await accounts.countRecoveryCodes(user.id), proven: session.secondFactor, passkeys }
  })

  serveAccountCall(app, deps, 'beginAuthenticator', async ({ password }, request) => {
    const { user } = personOf(request)
    await confirmPassword(deps, user, password)
    refuseSecond(user)
    await request.audit('authenticator_begun')
    const { secret, uri } = codes.newSecret(user.email)
    return { secret, uri, ticket: await tokens.make('totp', JSON.stringify({ userId: user.id, secret }), 15 * 60_000) }
  })

  serveAccountCall(app, deps, 'confirmAuthenticator', async ({ ticket, code }, request) => {
    const { user, sessionId } = personOf(request)
    await deps.attempts.ofPerson(user.id)
    const kept = await tokens.peek('totp', ticket), begun = kept === null ? null : JSON.parse(kept) as { userId: string; secret: string }
    if (begun === null || begun.userId !== user.id) throw ticketOver()
    refuseSecond(user)
    const step = codes.stepOf(begun.secret, code.replaceAll(/\s/g, ''))
    if (step === null) throw wrongCode(403)
    if (await tokens.take('totp', ticket) === null) throw ticketOver()
    await request.audit('authenticator_added')
    // What another tab put in force meanwhile stands, with the recovery codes that it shows.
    if (!await accounts.setTotp(user.id, begun.secret)) throw authenticatorThere()
    await accounts.useTotpStep(user.id, step)
    await accounts.proveSession(sessionId)
    log('info', 'auth.authenticator_set', { userId: user.id })
    return { recoveryCodes: await codes.renewRecovery(user.id) }
  })

  serveAccountCall(app, deps, 'removeAuthenticator', async ({ password, code }, request) => {
    const { user } = personOf(request)
    await confirmPassword(deps, user, password)
    await spend(user, code)
    await request.audit('authenticator_removed')
    await accounts.setTotp(user.id, null)
    if ((await accounts.passkeysOf(user.id)).length === 0) await accounts.unproveSessions(user.id)
    log('warn', 'auth.authenticator_removed', { userId: user.id })
    return {}
  })

  serveAccountCall(app, deps, 'renewRecoveryCodes', async ({ password, code }, request) => {
    const { user } = personOf(request)
    await confirmPassword(deps, user, password)
    await spend(user, code)
    await request.audit('recovery_codes_renewed')
    log('info', 'auth.recovery_codes_renewed', { userId: user.id })
    return { recoveryCodes: await codes.renewRecovery(user.id) }
  })

  serveAccountCall(app, deps, 'proveFactor', async ({ code }, request) => {
    const { user, sessionId } = personOf(request)
    await spend(user, code)
    await request.audit('factor_proved')
    await accounts.proveSession(sessionId)
    return {}
  })
}

export const wrongCode = (status: 401 | 403): HttpError => new HttpError(status, 'wrong_code', 'This code is not right, or was used before.', { details: { field: 'code' } })

function refuseSecond(user: User): void {
  if (user.totpSecret !== null) throw authenticatorThere()
}

const ticketOver = (): HttpError => new HttpError(400, 'ticket_over', 'That took too long. Begin again.')
const authenticatorThere = (): HttpError => new HttpError(409, 'authenticator_there', 'There is an authenticator app already. Remove it first.')

import type { FastifyInstance } from 'fastify'
import type { Json } from '../../shared/json.ts'
import { notFound } from '../http/http-error.ts'
import { serveAccountCall, type AccountDeps } from './account-calls.ts'
import { personOf } from './guard.ts'
import type { Passkeys } from './passkeys.ts'
import { confirmPassword } from './password-routes.ts'

/** `/api/auth/passkeys*`: making and removing them; signing in by one is beside the other ways (routes.ts). */
export function passkeyRoutes(app: FastifyInstance, deps: AccountDeps & { passkeys: Passkeys }): void {
  const { accounts, passkeys, log } = deps

  serveAccountCall(app, deps, 'beginPasskey', async ({ password }, request) => {
    const { user } = personOf(request)
    await confirmPassword(deps, user, password)
    await request.audit('passkey_begun')
    return told(await passkeys.begin(user, request))
  })

  serveAccountCall(app, deps, 'finishPasskey', async (answer, request) => {
    const { user, sessionId } = personOf(request)
    await request.audit('passkey_added', { name: answer.name })
    await passkeys.finish(user, request, answer)
    await accounts.proveSession(sessionId)
    log('info', 'auth.passkey_added', { userId: user.id })
    return {}
  })

  serveAccountCall(app, deps, 'removePasskey', async ({ id, password }, request) => {
    const { user } = personOf(request)
    await confirmPassword(deps, user, password)
    const passkey = (await accounts.passkeysOf(user.id)).find((one) => one.id === id)
    if (passkey === undefined) throw notFound()
    await request.audit('passkey_removed', { name: passkey.name })
    if (!await accounts.removePasskey(user.id, id)) throw notFound()
    if (user.totpSecret === null && (await accounts.passkeysOf(user.id)).length === 0) await accounts.unproveSessions(user.id)
    log('warn', 'auth.passkey_removed', { userId: user.id })
    return {}
  })

  serveAccountCall(app, deps, 'passkeyOptions', async (_input, request) => told(await passkeys.ask(request)))
}

const told = ({ ticket, options }: { ticket: string; options: object }): { ticket: string; options: Record<string, Json> } => ({ ticket, options: options as Record<string, Json> })

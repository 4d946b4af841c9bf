import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Model } from '../../model/model.ts'
import type { ApiToken } from '../../protocol/api-access.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import { HttpError, invalid, notFound, signedOut } from '../http/http-error.ts'
import type { Limits } from '../http/limits.ts'
import type { ApiTokenRow, ApiTokenStore } from '../store/account-port.ts'
import { serveAccountCall, type AccountDeps } from './account-calls.ts'
import { apiTokenPrefix, hashOfToken } from './api-tokens.ts'
import { identityOf } from './guard.ts'
import type { SecondFactorGate } from './second-factor-gate.ts'

export interface ApiTokenDeps extends Pick<AccountDeps, 'attempts'> {
  tokens: ApiTokenStore
  model: Model
  random: Random
  log: Log
  guard: (request: FastifyRequest) => Promise<void>
  factor: SecondFactorGate
  limits: Limits
  newId: () => string
  now: () => string
}

/** More than this many, nobody knows any more which are in use. */
const mostTokens = 100

/** `/api/auth/tokens`: a person makes, lists and revokes their own. */
export function apiTokenRoutes(app: FastifyInstance, deps: ApiTokenDeps): void {
  const { tokens, model, log } = deps
  serveAccountCall(app, deps, 'apiTokens', async (_input, request) => {
    const { user, membership } = identityOf(request)
    return { tokens: (await tokens.of(user.id, membership.workspace.id)).map(shown) }
  })

  serveAccountCall(app, deps, 'makeApiToken', async ({ name, scopes }, request, reply) => {
    // A token outlasts the session that made it: it is held to what the workspace asks for when it is made.
    await deps.factor.check(request)
    const { user, sessionId, membership: { workspace } } = identityOf(request)
    const unknown = scopes.find((scope) => !scope.startsWith('*') && !model.entities.has(scope.split(':')[0]!))
    if (unknown !== undefined) throw invalid(`scopes: there is nothing called "${unknown.split(':')[0]!}" in a workspace`)
    if ((await tokens.of(user.id, workspace.id)).length >= mostTokens) throw new HttpError(422, 'too_many', `There are ${mostTokens} tokens already. Revoke those that nobody uses.`)
    const token = apiTokenPrefix + Buffer.from(deps.random.bytes(32)).toString('base64url')
    const row: ApiTokenRow = {
      id: deps.newId(), workspaceId: workspace.id, userId: user.id, name, scopes: [...new Set(scopes)].sort(), tokenHash: hashOfToken(token), createdAt: deps.now(), lastUsedAt: null, revokedAt: null,
    }
    await request.audit('token_made', { target: row.id, name, scopes: row.scopes })
    if (!await tokens.save(row, sessionId)) throw signedOut()
    log('info', 'auth.token_made', { userId: user.id, workspaceId: workspace.id, tokenId: row.id, scopes: row.scopes })
    void reply.header('cache-control', 'no-store')
    return { token, made: shown(row) }
  })

  serveAccountCall(app, deps, 'revokeApiToken', async ({ id }, request) => {
    const { user, membership: { workspace } } = identityOf(request)
    const token = (await tokens.of(user.id, workspace.id)).find((one) => one.id === id)
    if (token === undefined) throw notFound()
    await request.audit('token_revoked', { target: id, name: token.name })
    if (!await tokens.revoke(id, user.id, workspace.id, deps.now())) throw notFound()
    log('info', 'auth.token_revoked', { userId: user.id, workspaceId: workspace.id, tokenId: id })
    return {}
  })
}

const shown = ({ id, name, scopes, createdAt, lastUsedAt }: ApiTokenRow): ApiToken => ({ id, name, scopes, createdAt, lastUsedAt })

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountCalls, type AccountAnswer, type AccountCall, type AccountInput } from '../../protocol/account.ts'
import type { Log } from '../../shared/log.ts'
import type { z } from '../../shared/zod.ts'
import type { Limits } from '../http/limits.ts'
import type { AccountStore } from '../store/account-port.ts'
import { parsed } from './parsed.ts'
import type { Attempts } from './attempts.ts'
import type { Codes } from './codes.ts'
import type { OneTimeTokens } from './one-time-tokens.ts'
import type { Passwords } from './passwords.ts'
import type { SessionEnds } from './session-ends.ts'
import type { Sessions } from './sessions.ts'

/** What the calls about an account share. */
export interface AccountDeps {
  accounts: AccountStore
  sessions: Sessions
  ends: SessionEnds
  passwords: Passwords
  tokens: OneTimeTokens
  attempts: Attempts
  codes: Codes
  guard: (request: FastifyRequest) => Promise<void>
  limits: Limits
  log: Log
  now: () => string
}

/** Serves a call as protocol/account.ts declares it: for who is signed in, unless it is open to everybody. */
export function serveAccountCall<K extends AccountCall>(
  app: FastifyInstance, { guard, limits, attempts }: Pick<AccountDeps, 'guard' | 'limits' | 'attempts'>, name: K,
  handle: (input: AccountInput<K>, request: FastifyRequest, reply: FastifyReply) => Promise<AccountAnswer<K>>,
): void {
  const { path, request: schema, open, query, ofWorkspace = false }: { path: string; request?: z.ZodMiniType; open?: true; query?: true; ofWorkspace?: boolean } = accountCalls[name]
  const options = open ? { ...limits.open, onRequest: attempts.fromAddress } : { ...limits.account, config: { ...limits.account.config, ofPerson: !ofWorkspace }, onRequest: guard }
  if (schema === undefined) app.get(path, options, (request, reply) => handle(null as AccountInput<K>, request, reply))
  else if (query) app.get(path, options, (request, reply) => handle(parsed(schema, request.query) as AccountInput<K>, request, reply))
  else app.post(path, options, (request, reply) => handle(parsed(schema, request.body) as AccountInput<K>, request, reply))
}

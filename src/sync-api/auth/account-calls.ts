import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accountCalls, type AccountAnswer, type AccountCall, type AccountInput } from '../../protocol/account.ts'
import type { z } from '../../shared/zod.ts'
import type { Limits } from '../http/limits.ts'
import { parsed } from './parsed.ts'

/** Serves a call as protocol/account.ts declares it, for who is signed in. */
export function serveAccountCall<K extends AccountCall>(
  app: FastifyInstance, { guard, limits }: { guard: (request: FastifyRequest) => Promise<void>; limits: Limits }, name: K,
  handle: (input: AccountInput<K>, request: FastifyRequest, reply: FastifyReply) => Promise<AccountAnswer<K>>,
): void {
  const { path, request: schema }: { path: string; request?: z.ZodMiniType } = accountCalls[name]
  const options = { ...limits.account, onRequest: guard }
  if (schema === undefined) app.get(path, options, (request, reply) => handle(null as AccountInput<K>, request, reply))
  else app.post(path, options, (request, reply) => handle(parsed(schema, request.body) as AccountInput<K>, request, reply))
}

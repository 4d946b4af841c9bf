import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics.ts'

/** Counts every call of the sync API by its route and how it ended. An address that is no route is nobody's call. */
export function countCalls(app: FastifyInstance, metrics: Pick<Metrics, 'answered'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const call = callOf(request)
    if (call !== null) metrics.answered(call, reply.statusCode)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    const call = callOf(request)
    // Whoever goes away before the answer was let down by us or by the network.
    if (call !== null) metrics.answered(call, 499)
    done()
  })
}

const callOf = (request: FastifyRequest): string | null => /^\/api\/sync\/([a-z-]+)$/.exec(request.routeOptions.url ?? '')?.[1] ?? null

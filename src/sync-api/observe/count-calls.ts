import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics.ts'

/** Counts every call of the sync API by its route and how it ended. An address that is no route is nobody's call. */
export function countCalls(app: FastifyInstance, metrics: Pick<Metrics, 'answered' | 'willAnswer'>): void {
  // A rate of what never happened would be no number, and no alert could rest on it.
  app.addHook('onRoute', ({ url }) => {
    const call = callAt(url)
    if (call !== null) metrics.willAnswer(call)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const call = callOf(request)
    if (call !== null) metrics.answered(call, request.unserved ? 500 : reply.statusCode)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    const call = callOf(request)
    // Whoever goes away before the answer was let down by us or by the network.
    if (call !== null) metrics.answered(call, 499)
    done()
  })
}

const callOf = (request: FastifyRequest): string | null => callAt(request.routeOptions.url ?? '')
const callAt = (url: string): string | null => /^\/api\/sync\/([a-z-]+)$/.exec(url)?.[1] ?? null

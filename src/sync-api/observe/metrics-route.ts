import { timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound } from '../http/http-error.ts'
import type { Metrics } from './metrics.ts'

/**
 * Serves `/metrics` to whoever asks from this machine or has the token, and to nobody else: as if it were not there. What a proxy on this machine passes on does not
 * come from it.
 * @param token null: there is none
 */
export function metricsRoute(app: FastifyInstance, metrics: Metrics, { token, trustProxy }: { token: string | null; trustProxy: boolean }): void {
  app.get('/metrics', async (request, reply) => {
    const passedOn = !trustProxy && ['x-forwarded-for', 'forwarded', 'via'].some((name) => request.headers[name] !== undefined)
    const near = isLoopback(request.ip) && !passedOn
    if (!near && !(token !== null && hasToken(request, token))) throw notFound()
    return reply.type(metrics.contentType).header('cache-control', 'no-store').send(await metrics.text())
  })
}

const isLoopback = (ip: string): boolean => (isIP(ip) === 4 ? ip.startsWith('127.') : ip === '::1' || ip.startsWith('::ffff:127.'))

function hasToken(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? ''), wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

import type { FastifyError, FastifyInstance } from 'fastify'
import type { Log } from '../../shared/log.ts'
import { isDiskFull } from '../store/disk-full.ts'
import { StoreClosedError, StoreUnavailableError } from '../store/port.ts'
import { HttpError, notFound } from './http-error.ts'

declare module 'fastify' {
  interface FastifyRequest { /** Our data could not be reached: no back-pressure, but a failure of ours. */ unserved: boolean }
}

/** Every error leaves as `{error: code, message}`; what was not expected says nothing of our insides, and is logged. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.decorateRequest('unserved', false)
  app.setErrorHandler<FastifyError | HttpError | StoreClosedError | StoreUnavailableError>((thrown, request, reply) => {
    if (thrown instanceof HttpError) {
      const comeAgain = thrown.status === 429 || thrown.status === 503
      if (comeAgain && !reply.hasHeader('Retry-After')) void reply.header('Retry-After', String(thrown.retryAfter ?? 5))
      return reply.code(thrown.status).send({ error: thrown.code, message: thrown.message, ...thrown.more })
    }
    if (thrown instanceof StoreClosedError) {
      return reply.code(503).header('Retry-After', '1').send({ error: 'unavailable', message: stopping().message })
    }
    if (thrown instanceof StoreUnavailableError) {
      request.unserved = true
      log('error', 'store.unavailable', { requestId: request.id, error: String(thrown.cause) })
      return reply.code(503).header('Retry-After', '5').send({ error: 'unavailable', message: 'The server cannot reach its data just now. It is safe to try again.' })
    }
    if (isDiskFull(thrown)) {
      log('error', 'store.full', { requestId: request.id, error: String(thrown) })
      return reply.code(507).header('Retry-After', '30').send({ error: 'server_error', message: 'The server has no room left on its disk. Nothing was changed; it is tried again until there is.' })
    }
    const status = thrown.statusCode ?? 500
    const known = byStatus[status]
    if (known !== undefined) return reply.code(status).send({ error: known, message: thrown.message })
    log('error', 'request.failed', { method: request.method, url: request.url.split('?', 1)[0], requestId: request.id, error: thrown.stack ?? String(thrown) })
    if (status >= 400 && status < 500) return reply.code(status).send({ error: 'invalid', message: thrown.message })
    return reply.code(500).send({ error: 'server_error', message: 'The server met a fault of its own. Nothing was changed; it is safe to try again.' })
  })
}

export const stopping = (): HttpError => new HttpError(503, 'unavailable', 'The server is stopping. Nothing was changed; it is safe to try again.', {}, 1)

/** Unknown addresses of the API. */
export const answerUnknown = (): never => { throw notFound() }

const byStatus: Record<number, string> = {
  400: 'invalid', 403: 'forbidden', 404: 'not_found', 413: 'too_large', 414: 'too_large', 415: 'unsupported_media_type', 429: 'rate_limited', 503: 'unavailable',
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from './http-error.ts'
import { isOurs } from './public-address.ts'

/**
 * Cookies are sent along by the browser whoever asked it to, so a write must come from our own pages: by `Sec-Fetch-Site`, by `Origin`,
 * and by a content type that a foreign form cannot send. Programs send neither header and have nobody's cookies.
 */
export function refuseOtherOrigins(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (request) => {
    const reads = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    const opensSocket = request.headers.upgrade !== undefined
    if ((!reads || opensSocket) && !isSameOrigin(request)) {
      throw new HttpError(403, 'forbidden', 'This request came from another site.')
    }
  })
}

function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin } = request.headers
  if (origin === undefined) return true
  return isOurs(origin, request)
}

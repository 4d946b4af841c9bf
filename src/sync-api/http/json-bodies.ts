import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { invalid } from './http-error.ts'

declare module 'fastify' {
  interface FastifyRequest { /** The body as it came, decompressed; for what was signed over it. */ bodyBytes: Buffer | null }
}

/** JSON that is not UTF-8 is refused; read all the same, its broken characters would be stored as others than were sent. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.decorateRequest('bodyBytes', null)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.bodyBytes = body
    // Many programs say of a DELETE without a body that it is JSON.
    if (body.length === 0) done(null, undefined)
    else if (isUtf8(body)) void parse(request, body.toString('utf8'), done)
    else done(invalid('The body is not UTF-8.'))
  })
}

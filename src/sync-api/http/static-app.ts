import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerUnknown } from './errors.ts'

/**
 * Serves the built app: hashed assets for ever, everything else to be asked for again each time, and the page itself for addresses
 * that only the app knows. `.br` and `.gz` beside a file are sent instead of it.
 */
export async function serveApp(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(staticFiles, {
    root: directory,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    redirect: false,
    setHeaders: (reply, path) => {
      reply.setHeader('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.setNotFoundHandler((request, reply) => (isPage(request) ? page(reply) : answerUnknown()))
}

/** Where the app has not been built, the API alone is there. */
export function serveNoApp(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && request.url === '/') return reply.type('text/plain').send('The app has not been built yet: run "npm run build".')
    return answerUnknown()
  })
}

const isHashed = (path: string): boolean => /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+(?:\.(?:br|gz))?$/.test(path)

/** A missing script must stay missing: the page in its place would break the app in ways nobody understands. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!
  const file = path.slice(path.lastIndexOf('/') + 1).includes('.')
  return (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/') && path !== '/api' && !path.startsWith('/assets/') && !file
}

const page = (reply: FastifyReply): FastifyReply => reply.sendFile('index.html')

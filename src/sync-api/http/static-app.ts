import staticFiles, { type FastifyStaticOptions } from '@fastify/static'
import path from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerUnknown } from './errors.ts'

/**
 * Serves the built app: hashed assets for ever, everything else to be asked for again each time, and the page itself for addresses
 * that only the app knows. `.br` and `.gz` beside a file are sent instead of it.
 */
export async function serveApp(app: FastifyInstance, directory: string): Promise<void> {
  const options: FastifyStaticOptions = {
    root: directory,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    redirect: false,
    setHeaders: (reply, file, { size }) => {
      // One that is being written just now is empty, and nobody is to keep that for a year.
      reply.setHeader('cache-control', size === 0 ? 'no-store' : isHashed(file) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  }
  await app.register(staticFiles, options)
  await app.register(async (assets) => {
    assets.addHook('onSend', (request, reply, payload, done) => {
      if (request.url.endsWith('.js') && !isThread.test(request.url) && reply.statusCode === 200) reply.header('content-type', moduleType)
      done(null, payload)
    })
    await assets.register(staticFiles, { ...options, root: path.join(directory, 'assets'), prefix: '/assets/', decorateReply: false })
  })
  app.setNotFoundHandler((request, reply) => (isPage(request) ? page(reply) : answerUnknown()))
}

/**
 * The type of a script in assets/, all of which are modules: those are UTF-8 whatever is said here (HTML standard, "fetch a single module script"). Said to be anything that it
 * does not parse as it comes in, Chromium takes a page's module out of its cache compiled; said to be UTF-8 it compiles it anew at every start (decision 0090).
 */
const moduleType = 'text/javascript; charset=iso-8859-15'
/** A thread's own first script: Chromium reads that by the charset it is said to have, and takes it compiled anyway. */
const isThread = /-worker-|\/tab-broker-/

/** Where the app has not been built, the API alone is there. */
export function serveNoApp(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && request.url === '/') return reply.type('text/plain').send('The app has not been built yet: run "npm run build".')
    return answerUnknown()
  })
}

const isHashed = (file: string): boolean => /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+(?:\.(?:br|gz))?$/.test(file)

/** A missing script must stay missing: the page in its place would break the app in ways nobody understands. */
function isPage(request: FastifyRequest): boolean {
  const address = request.url.split('?', 1)[0]!
  const file = address.slice(address.lastIndexOf('/') + 1).includes('.')
  return (request.method === 'GET' || request.method === 'HEAD') && !address.startsWith('/api/') && address !== '/api' && !address.startsWith('/assets/') && !file
}

const page = (reply: FastifyReply): FastifyReply => reply.sendFile('index.html')

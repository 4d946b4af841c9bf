import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { isHttps, isSecure } from './public-address.ts'

/** On every answer, worker scripts among them: a worker takes its policy from its own script's response. */
export async function securityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // SQLite is WebAssembly; nothing else is compiled at run time.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Browsers complain of it where the address is no secure context; set below.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Over plain http on localhost there is no certificate to insist on.
    strictTransportSecurity: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    if (isSecure(request)) void reply.header('cross-origin-opener-policy', 'same-origin')
    if (isHttps(request)) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    // People's data is in no cache but the app's own database. What is the same for everybody says otherwise itself.
    if (isApi(request.url)) void reply.header('cache-control', 'no-store')
  })
}

const isApi = (url: string): boolean => /^\/(?:api|metrics)(?:[/?]|$)/.test(url)

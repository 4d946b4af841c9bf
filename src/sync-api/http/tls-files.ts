import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { FastifyHttpOptions, FastifyServerFactory, RawServerDefault } from 'fastify'
import type { Log } from '../../shared/log.ts'

/** Paths of a certificate with its chain and of its key, PEM both. */
export interface TlsFiles { cert: string; key: string }

export interface Tls {
  /** What Fastify makes its server by. */
  serverFactory: FastifyServerFactory
  /** Reads the files anew. Connections that are open keep what they began with; where the two do not fit, everything stays as it was. */
  reload(): void
  /** Ends the watching of the files. */
  stop(): void
}

/**
 * Ends TLS in this process. The files are read again when they change (looked at every `lookEveryMs`), so that a certificate can be renewed under a
 * running server.
 * @throws where they cannot be read, or do not fit each other
 */
export function openTls(files: TlsFiles, log: Log, lookEveryMs = 10_000): Tls {
  const servers = new Set<Server>()
  const read = (): { cert: Buffer; key: Buffer } => {
    const pair = { cert: readFileSync(files.cert), key: readFileSync(files.key) }
    createSecureContext(pair)
    return pair
  }
  let pair = readFirst(read, files)

  const reload = (): void => {
    try {
      pair = read()
      for (const server of servers) server.setSecureContext(pair)
      log('info', 'tls.reloaded', { cert: files.cert })
    } catch (thrown) {
      // Between two writes the files may not fit; the second is seen as well.
      log('error', 'tls.kept', { cert: files.cert, error: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }
  // By looking rather than by being told: the links that renewing programs swap would be missed otherwise.
  for (const file of [files.cert, files.key]) watchFile(file, { interval: lookEveryMs, persistent: false }, reload)

  return {
    serverFactory(handler, options) {
      const { keepAliveTimeout, requestTimeout, connectionTimeout, http } = options as FastifyHttpOptions<RawServerDefault>
      const server = createServer({ ...http, ...pair, minVersion: 'TLSv1.2' }, handler)
      // What Fastify sets on the servers that it makes itself.
      if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout
      if (requestTimeout !== undefined) server.requestTimeout = requestTimeout
      if (connectionTimeout !== undefined) server.setTimeout(connectionTimeout)
      servers.add(server)
      server.once('close', () => { servers.delete(server) })
      return server
    },
    reload,
    stop() { for (const file of [files.cert, files.key]) unwatchFile(file, reload) },
  }
}

function readFirst<T>(read: () => T, { cert, key }: TlsFiles): T {
  try {
    return read()
  } catch (thrown) {
    throw new Error(`TLS_CERT (${cert}) and TLS_KEY (${key}) are no certificate and its key: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

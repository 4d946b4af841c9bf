import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where people find this server, as its operator says (PUBLIC_URL); null: as each request says. */
    publicAddress: URL | null
  }
}

/*
 * What a browser sees in its address bar. A proxy may hand a request on as plain http and under another name; where the operator has said what is in
 * front, that counts and not what arrives.
 */

export function knowPublicAddress(app: FastifyInstance, address: URL | null): void {
  app.decorate('publicAddress', address)
}

/** Whether the browser came by TLS, or is on this machine, which browsers trust alike. */
export const isSecure = (request: FastifyRequest): boolean =>
  isHttps(request) || request.hostname === 'localhost'

/** Whether the browser came by TLS. */
export const isHttps = (request: FastifyRequest): boolean =>
  request.protocol === 'https' || request.server.publicAddress?.protocol === 'https:'

/** Whether a page of this origin is one of ours. */
export function isOurs(origin: string, request: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin), { publicAddress } = request.server
  return page.host === request.host || (publicAddress !== null && page.origin === publicAddress.origin)
}

/** The address that passkeys are made for. */
export function relyingParty(request: FastifyRequest): { id: string; origin: string } {
  const { publicAddress } = request.server
  return publicAddress === null ? { id: request.hostname, origin: `${request.protocol}://${request.host}` } : { id: publicAddress.hostname, origin: publicAddress.origin }
}

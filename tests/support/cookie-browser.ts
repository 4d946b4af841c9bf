import type { LightMyRequestResponse } from 'fastify'
import type { Server } from '../contract/sync-api-setup.ts'

/** A browser as the server sees one: it keeps the cookies it is given and sends them along. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(url: string, payload: object, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** What every request of it carries. */
  headers(): Record<string, string>
  /** Loses cookies, as one does whose time is over. */
  forget(...kinds: ('access' | 'refresh' | 'device')[]): void
}

export function openBrowser(server: Server): Browser {
  const cookies = new Map<string, string>()
  const headers = (): Record<string, string> => ({ host: 'localhost:4600', origin: 'http://localhost:4600', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
  const kept = async (request: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> => {
    const answer = await request
    for (const { name, value, maxAge } of answer.cookies) {
      if (value === '' || maxAge === 0) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return {
    headers,
    get: (url, more = {}) => kept(server.app.inject({ url, headers: { ...headers(), ...more } })),
    post: (url, payload, more = {}) => kept(server.app.inject({ method: 'POST', url, payload, headers: { ...headers(), ...more } })),
    forget: (...kinds) => { for (const kind of kinds) cookies.delete(`__Host-satchel-${kind}`) },
  }
}

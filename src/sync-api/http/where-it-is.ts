import type { Config } from '../config.ts'

/** The address to open. */
export function whereItIs({ host, tls, publicUrl }: Pick<Config, 'host' | 'tls' | 'publicUrl'>, port: number): string {
  if (publicUrl !== null) return `${publicUrl} (here: port ${port})`
  const name = isEverywhere(host) || isLoopback(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`
}

/** What whoever started it does not see until the first person at another computer does; null: nothing. */
export function adviceFor({ host, tls, publicUrl, trustProxy }: Pick<Config, 'host' | 'tls' | 'publicUrl' | 'trustProxy'>): string | null {
  if (publicUrl?.startsWith('https:') === true && tls === null && trustProxy === 0) {
    return 'PUBLIC_URL is https, so something in front of this server ends TLS: set TRUST_PROXY=1, or all people count as one address.'
  }
  if (isLoopback(host) || tls !== null || trustProxy > 0) return null
  return 'On other computers browsers will not run Satchel over plain http. Give it TLS_CERT and TLS_KEY, or put Caddy in front: docs/operation.md, "Other computers".'
}

const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

import { Resolver } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** What a name stands for. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

/**
 * Asks the name servers itself. The system's own looking up waits in one of a process' few threads, where the names of databases are looked up too: names whose servers never
 * answer, and anybody may give us such, would have all others wait (decision 0105).
 *
 * @param servers other ones than the system's, for tests
 */
export function createResolve(servers?: readonly string[], timeoutMs = 3_000): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return async (hostname) => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const found = [...four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : [], ...six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []]
    if (found.length === 0 && four.status === 'rejected') throw four.reason
    return found
  }
}

/** An address that messages are never sent to. */
export class PrivateAddressError extends Error { override readonly name = 'PrivateAddressError' }

/** Which addresses may be connected to. `loopback`: this machine's own too, for tests. */
export interface Addresses {
  /** The addresses that a host stands for. @throws PrivateAddressError where one of them is not public */
  of(hostname: string): Promise<{ address: string; family: number }[]>
  isAllowed(address: string): boolean
}

/**
 * SSRF: a webhook's host is looked at when it is connected to, and that very address is connected to. A name that pointed elsewhere when the webhook
 * was added, or that points to several places, gets nobody inside.
 */
export function createAddresses({ resolve = createResolve(), loopback = false }: { resolve?: Resolve | undefined; loopback?: boolean | undefined }): Addresses {
  const isAllowed = (address: string): boolean => isPublic(address) || (loopback && isLoopback(address))
  return {
    isAllowed,
    async of(hostname) {
      const literal = hostname.replace(/^\[|\]$/g, '')
      const found = isIP(literal) === 0 ? loopback && /(?:^|\.)localhost\.?$/.test(hostname) ? thisMachine : await resolve(hostname) : [{ address: literal, family: isIP(literal) }]
      // One among them that is private says enough of the others.
      if (found.length === 0 || !found.every(({ address }) => isAllowed(address))) throw new PrivateAddressError('The address is not one of the public internet.')
      return found
    },
  }
}

/** No name server says what the system's own file says of it. */
const thisMachine = [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]

const v4 = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) v4.addSubnet(net, prefix)

/** Global unicast, and in it what leads to an IPv4 address or is for documents. */
const v6Global = new BlockList(), v6Within = new BlockList()
v6Global.addSubnet('2000::', 3, 'ipv6')
for (const [net, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) v6Within.addSubnet(net, prefix, 'ipv6')

function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !v4.check(address)
  return family === 6 && v6Global.check(address, 'ipv6') && !v6Within.check(address, 'ipv6')
}

const isLoopback = (address: string): boolean => address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))

import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * The address that requests are counted by. Of IPv6 the first 64 bits: whoever has one address there has as many as they like beside it, and a limit on each
 * would be one on none of them.
 */
export function countedAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  // A connection that is gone has none.
  const plain = String(ip).split('%', 1)[0]!
  if (!isIPv6(plain)) return plain
  // The same address may be written in many ways; a URL's host has one.
  const [before = '', after] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::')
  const groups = (text = ''): string[] => text.split(':').filter((group) => group !== '')
  const missing = after === undefined ? 0 : 8 - groups(before).length - groups(after).length
  const all = [...groups(before), ...Array<string>(missing).fill('0'), ...groups(after)]
  const isV4 = all.slice(0, 5).every((group) => group === '0') && all[5] === 'ffff'
  return isV4 ? all.slice(6).map((group) => Number.parseInt(group, 16)).flatMap((pair) => [pair >> 8, pair & 0xff]).join('.') : `${all.slice(0, 4).join(':')}::/64`
}

import { HttpError } from '../http/http-error.ts'
import type { Addresses } from './public-addresses.ts'

/**
 * What can be said, without asking anybody, of an address that somebody wants messages sent to; the rest shows when it is connected to.
 * @throws HttpError 422 naming the field
 */
export function checkUrl({ addresses, loopback }: { addresses: Addresses; loopback: boolean }, text: string, field: string): string {
  const refuse = (why: string): never => { throw new HttpError(422, 'invalid', why, { details: { field } }) }
  if (!URL.canParse(text)) return refuse('This is no address, such as https://example.org/satchel.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) return refuse('Events are sent to https addresses only.')
  if (url.username !== '' || url.password !== '') return refuse('An address with a password in it is not kept. Events are signed: check that instead.')
  const literal = url.hostname.replace(/^\[|\]$/g, ''), isLiteral = /^[\d.]+$|:/.test(literal)
  if (isLiteral ? !addresses.isAllowed(literal) : /(?:^|\.)localhost\.?$/.test(literal) && !loopback) return refuse('Events are not sent to addresses within a network.')
  url.hash = ''
  return url.href
}

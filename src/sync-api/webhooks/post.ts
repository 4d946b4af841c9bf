import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { PrivateAddressError, type Addresses } from './public-addresses.ts'

/** What came of a message. `status` null: there was no answer, and `error` says why. `retryAfter`: as it was said, s; null: it was not. */
export type Sent = { ok: true; status: number } | { ok: false; status: number | null; error: string; retryAfter: number | null }

/** Whoever takes longer is tried again. */
const patienceMs = 15_000
const mostHeard = 64 * 1024

/** Posts to an address that somebody gave: to none within a network, and following no redirect, which could lead anywhere. */
export function post(addresses: Addresses, url: string, headers: Record<string, string | number>, body: Buffer, signal: AbortSignal): Promise<Sent> {
  const target = new URL(url), over = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  return new Promise((resolve) => {
    const failed = (thrown: unknown): void => { resolve({ ok: false, status: null, error: reasonOf(thrown), retryAfter: null }) }
    // Looking a name up ends when whoever is asked likes, and cannot be called off: it is waited for no longer than an answer.
    if (over.aborted) failed(over.reason)
    else over.addEventListener('abort', () => { failed(over.reason) }, { once: true })
    // An address is asked of nobody's lookup.
    addresses.of(target.hostname).then((found) => {
      if (over.aborted) return
      // What was looked at is what is connected to: between the two nobody is asked again.
      const pinned: LookupFunction = (_hostname, options, callback) => {
        if (options.all === true) callback(null, found)
        else callback(null, found[0]!.address, found[0]!.family)
      }
      const sending = (target.protocol === 'https:' ? secureRequest : plainRequest)(target, {
        method: 'POST', lookup: pinned, agent: false, signal: over, headers: { ...headers, 'content-length': body.length },
      }, (answer) => {
        const status = answer.statusCode ?? 0, retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN)
        // Nobody reads what it says, and it may go on for ever.
        let heard = 0
        answer.on('error', () => undefined).on('data', (piece: Buffer) => { heard += piece.length; if (heard > mostHeard) answer.destroy() })
        resolve(status >= 200 && status < 300 ? { ok: true, status } : {
          ok: false, status, retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
          error: status >= 300 && status < 400 ? 'It answered with a redirect, which is not followed.' : `It answered ${status}.`,
        })
      })
      sending.on('error', failed)
      sending.end(body)
    }).catch(failed)
  })
}

/** As name servers say it, or nobody did. */
const nameless: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'EBADNAME'])

/** In words for whoever looks after it; nothing of what else is in our network. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof PrivateAddressError) return thrown.message
  const { name, code } = thrown as { name?: string; code?: string }
  if (name === 'AbortError' || name === 'TimeoutError') return 'It did not answer in time.'
  if (code !== undefined && nameless.has(code)) return 'Its name could not be found.'
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EHOSTUNREACH') return 'It could not be reached.'
  return typeof code === 'string' && /CERT|SSL|TLS/.test(code) ? 'Its certificate was not accepted.' : 'The connection failed.'
}

import type { Clock } from '../shared/clock.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { Failure } from './failure.ts'
import type { RawAnswer } from './read-answers.ts'

/** The part of `fetch` that is used; tests and simulations hand in their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface HttpRequest { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; body?: string }

/** How long a silent server is waited for; ms. */
export const answerTimeoutMs = 30_000

/** Bodies from this size on travel gzipped; below it the gain is smaller than a packet. */
const gzipFromBytes = 4_096

/** One request, its answer read whole. A status is not looked at here. */
export async function callWhole(fetch: Fetch, clock: Clock, request: HttpRequest): Promise<Result<RawAnswer, Failure>> {
  const opened = await open(fetch, clock, request)
  if (!opened.ok) return opened
  const { response, guard } = opened.value
  try {
    const text = await guard(response.text())
    return ok({ status: response.status, text, retryAfter: response.headers.get('Retry-After') })
  } catch (error) {
    return err(brokenOff(error))
  }
}

/** One request whose answer is read piece by piece; each piece gets the timeout anew. Ends with a failure where the stream breaks off. */
export async function callStreamed(fetch: Fetch, clock: Clock, request: HttpRequest): Promise<Result<{ response: Response; pieces: AsyncIterable<Result<Uint8Array, Failure>> }, Failure>> {
  const opened = await open(fetch, clock, request)
  if (!opened.ok) return opened
  const { response, guard, abort } = opened.value
  async function* pieces(): AsyncGenerator<Result<Uint8Array, Failure>> {
    const reader = response.body?.getReader()
    if (!reader) return
    try {
      for (;;) {
        const piece = await guard(reader.read())
        if (piece.done) return
        yield ok(piece.value)
      }
    } catch (error) {
      yield err(brokenOff(error))
    } finally {
      abort()
    }
  }
  return ok({ response, pieces: pieces() })
}

interface Open { response: Response; guard: <T>(part: Promise<T>) => Promise<T>; abort: () => void }

async function open(fetch: Fetch, clock: Clock, request: HttpRequest): Promise<Result<Open, Failure>> {
  const controller = new AbortController()
  const guard = async <T>(part: Promise<T>): Promise<T> => {
    const timer = clock.setTimeout(() => { controller.abort(timedOut) }, answerTimeoutMs)
    try {
      return await part
    } finally {
      clock.clearTimeout(timer)
    }
  }
  try {
    const { body, headers } = await encodeBody(request)
    // `manual`: a portal's redirect to its login page must not look like an answer of ours.
    const init: RequestInit = { method: request.method, headers, signal: controller.signal, credentials: 'same-origin', redirect: 'manual', cache: 'no-store' }
    const response = await guard(fetch(request.url, body === null ? init : { ...init, body }))
    return ok({ response, guard, abort: () => { controller.abort() } })
  } catch (error) {
    return err(brokenOff(error))
  }
}

async function encodeBody(request: HttpRequest): Promise<{ body: BodyInit | null; headers: Record<string, string> }> {
  if (request.body === undefined) return { body: null, headers: request.headers }
  const headers = { ...request.headers, 'Content-Type': 'application/json' }
  const bytes = new TextEncoder().encode(request.body)
  if (bytes.byteLength < gzipFromBytes || typeof CompressionStream === 'undefined') return { body: request.body, headers }
  const zipped = await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
  return { body: zipped, headers: { ...headers, 'Content-Encoding': 'gzip' } }
}

const timedOut = { timedOut: true } as const

/** fetch tells a network that is away and a server that is down by the same error: neither is an attempt (P4). */
function brokenOff(error: unknown): Failure {
  if (error === timedOut) return { kind: 'retry', code: 'timeout', retryAfterMs: null, message: `no answer within ${answerTimeoutMs / 1_000} s` }
  return { kind: 'offline' }
}

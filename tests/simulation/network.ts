import type { Fetch } from '../../src/outbox/http.ts'
import { requestName, type Coverage } from './coverage.ts'

/** What may happen to a request on its way. */
export type Fault =
  | 'none'
  | 'lost'       // it never arrives
  | 'answerLost' // it arrives, its answer does not
  | 'twice'      // it arrives twice in a row
  | 'late'       // the sender takes it for lost; it arrives after requests that were sent later
  | 'busy'       // something on the way answers 503
  | 'portal'     // a hotel's login page answers 200
  | 'cut'        // the answer breaks off half way
  | 'died'       // the server's process dies over it

interface Answer { status: number; headers: Record<string, string>; body: Uint8Array }

/** A server reached without sockets. */
export type Deliver = (request: { method: string; path: string; headers: Record<string, string>; body: Uint8Array | null }) => Promise<Answer | typeof answerLost>

/** The server's process died before it answered. */
export const answerLost = Symbol('no answer')

export interface Network {
  /** A device's `fetch`; `fault` is asked for every request, `online` says whether there is a network at all, `replicaId` who it is now. */
  fetch(device: { online: () => boolean; fault: (path: string) => Fault; replicaId: () => string }): Fetch
  /** Lets what was late arrive now. */
  deliverLate(): Promise<void>
  /** Of whom a push was under way for over a minute: the server takes that for a clock that was set (T1). */
  readonly overAMinute: ReadonlySet<string>
  /** Does something to the server while no request is at it. */
  between<T>(work: () => Promise<T>): Promise<T>
  /** Pushes arrive as they are sent, side by side with others, and may share a transaction; else one request at a time. */
  together: boolean
  /** Requests under way. */
  readonly busy: number
}

export const origin = 'http://satchel.test'

/** Requests arrive in the order they were sent, one at a time unless they are to meet, so that a seed tells the same story every time. */
export function createNetwork(deliver: Deliver, coverage: Coverage, dieAfter: (awaits: number) => void, now: () => number): Network {
  let queue: Promise<unknown> = Promise.resolve()
  let busy = 0, deaths = 0
  const late: { request: Parameters<Deliver>[0]; replicaId: string; since: number }[] = [], overAMinute = new Set<string>()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work)
    queue = turn.catch(() => undefined)
    return turn
  }
  const arrive: Deliver = (request) => (network.together && requestName(request.path) === 'push' ? arriveNow(request) : inTurn(() => arriveNow(request)))
  const arriveNow: Deliver = async (request) => {
    const answer = await deliver(request)
    if (answer === answerLost) {
      coverage.met(request.path, 'died', request.body)
      return answer
    }
    coverage.answered(request.path, request.body, answer.status, answer.body)
    return answer
  }
  const away: () => never = () => { throw new TypeError('Failed to fetch') }

  const send = async (url: string, init: RequestInit, fault: Fault, replicaId: string): Promise<Response> => {
    const request = {
      method: init.method ?? 'GET', path: url.slice(origin.length), headers: init.headers as Record<string, string>,
      body: init.body === undefined || init.body === null ? null : await bytesOf(init.body),
    }
    // A process that was to die and answered all the same did not die over it.
    if (fault !== 'died') coverage.met(request.path, fault, request.body)
    if (fault === 'lost') away()
    if (fault === 'late') { late.push({ request, replicaId, since: now() }); away() }
    if (fault === 'busy') return new Response('{"error":"unavailable","message":"busy"}', { status: 503, headers: { 'Retry-After': '1' } })
    if (fault === 'portal') return new Response('<html>Welcome to the hotel</html>', { status: 200, headers: { 'Content-Type': 'text/html' } })
    if (fault === 'died') dieAfter(deaths++ % 24)
    const first = await arrive(request)
    const answer = fault === 'twice' ? await arrive(request) : first
    if (answer === answerLost) away()
    if (fault === 'answerLost') away()
    return fault === 'cut' ? new Response(brokenOff(answer.body), { status: answer.status, headers: answer.headers }) : wholeAnswer(answer)
  }
  const network: Network = {
    get busy() { return busy },
    together: false,
    overAMinute,
    between: inTurn,
    fetch: ({ online, fault, replicaId }) => async (url, init) => {
      busy += 1
      try {
        if (!online()) away()
        return await send(url, init, fault(url.slice(origin.length)), replicaId())
      } finally {
        busy -= 1
      }
    },
    deliverLate: async () => {
      for (const { request, replicaId, since } of late.splice(0)) {
        if (requestName(request.path) === 'push' && now() - since > 60_000) overAMinute.add(replicaId)
        await arrive(request)
      }
    },
  }
  return network
}

/** What a device reads of a response; the platform's own makes a stream of every body. */
function wholeAnswer({ status, headers, body }: Answer): Response {
  const read: Pick<Response, 'status' | 'headers' | 'text' | 'body'> = {
    status, headers: new Headers(headers),
    text: () => Promise.resolve(new TextDecoder().decode(body)),
    get body() { return new Response(body.slice()).body },
  }
  return read as Response
}

const bytesOf = async (body: BodyInit): Promise<Uint8Array> => (typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(await new Response(body).arrayBuffer()))

function brokenOff(body: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(body.slice(0, Math.floor(body.byteLength / 2)))
      setImmediate(() => { controller.error(new TypeError('network error')) })
    },
  })
}

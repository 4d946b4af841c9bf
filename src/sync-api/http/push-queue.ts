import type { FastifyReply, FastifyRequest, preParsingAsyncHookHandler } from 'fastify'
import type { Clock } from '../../shared/clock.ts'
import { countedAddress } from './counted-address.ts'
import { HttpError } from './http-error.ts'

/**
 * How many pushes this process has in hand at most, from the moment their bodies are read; of one device; how large they may be together; and for how long anybody
 * may have to wait, as they have gone lately.
 */
export interface QueueSettings { pushes: number; ofDevice: number; bytes: number; waitMs: number }

/**
 * A device gives a push up after 30 seconds: what it waits for longer than that is done in vain, and once more. Of the places, an account has at most a quarter,
 * and an address half with bodies that are still on their way: nobody keeps the others out by sending much at once, nor by sending it a byte now and then.
 */
export const defaultQueue: QueueSettings = { pushes: 100, ofDevice: 4, bytes: 64 * 1024 * 1024, waitMs: 8_000 }

/** Back-pressure: what is beyond the queue is sent away at once, to come again, instead of filling our memory. */
export interface PushQueue {
  /** A hook of a route whose body may have so many bytes: lets the request in, or sends it away. */
  enter(bodyLimit: number): preParsingAsyncHookHandler
  /** The route's work, at whose end it leaves, whether anybody still waits for the answer or not. */
  during<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T>
  /** Pushes in hand. */
  length(): number
  /** How many were sent away. */
  refused(): number
}

export function createPushQueue(settings: QueueSettings, clock: Pick<Clock, 'monotonic'>): PushQueue {
  const held = new Map<FastifyRequest, number>(), atWork = new Set<FastifyRequest>()
  const ofDevices = new Map<string, number>()
  const ofAccounts = createShares((request) => request.identity?.user.id ?? '', { count: Math.max(2 * settings.ofDevice, Math.ceil(settings.pushes / 4)), bytes: settings.bytes / 4 })
  const arriving = createShares(countedAddress, { count: Math.max(4 * settings.ofDevice, Math.ceil(settings.pushes / 2)), bytes: settings.bytes / 2 })
  let bytes = 0, refused = 0
  /** From the end of one push to the end of the next while there are some, ms; lately. */
  let each = 0, since = 0

  const enter = (request: FastifyRequest, reply: FastifyReply, weight: number): void => {
    const device = deviceOf(request), its = ofDevices.get(device) ?? 0
    // Whose bodies have not arrived yet keeps nobody waiting.
    const wait = atWork.size * each
    if (held.size >= settings.pushes || its >= settings.ofDevice || wait > settings.waitMs || (held.size > 0 && bytes + weight > settings.bytes) || !ofAccounts.hasRoom(request, weight) || !arriving.hasRoom(request, weight)) {
      refused += 1
      void reply.header('Retry-After', String(Math.max(2, Math.ceil(wait / 1_000))))
      throw new HttpError(503, 'unavailable', 'The server has its hands full. Nothing was changed; it is safe to try again.')
    }
    if (held.size === 0) since = clock.monotonic()
    held.set(request, weight)
    ofAccounts.take(request, weight)
    arriving.take(request, weight)
    ofDevices.set(device, its + 1)
    bytes += weight
  }
  const leave = (request: FastifyRequest): void => {
    const weight = held.get(request)
    if (weight === undefined) return
    held.delete(request)
    ofAccounts.giveBack(request)
    arriving.giveBack(request)
    bytes -= weight
    const device = deviceOf(request), left = (ofDevices.get(device) ?? 1) - 1
    if (left === 0) ofDevices.delete(device)
    else ofDevices.set(device, left)
  }

  return {
    enter: (bodyLimit) => async (request, reply) => {
      enter(request, reply, weightOf(request, bodyLimit))
      // Its body could not be read, or broke off.
      const over = (): void => { if (!atWork.has(request)) leave(request) }
      reply.raw.once('finish', over).once('close', over)
    },
    async during(request, work) {
      atWork.add(request)
      arriving.giveBack(request)
      try {
        return await work()
      } finally {
        atWork.delete(request)
        leave(request)
        each += (clock.monotonic() - since - each) / 8
        since = clock.monotonic()
      }
    },
    length: () => held.size,
    refused: () => refused,
  }
}

/** What each has of the places and the bytes, and whether that leaves room for one more; whoever has none gets one. */
interface Shares {
  hasRoom(request: FastifyRequest, weight: number): boolean
  take(request: FastifyRequest, weight: number): void
  /** At most once counted. */
  giveBack(request: FastifyRequest): void
}

function createShares(keyOf: (request: FastifyRequest) => string, most: { count: number; bytes: number }): Shares {
  const sums = new Map<string, { count: number; bytes: number }>(), taken = new Map<FastifyRequest, { key: string; weight: number }>()
  return {
    hasRoom(request, weight) {
      const sum = sums.get(keyOf(request))
      return sum === undefined || (sum.count < most.count && sum.bytes + weight <= most.bytes)
    },
    take(request, weight) {
      const key = keyOf(request), { count, bytes } = sums.get(key) ?? { count: 0, bytes: 0 }
      taken.set(request, { key, weight })
      sums.set(key, { count: count + 1, bytes: bytes + weight })
    },
    giveBack(request) {
      const was = taken.get(request), sum = was === undefined ? undefined : sums.get(was.key)
      if (was === undefined || sum === undefined) return
      taken.delete(request)
      if (sum.count === 1) sums.delete(was.key)
      else sums.set(was.key, { count: sum.count - 1, bytes: sum.bytes - was.weight })
    },
  }
}

const deviceOf = (request: FastifyRequest): string => request.identity?.sessionId ?? countedAddress(request)

/** What a body will be unpacked; where nobody says, the largest it may be. JSON packs to a tenth. */
function weightOf(request: FastifyRequest, bodyLimit: number): number {
  const length = Number(request.headers['content-length'] ?? NaN)
  return Math.min(bodyLimit, Number.isFinite(length) ? length * (request.headers['content-encoding'] === undefined ? 1 : 10) : bodyLimit)
}

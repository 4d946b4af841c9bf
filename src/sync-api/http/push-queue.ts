import type { FastifyReply, FastifyRequest, preParsingAsyncHookHandler } from 'fastify'
import { HttpError } from './http-error.ts'

/** How many pushes this process has in hand at most, from the moment their bodies are read; of one device; and how large they may be together. */
export interface QueueSettings { pushes: number; ofDevice: number; bytes: number }

/** A hundred pushes are some seconds of work on a small machine: whoever came behind them would wait in vain. */
export const defaultQueue: QueueSettings = { pushes: 100, ofDevice: 4, bytes: 64 * 1024 * 1024 }

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

export function createPushQueue(settings: QueueSettings): PushQueue {
  const held = new Map<FastifyRequest, number>(), atWork = new Set<FastifyRequest>()
  const ofDevices = new Map<string, number>()
  let bytes = 0, refused = 0

  const enter = (request: FastifyRequest, reply: FastifyReply, weight: number): void => {
    const device = deviceOf(request), its = ofDevices.get(device) ?? 0
    if (held.size >= settings.pushes || its >= settings.ofDevice || (held.size > 0 && bytes + weight > settings.bytes)) {
      refused += 1
      void reply.header('Retry-After', '2')
      throw new HttpError(503, 'unavailable', 'The server has its hands full. Nothing was changed; it is safe to try again.')
    }
    held.set(request, weight)
    ofDevices.set(device, its + 1)
    bytes += weight
  }
  const leave = (request: FastifyRequest): void => {
    const weight = held.get(request)
    if (weight === undefined) return
    held.delete(request)
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
      try {
        return await work()
      } finally {
        atWork.delete(request)
        leave(request)
      }
    },
    length: () => held.size,
    refused: () => refused,
  }
}

const deviceOf = (request: FastifyRequest): string => request.identity?.sessionId ?? request.ip

/** What a body will be unpacked; where nobody says, the largest it may be. JSON packs to a tenth. */
function weightOf(request: FastifyRequest, bodyLimit: number): number {
  const length = Number(request.headers['content-length'] ?? NaN)
  return Math.min(bodyLimit, Number.isFinite(length) ? length * (request.headers['content-encoding'] === undefined ? 1 : 10) : bodyLimit)
}

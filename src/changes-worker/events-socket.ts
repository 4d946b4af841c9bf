import type { TimerHandle } from '../shared/clock.ts'
import { eventFrameSchema, type EventFrame } from '../protocol/pull.ts'
import { parseJson } from '../outbox/read-answers.ts'
import { afterFailure, ready, waitFrom, type Schedule } from '../outbox/retry-schedule.ts'
import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'

/** The live line: what others do, as they do it. */
export interface EventsSocket {
  /** Opens it where it is not open; to be called when a pull has reached the server's newest. */
  connect(at: { cursor: string; seen: string | null }): void
  drop(): void
}

/** So long a socket must have held to be called good; one that closes at once backs off further. */
const goodAfterMs = 10_000

/**
 * Frames are applied in their order, each where the last one ended (R2); a gap, a frame that cannot be read, or a closed socket causes a
 * pull, which opens the socket anew.
 */
export function createEventsSocket(context: SyncContext): EventsSocket {
  const { parts, board } = context
  let socket: { close(): void } | null = null
  let schedule: Schedule = ready
  let holds: TimerHandle | null = null
  let frames: Promise<void> = Promise.resolve()

  const apply = async (frame: EventFrame): Promise<void> => {
    if (context.stopped || frame.type === 'awareness') return
    if (frame.type === 'error') {
      parts.log('info', 'events error', { error: frame.error })
      context.wake.pull()
      return
    }
    const applied = await must(parts.db.applyFrame(frame))
    // A frame may bring what a deferred change waits for, which only a completed pull looks at.
    if (!applied || context.deferred.size > 0) context.wake.pull()
  }
  const stopTimer = (): void => {
    if (holds !== null) parts.clock.clearTimeout(holds)
    holds = null
  }

  return {
    connect: ({ cursor, seen }) => {
      const { account } = context
      if (socket !== null || account === null || context.stopped || board.facts.hold !== null) return
      const wait = waitFrom(schedule, parts.clock.monotonic())
      if (wait > 0) { context.alarm('pull', wait); return }
      const mine = parts.sockets.open(parts.transport.eventsUrl(account, { since: cursor, seen }), {
        opened: () => {
          if (socket !== mine) return
          board.set({ transport: 'socket' })
          holds = parts.clock.setTimeout(() => { schedule = ready }, goodAfterMs)
        },
        message: (text) => {
          if (socket !== mine) return
          const read = eventFrameSchema.safeParse(parseJson(text))
          if (!read.success) { context.wake.pull(); return }
          frames = frames.then(() => apply(read.data)).catch((error: unknown) => { context.threw('pull', error) })
        },
        closed: () => {
          if (socket !== mine) return
          stopTimer()
          socket = null
          board.set({ transport: 'polling' })
          if (context.stopped || board.facts.hold !== null) return
          const now = parts.clock.monotonic()
          schedule = afterFailure(schedule, { kind: 'retry', code: 'server_error', retryAfterMs: null, message: 'the socket closed' }, now, parts.random.next())
          context.alarm('pull', waitFrom(schedule, now))
        },
      })
      socket = mine
    },
    drop: () => {
      stopTimer()
      const open = socket
      socket = null
      open?.close()
      board.set({ transport: board.facts.bound ? 'polling' : 'none' })
    },
  }
}

import type { WebSocket } from 'ws'
import type { EventFrame } from '../../protocol/pull.ts'
import type { Clock } from '../../shared/clock.ts'
import { jsonFault, type Json } from '../../shared/json.ts'
import type { Relay } from './relay.ts'

/** Presence and carets: passed on to the workspace's other sockets, stored nowhere. */
export interface Awareness {
  /** Takes part until the returned function is called. */
  join(workspaceId: string, socket: WebSocket): () => void
}

/** @param relay to and from other processes; absent: there are none */
export function createAwareness(clock: Pick<Clock, 'now'>, newId: () => string, relay?: Relay): Awareness {
  const rooms = new Map<string, Set<WebSocket>>()
  const send = (workspaceId: string, text: string, sender: WebSocket | null): void => {
    for (const other of rooms.get(workspaceId) ?? []) {
      // Whoever does not keep up misses some: only the latest matters.
      if (other !== sender && other.readyState === other.OPEN && other.bufferedAmount < 64 * 1024) other.send(text)
    }
  }
  relay?.listen((message) => { if (message.type === 'awareness') send(message.workspaceId, message.text, null) })
  return {
    join(workspaceId, socket) {
      const room = rooms.get(workspaceId) ?? new Set()
      rooms.set(workspaceId, room)
      room.add(socket)
      const from = newId()
      let second = 0, inSecond = 0
      const count = (): number => {
        const now = Math.floor(clock.now() / 1_000)
        inSecond = now === second ? inSecond + 1 : 1
        second = now
        return inSecond
      }

      socket.on('message', (raw: Buffer) => {
        const nth = count()
        // Reading them takes our time: what is too many is not read, and who floods is gone.
        if (nth > floodPerSecond) socket.terminate()
        if (nth > perSecond) return
        const data = awarenessData(raw.toString())
        if (data === undefined) return
        const text = JSON.stringify({ type: 'awareness', from, data } satisfies EventFrame)
        send(workspaceId, text, socket)
        relay?.tell({ type: 'awareness', workspaceId, text })
      })

      return () => {
        room.delete(socket)
        if (room.size === 0) rooms.delete(workspaceId)
      }
    },
  }
}

/** A caret moves at most this often; more is dropped. */
const perSecond = 50
/** No device sends so many. */
const floodPerSecond = 500

function awarenessData(text: string): Json | undefined {
  try {
    const message = JSON.parse(text) as { type?: unknown; data?: Json } | null
    return message?.type === 'awareness' && jsonFault(message.data) === null ? message.data : undefined
  } catch {
    return undefined
  }
}

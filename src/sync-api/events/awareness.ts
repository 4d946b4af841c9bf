import type { WebSocket } from 'ws'
import type { EventFrame } from '../../protocol/pull.ts'
import type { Json } from '../../shared/json.ts'

/** Presence and carets: passed on to the workspace's other sockets, stored nowhere. */
export interface Awareness {
  /** Takes part until the returned function is called. */
  join(workspaceId: string, socket: WebSocket): () => void
}

export function createAwareness(newId: () => string): Awareness {
  const rooms = new Map<string, Set<WebSocket>>()
  return {
    join(workspaceId, socket) {
      const room = rooms.get(workspaceId) ?? new Set()
      rooms.set(workspaceId, room)
      room.add(socket)
      const from = newId()

      socket.on('message', (raw: Buffer) => {
        const data = awarenessData(raw.toString())
        if (data === undefined) return
        const text = JSON.stringify({ type: 'awareness', from, data } satisfies EventFrame)
        for (const other of room) {
          // Whoever does not keep up misses some: only the latest matters.
          if (other !== socket && other.readyState === other.OPEN && other.bufferedAmount < 64 * 1024) other.send(text)
        }
      })

      return () => {
        room.delete(socket)
        if (room.size === 0) rooms.delete(workspaceId)
      }
    },
  }
}

function awarenessData(text: string): Json | undefined {
  try {
    const message = JSON.parse(text) as { type?: unknown; data?: Json } | null
    return message?.type === 'awareness' ? message.data : undefined
  } catch {
    return undefined
  }
}

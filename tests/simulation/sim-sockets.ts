import type { WebSocket } from 'ws'
import type { Sockets } from '../../src/changes-worker/sockets.ts'

/** Opens a socket to the server of the simulation, handing it over before anything arrives; rejects where the server refuses it. */
export type OpenSocket = (path: string, headers: Record<string, string>, onInit: (socket: WebSocket) => void) => Promise<WebSocket>

/** A device's sockets: they open only while it is online, and all break when it goes offline. */
export interface SimSockets extends Sockets {
  breakAll(): void
  /** Sockets that are being opened. */
  readonly opening: number
}

export function createSimSockets(openSocket: OpenSocket, device: { online: () => boolean; authorization: () => Record<string, string> }): SimSockets {
  const open = new Set<WebSocket>()
  let opening = 0
  return {
    get opening() { return opening },
    breakAll: () => { for (const socket of open) if (isOpen(socket)) socket.terminate() },
    open: (url, on) => {
      let socket: WebSocket | null = null
      let wanted = true, over = false
      const closed = (): void => {
        if (over) return
        over = true
        if (socket) open.delete(socket)
        on.closed()
      }
      const begin = async (): Promise<void> => {
        opening += 1
        try {
          // Nothing is called back before `open` has returned.
          await Promise.resolve()
          if (!device.online()) { closed(); return }
          const made = await openSocket(url.replace(/^ws:\/\/[^/]+/, ''), device.authorization(), (early) => {
            socket = early
            open.add(early)
            early.on('message', (text) => { if (wanted && device.online()) on.message(String(text)) })
            early.on('close', closed)
            early.on('error', () => { early.terminate() })
          })
          if (!wanted || !device.online()) { made.terminate(); return }
          on.opened()
        } catch {
          closed()
        } finally {
          opening -= 1
        }
      }
      void begin()
      return { close: () => { wanted = false; if (socket !== null && isOpen(socket)) socket.close() } }
    },
  }
}

/** One that is being opened cannot be closed yet; `begin` looks whether it is still wanted. */
const isOpen = (socket: WebSocket): boolean => socket.readyState !== socket.CONNECTING

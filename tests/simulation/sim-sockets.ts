import type { WebSocket } from 'ws'
import type { Sockets } from '../../src/changes-worker/sockets.ts'

/** Opens a socket to the server of the simulation, handing it over before anything arrives; rejects where the server refuses it. */
export type OpenSocket = (path: string, headers: Record<string, string>, onInit: (socket: WebSocket) => void) => Promise<WebSocket>

/** A device's sockets: they open only while it is online, and all break when it goes offline. */
export interface SimSockets extends Sockets {
  breakAll(): void
  /** What was on its way while the device heard nothing. */
  deliverHeld(): void
  /** Sockets that are being opened. */
  readonly opening: number
}

export function createSimSockets(openSocket: OpenSocket, device: { online: () => boolean; hears: () => boolean; isHeard: () => boolean; authorization: () => Record<string, string> }): SimSockets {
  const open = new Set<WebSocket>()
  const held: (() => void)[] = []
  let opening = 0
  return {
    get opening() { return opening },
    deliverHeld: () => { for (const deliver of held.splice(0)) deliver() },
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
          // To open one takes both ways.
          if (!device.online() || !device.hears() || !device.isHeard()) { closed(); return }
          const made = await openSocket(url.replace(/^ws:\/\/[^/]+/, ''), device.authorization(), (early) => {
            socket = early
            open.add(early)
            const heard = (then: () => void): void => { if (device.hears()) then(); else held.push(then) }
            early.on('message', (text) => { heard(() => { if (wanted && !over && device.online()) on.message(String(text)) }) })
            early.on('close', () => { if (device.online()) heard(closed); else closed() })
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

/**
 * Opens event sockets; a port, because Node and tests have other ones. Nothing is called back before
 * `open` has returned; `closed` comes exactly once, also where opening failed.
 */
export interface Sockets {
  open(url: string, on: { opened(): void; message(text: string): void; closed(): void }): { close(): void }
}

/** The browser's WebSocket. */
export const webSockets: Sockets = {
  open: (url, on) => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => { on.opened() })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => { if (typeof event.data === 'string') on.message(event.data) })
    socket.addEventListener('close', () => { on.closed() })
    return { close: () => { socket.close() } }
  },
}

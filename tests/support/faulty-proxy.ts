import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

/** A proxy before the real server: it counts bytes, and on demand loses, delays or garbles answers, as networks do. */
export interface FaultyProxy {
  origin: string
  /** Bytes that crossed the wire since `resetBytes`, headers included. */
  bytes(): { up: number; down: number }
  resetBytes(): void
  /** Consulted for each request; null: passed through. Replace it to end a fault. */
  fault: (method: string, path: string) => Fault | null
  /** Breaks every socket (events) that is open now. */
  cutSockets(): void
  /** Prepended to every script that passes from now on; null: nothing. So a test can be in a thread before the product's code is. */
  scriptPrefix: string | null
  /** Requests that met a fault: `POST /api/sync/push lose-answer`. */
  faults: string[]
  close(): Promise<void>
}

export type Fault =
  /** The server gets the request and does its work; the answer never arrives. */
  | { kind: 'lose-answer' }
  /** The connection breaks before the server hears of it. */
  | { kind: 'refuse' }
  /** The server does its work, and the answer breaks off in its first bytes. */
  | { kind: 'cut' }
  /** The request reaches the server this much later. */
  | { kind: 'delay'; ms: number }
  /** Answered by the proxy itself. */
  | { kind: 'answer'; status: number; type: string; body: string; headers?: Record<string, string> }

/** Listens on a free port and passes everything, sockets too, to `target` (`http://localhost:4800`). */
export async function startProxy(target: string): Promise<FaultyProxy> {
  const to = new URL(target)
  const sockets = new Set<Socket>()
  const upgraded = new Set<Socket>()
  let up = 0
  let down = 0
  let closedUp = 0
  let closedDown = 0

  const server = createServer((incoming, outgoing) => { pass(incoming, outgoing) })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      closedUp += socket.bytesRead
      closedDown += socket.bytesWritten
    })
    socket.on('error', () => { /* The browser went away. */ })
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    if (apply(incoming.method ?? 'GET', incoming.url ?? '/') !== null) { socket.destroy(); return }
    upgraded.add(socket)
    const upstream = connect(Number(to.port), '127.0.0.1', () => {
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`]
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`)
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`)
      upstream.write(head)
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    upstream.on('error', () => { socket.destroy() })
    upstream.on('close', () => { socket.destroy() })
    socket.on('close', () => { upgraded.delete(socket); upstream.destroy() })
  })

  const proxy: FaultyProxy = {
    origin: '',
    bytes: () => {
      const now = total()
      return { up: now.up - up, down: now.down - down }
    },
    resetBytes: () => { ({ up, down } = total()) },
    fault: () => null,
    cutSockets: () => { for (const socket of upgraded) socket.destroy() },
    scriptPrefix: null,
    faults: [],
    close: () => new Promise((resolve) => {
      server.close(() => { resolve() })
      for (const socket of sockets) socket.destroy()
    }),
  }

  function total(): { up: number; down: number } {
    let openUp = closedUp
    let openDown = closedDown
    for (const socket of sockets) { openUp += socket.bytesRead; openDown += socket.bytesWritten }
    return { up: openUp, down: openDown }
  }

  function apply(method: string, path: string): Fault | null {
    const fault = proxy.fault(method, path)
    if (fault !== null) proxy.faults.push(`${method} ${path} ${fault.kind}`)
    return fault
  }

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const fault = apply(incoming.method ?? 'GET', incoming.url ?? '/')
    if (fault?.kind === 'refuse') { incoming.socket.destroy(); return }
    if (fault?.kind === 'answer') {
      incoming.resume()
      outgoing.writeHead(fault.status, { 'content-type': fault.type, ...fault.headers })
      outgoing.end(fault.body)
      return
    }
    if (fault?.kind === 'delay') { setTimeout(() => { forward(incoming, outgoing, null) }, fault.ms); return }
    forward(incoming, outgoing, fault)
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | null): void {
    const prefix = /\.m?js$/.test(incoming.url ?? '') ? proxy.scriptPrefix : null
    const { 'accept-encoding': _encoding, 'if-none-match': _tag, ...plain } = incoming.headers
    const upstream = request(
      { host: '127.0.0.1', port: to.port, method: incoming.method, path: incoming.url, headers: prefix === null ? incoming.headers : plain },
      (answer) => {
        if (fault?.kind === 'lose-answer') {
          answer.resume()
          answer.on('end', () => { incoming.socket.destroy() })
          return
        }
        if (fault?.kind === 'cut') {
          const { 'content-length': _length, ...headers } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, headers)
          answer.once('data', (chunk: Buffer) => {
            outgoing.write(chunk.subarray(0, Math.min(40, chunk.length - 1)))
            answer.resume()
          })
          answer.on('end', () => { incoming.socket.destroy() })
          return
        }
        if (prefix !== null) {
          const { 'content-length': _length, etag: _etag, ...headers } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, headers)
          outgoing.write(prefix)
          answer.pipe(outgoing)
          return
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
        answer.pipe(outgoing)
      },
    )
    upstream.on('error', () => { incoming.socket.destroy() })
    outgoing.on('close', () => { if (fault === null) upstream.destroy() })
    incoming.pipe(upstream)
  }

  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve() }) })
  const address = server.address()
  proxy.origin = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  return proxy
}

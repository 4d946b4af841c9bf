import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** How long is waited for a request's headers, for the whole of it, and for any sign of whoever reads an answer; ms. */
export interface Patience { headersMs: number; requestMs: number; idleMs: number }

/** A device gives a push up after 30 seconds itself; whoever sends a byte now and then only holds a place. */
export const defaultPatience: Patience = { headersMs: 15_000, requestMs: 60_000, idleMs: 120_000 }

/** What came is no request, or came too slowly: said in the shape of every error, on the bare connection. */
export function answerClientErrors(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, code, message] = meanings[error.code ?? ''] ?? [400, 'invalid', 'This is no valid request.']
  const body = JSON.stringify({ error: code, message })
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
  }
  socket.destroy(error)
}

const meanings: Record<string, [number, string, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'timeout', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'too_large', 'The headers are too large.'],
}

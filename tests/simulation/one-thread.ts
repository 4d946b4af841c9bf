import { createHmac, KeyObject, timingSafeEqual, type webcrypto } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Deliver } from './network.ts'

/*
 * Node packs, unpacks and signs in threads of its own, and when they are done is chance: a seed would tell another story every time. In the
 * simulation all of that happens at once, in this thread, by the same algorithms.
 */

/** As the platform's, in one step. */
class CompressionInTurn implements CompressionStream {
  readonly readable: CompressionStream['readable']
  readonly writable: CompressionStream['writable']
  constructor() {
    const chunks: Uint8Array[] = []
    const stream = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform: (chunk) => { chunks.push(chunk) },
      flush: (controller) => { controller.enqueue(new Uint8Array(gzipSync(Buffer.concat(chunks)))) },
    })
    this.readable = stream.readable
    this.writable = stream.writable as CompressionStream['writable']
  }
}

/** The sessions' tokens are the only thing that is signed so: HMAC with SHA-256. */
const hmac = (key: webcrypto.CryptoKey, data: Uint8Array): Buffer => createHmac('sha256', KeyObject.from(key)).update(data).digest()

globalThis.CompressionStream = CompressionInTurn
Object.assign(crypto.subtle, {
  sign: (_algorithm: unknown, key: webcrypto.CryptoKey, data: Uint8Array) => Promise.resolve(new Uint8Array(hmac(key, data)).buffer),
  verify: (_algorithm: unknown, key: webcrypto.CryptoKey, signature: Uint8Array, data: Uint8Array) => {
    const right = hmac(key, data)
    return Promise.resolve(right.byteLength === signature.byteLength && timingSafeEqual(right, signature))
  },
})

/** Hands the server a body unpacked, as a proxy before it may. */
export const unzipped = (request: Parameters<Deliver>[0]): Parameters<Deliver>[0] => {
  const { 'Content-Encoding': encoding, ...headers } = request.headers
  return encoding === 'gzip' && request.body !== null ? { ...request, headers, body: new Uint8Array(gunzipSync(request.body)) } : request
}

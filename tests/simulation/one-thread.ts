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

const { sign, verify } = crypto.subtle
/** The sessions' tokens are signed so, HMAC with SHA-256; what has two keys (a device's, a passkey's) keeps to the platform's way. */
const hmac = (key: webcrypto.CryptoKey, data: Uint8Array): Buffer => createHmac('sha256', KeyObject.from(key)).update(data).digest()

globalThis.CompressionStream = CompressionInTurn
Object.assign(crypto.subtle, {
  sign: (algorithm: webcrypto.AlgorithmIdentifier, key: webcrypto.CryptoKey, data: Uint8Array<ArrayBuffer>) =>
    (key.type === 'secret' ? Promise.resolve(new Uint8Array(hmac(key, data)).buffer) : sign.call(crypto.subtle, algorithm, key, data)),
  verify: (algorithm: webcrypto.AlgorithmIdentifier, key: webcrypto.CryptoKey, signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => {
    if (key.type !== 'secret') return verify.call(crypto.subtle, algorithm, key, signature, data)
    const right = hmac(key, data)
    return Promise.resolve(right.byteLength === signature.byteLength && timingSafeEqual(right, signature))
  },
})

/** Hands the server a body unpacked, as a proxy before it may. */
export const unzipped = (request: Parameters<Deliver>[0]): Parameters<Deliver>[0] => {
  const { 'Content-Encoding': encoding, ...headers } = request.headers
  return encoding === 'gzip' && request.body !== null ? { ...request, headers, body: new Uint8Array(gunzipSync(request.body)) } : request
}

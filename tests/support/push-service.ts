import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Hint } from '../../src/protocol/notifications.ts'

/** A browser's keys for Web Push, and where its push service takes messages for it. */
export interface PushTarget { endpoint: string; p256dh: string; auth: string }
export interface TakenMessage { path: string; headers: IncomingHttpHeaders; body: Buffer }

/** A push service on this machine alone, with the one browser that it serves: what is sent to it is taken, and can be read with the browser's keys. */
export interface PushService {
  target(path?: string): PushTarget
  taken: TakenMessage[]
  /** What the next messages are answered, then 201. */
  replies: { status: number; headers?: Record<string, string> }[]
  /** As the browser decrypts it (RFC 8291). @throws where it is not for these keys */
  read(message: TakenMessage): Hint
  /** Whether it is signed by this key for this service (RFC 8292); what the signature says. */
  signer(message: TakenMessage): { publicKey: string; claims: { aud: string; sub: string; exp: number } }
  close(): Promise<void>
}

export async function startPushService(): Promise<PushService> {
  const browser = createECDH('prime256v1'), auth = randomBytes(16)
  browser.generateKeys()
  const taken: TakenMessage[] = [], replies: PushService['replies'] = []
  const http = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
      taken.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces) })
      const { status, headers } = replies.shift() ?? { status: 201 }
      response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve) })
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    taken, replies,
    target: (path = '/device') => ({ endpoint: `${origin}${path}`, p256dh: browser.getPublicKey().toString('base64url'), auth: auth.toString('base64url') }),
    read({ body }) {
      const salt = body.subarray(0, 16), sender = body.subarray(21, 21 + body[20]!), sealed = body.subarray(21 + body[20]!)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender])
      const secret = Buffer.from(hkdfSync('sha256', browser.computeSecret(sender), auth, info, 32))
      const derived = (name: string, length: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, length))
      const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12)).setAuthTag(sealed.subarray(-16))
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
      return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString()) as Hint
    },
    signer({ headers }) {
      const [, token, publicKey] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? []
      if (token === undefined || publicKey === undefined) throw new Error(`Not signed: ${headers.authorization}`)
      const [head, claims, signature] = token.split('.') as [string, string, string], point = Buffer.from(publicKey, 'base64url')
      const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }, format: 'jwk' })
      if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('Signed by another key.')
      return { publicKey, claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; sub: string; exp: number } }
    },
    close: () => new Promise((resolve) => { http.closeAllConnections(); http.close(() => { resolve() }) }),
  }
}

import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { headers } from '../../protocol/headers.ts'
import { signedText } from '../../protocol/signed.ts'
import { HttpError, invalid } from '../http/http-error.ts'

/**
 * A session that registered a device's key writes nothing that the key has not signed, whichever route it comes to: who has its cookies alone
 * can read, until they end, and change nothing (decision 0025).
 */
export function requireSignatures(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    const key = request.identity?.session.publicKey ?? null
    if (key === null || request.method === 'GET' || request.method === 'HEAD') return
    if (!isSigned(request, key)) throw new HttpError(401, 'signature_required', 'This session writes only with its device\'s key. Sign in again; nothing on your device is lost.')
  })
}

/** @throws HttpError 400 where it is no P-256 key */
export function checkedKey(given: string | undefined): string | null {
  if (given === undefined) return null
  if (keyOf(given) === null) throw invalid('deviceKey: not an ECDSA key over P-256')
  return given
}

function isSigned(request: FastifyRequest, publicKey: string): boolean {
  const key = keyOf(publicKey), signature = headerOf(request, headers.signature)
  if (key === null || signature === '') return false
  const text = signedText({
    method: request.method, path: request.url, workspace: headerOf(request, headers.workspace), user: headerOf(request, headers.user),
    bodyHash: createHash('sha256').update(request.bodyBytes ?? '').digest('hex'),
  })
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : ''
}

/** Reading a key takes longer than checking a signature by it. */
const read = new Map<string, KeyObject | null>()
function keyOf(publicKey: string): KeyObject | null {
  const known = read.get(publicKey)
  if (known !== undefined) return known
  let key: KeyObject | null = null
  try {
    key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') key = null
  } catch {
    // Not a key at all: there is none.
  }
  if (read.size >= 1_000) read.clear()
  read.set(publicKey, key)
  return key
}

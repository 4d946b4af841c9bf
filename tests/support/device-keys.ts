import { createHash } from 'node:crypto'
import { headers } from '../../src/protocol/headers.ts'
import { signedText } from '../../src/protocol/signed.ts'

/** A device's key outside a browser. */
export interface TestKey {
  /** To be registered with a sign-in. */
  deviceKey: string
  /** The header for a request; what is not named is what a call about the account has. */
  sign(request: { method?: string; path: string; workspace?: string; user?: string; body: string }): Promise<Record<string, string>>
}

export async function createTestKey(): Promise<TestKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  return {
    deviceKey: Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64url'),
    async sign({ method = 'POST', path, workspace = '', user = '', body }) {
      const text = signedText({ method, path, workspace, user, bodyHash: createHash('sha256').update(body).digest('hex') })
      return { [headers.signature]: Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.from(text))).toString('base64url') }
    },
  }
}

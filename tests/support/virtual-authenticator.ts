import { createHash } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** As much of a passkey's device as a server can tell: one key, and a person who is always there. */
export interface VirtualAuthenticator {
  make(options: { challenge: string }, more?: Partial<Circumstances>): Promise<{ id: string }>
  use(options: { challenge: string }, more?: Partial<Circumstances>): Promise<{ id: string }>
}
/** What an attacker would have otherwise. */
interface Circumstances { origin: string; rpId: string; verified: boolean; counter: number }

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest()

export async function createVirtualAuthenticator(): Promise<VirtualAuthenticator> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const credentialId = crypto.getRandomValues(new Uint8Array(16)), id = base64url(credentialId)
  let counter = 0

  const circumstances = (more: Partial<Circumstances>): Circumstances => ({ origin: 'http://localhost:4600', rpId: 'localhost', verified: true, counter: counter += 1, ...more })
  const authData = ({ rpId, verified, counter: count }: Circumstances, attested: Uint8Array | null): Buffer => {
    const flags = 0x01 | (verified ? 0x04 : 0) | (attested === null ? 0 : 0x40), counted = Buffer.alloc(4)
    counted.writeUInt32BE(count)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counted, attested ?? Buffer.alloc(0)])
  }
  const clientData = (type: string, challenge: string, { origin }: Circumstances): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

  return {
    async make({ challenge }, more = {}) {
      const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
      const key = isoCBOR.encode(new Map<number, number | Uint8Array<ArrayBuffer>>([[1, 2], [3, -7], [-1, 1], [-2, Uint8Array.from(Buffer.from(x!, 'base64url'))], [-3, Uint8Array.from(Buffer.from(y!, 'base64url'))]]))
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credentialId.length]), credentialId, key]), around = circumstances(more)
      const attestation = isoCBOR.encode(new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', Uint8Array.from(authData(around, attested))]]) as never)
      return answer({ clientDataJSON: base64url(clientData('webauthn.create', challenge, around)), attestationObject: base64url(attestation), transports: ['internal'] })
    },
    async use({ challenge }, more = {}) {
      const around = circumstances(more), data = authData(around, null), client = clientData('webauthn.get', challenge, around)
      const raw = Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, Buffer.concat([data, sha256(client)])))
      return answer({ clientDataJSON: base64url(client), authenticatorData: base64url(data), signature: base64url(der(raw)) })
    },
  }

  function answer(response: object): { id: string } {
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response } as { id: string }
  }
}

/** WebCrypto gives r and s side by side; authenticators wrap them in ASN.1. */
function der(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    let at = 0
    while (at < bytes.length - 1 && bytes[at] === 0) at += 1
    const value = bytes[at]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes.subarray(at)]) : bytes.subarray(at)
    return Buffer.concat([Buffer.from([2, value.length]), value])
  }
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, both.length]), both])
}

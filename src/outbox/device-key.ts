import { openDB, type DBSchema } from 'idb'
import { signedText } from '../protocol/signed.ts'

/**
 * The key of this browser profile, as a port: made when somebody first signs in, and never to be read out again, not even by this program.
 * What it signs only this browser can have written.
 */
export interface DeviceKey {
  /** To be registered with a sign-in, SPKI in base64url; null: this browser keeps no keys, and the session goes without. */
  publicKey(): Promise<string | null>
  /** The signature of a request that writes; null where there is no key. */
  sign(request: { method: string; path: string; workspace: string; user: string; body: string }): Promise<string | null>
}

interface KeySchema extends DBSchema { keys: { key: 'device'; value: CryptoKeyPair } }

/** In IndexedDB, where page and service worker find the same one. */
export function createDeviceKey(): DeviceKey {
  let known: CryptoKeyPair | null = null
  const stored = async (make: boolean): Promise<CryptoKeyPair | null> => {
    const db = await openDB<KeySchema>('satchel-device', 1, { upgrade: (fresh) => { fresh.createObjectStore('keys') } })
    try {
      const there = await db.get('keys', 'device')
      if (there !== undefined || !make) return there ?? null
      const made = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
      // Two tabs may sign in at once: the first key is the one of both.
      const tx = db.transaction('keys', 'readwrite'), first = await tx.store.get('device')
      if (first === undefined) await tx.store.put(made, 'device')
      await tx.done
      return first ?? made
    } finally {
      db.close()
    }
  }
  const pair = async (make: boolean): Promise<CryptoKeyPair | null> => {
    // A browser that keeps nothing for us, or no keys, signs nothing: the server then was told of no key either.
    known ??= await stored(make).catch(() => null)
    return known
  }
  return {
    async publicKey() {
      const keys = await pair(true)
      return keys === null ? null : base64url(await crypto.subtle.exportKey('spki', keys.publicKey))
    },
    async sign({ body, ...about }) {
      const keys = await pair(false)
      return keys === null ? null : signWith(keys.privateKey, about, body)
    },
  }
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

async function signWith(key: CryptoKey, about: { method: string; path: string; workspace: string; user: string }, body: string): Promise<string> {
  const bodyHash = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body))), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(signedText({ ...about, bodyHash }))))
}

const base64url = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

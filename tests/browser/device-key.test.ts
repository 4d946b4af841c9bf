import { expect, it } from 'vitest'
import { createDeviceKey } from '../../src/outbox/device-key.ts'
import { signedText } from '../../src/protocol/signed.ts'

it('a device\'s key is the same for every thread of the browser, and cannot be read out', async () => {
  const request = { method: 'POST', path: '/api/sync/push', workspace: 'w', user: 'u', body: '{"changes":"ä"}' }
  expect(await createDeviceKey().sign(request), 'no key before anybody signs in').toBeNull()
  // Two tabs at once, and later the service worker.
  const [one, two] = await Promise.all([createDeviceKey().publicKey(), createDeviceKey().publicKey()])
  expect(one).toBe(two)
  const signature = await createDeviceKey().sign(request)
  const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
  const key = await crypto.subtle.importKey('spki', bytes(one!), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  const { body, ...about } = request
  const hash = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body))), (byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature!), new TextEncoder().encode(signedText({ ...about, bodyHash: hash })))).toBe(true)

  const db = await new Promise<IDBDatabase>((resolve, reject) => { const open = indexedDB.open('satchel-device'); open.onsuccess = () => { resolve(open.result) }; open.onerror = () => { reject(open.error!) } })
  const stored = await new Promise<CryptoKeyPair>((resolve) => { const get = db.transaction('keys').objectStore('keys').get('device'); get.onsuccess = () => { resolve(get.result as CryptoKeyPair) } })
  db.close()
  expect(stored.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('pkcs8', stored.privateKey)).rejects.toThrow()
})

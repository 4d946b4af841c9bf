import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Closes what the server has to read again and nobody else is to read in its data or a backup of it: what codes are made from, what tokens and
 * webhooks are signed with. AES-256-GCM under a key that lies elsewhere (key.ts).
 */
export interface Seal {
  /** @param place what it is and whose; opened as anything else, it is not opened */
  close(place: string, text: string): string
  /** What a version before this wrote openly comes back as it is. @throws UnreadableSecretError */
  open(place: string, kept: string): string
  /** A hash that only who has the key can make, for what is short enough that every one of it could be tried. */
  hash(place: string, text: string): string
  /** What such hashes are made with, base64url: those of before this key took another's place are known by that one's (rotate-key.ts). */
  hashKey: string
  /** Tells this key from others, and says nothing of it. */
  mark: string
}

/** Closed under another key, or changed by somebody. */
export class UnreadableSecretError extends Error { override readonly name = 'UnreadableSecretError' }

const prefix = 'sealed1.', hashPrefix = 'keyed1.'
const nonceBytes = 12, tagBytes = 16

export const isSealed = (kept: string): boolean => kept.startsWith(prefix) || kept.startsWith(hashPrefix)

/** @param keyText what the key is derived from; its maker sees to it that nobody can guess it */
export function createSeal(keyText: string): Seal {
  const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', keyText, '', `satchel ${use}`, 32))
  const key = derived('secrets'), hashKey = derived('hashes')
  return {
    close(place, text) {
      const nonce = randomBytes(nonceBytes), cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      return prefix + Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    open(place, kept) {
      if (!kept.startsWith(prefix)) return kept
      const bytes = Buffer.from(kept.slice(prefix.length), 'base64url')
      try {
        const opened = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes))
        return Buffer.concat([opened.update(bytes.subarray(nonceBytes, -tagBytes)), opened.final()]).toString('utf8')
      } catch (thrown) {
        throw new UnreadableSecretError(`A secret (${place.split(' ', 1)[0]!}) was closed under another key.`, { cause: thrown })
      }
    },
    hash: (place, text) => hashWith(hashKey, place, text),
    hashKey: hashKey.toString('base64url'),
    mark: createHash('sha256').update(derived('mark')).digest('base64url'),
  }
}

/** As `Seal.hash` by the key whose `hashKey` this is. */
export const hashUnder = (hashKey: string, place: string, text: string): string => hashWith(Buffer.from(hashKey, 'base64url'), place, text)

const hashWith = (key: Buffer, place: string, text: string): string => hashPrefix + createHmac('sha256', key).update(`${place} ${text}`).digest('base64url')

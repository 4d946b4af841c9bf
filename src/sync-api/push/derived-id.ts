import { hash } from 'node:crypto'

/**
 * The id of a record the server makes in consequence of a change: the same for the same reasons, so that a repeat makes nothing new.
 * A UUID of version 8 (RFC 9562, 5.8) from the first 128 bits of SHA-256.
 */
export function derivedId(...reasons: string[]): string {
  const bytes = hash('sha256', reasons.join('\n'), 'buffer').subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The replica that what is given back from an epoch counts as written by (R8): one an epoch, with the old revisions as its numbers. */
export const giverOf = (epoch: string): string => derivedId('give-back', epoch)

/** Whether what bears this replica's mark was given back: a device's own id is of version 7. */
export const isGiver = (replicaId: string): boolean => replicaId[14] === '8'

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** `fp:<SHA-256>` of a row as it stands in its file, so that the same row is known again. */
export const fingerprint = (normalised: string): string => `fp:${bytesToHex(sha256(encoder.encode(normalised)))}`

/** The library makes one a call, which takes as long as the hashing. */
const encoder = new TextEncoder()

export const isFingerprint = (externalId: string): boolean => externalId.startsWith('fp:')

/** A table's row without what a second export of it may change: the order of columns, blanks around values, empty columns. */
export function normalisedRow(header: readonly string[], cells: readonly string[]): string {
  const parts: string[] = []
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i]!.trim()
    if (cell !== '') parts.push(`${header[i] ?? i}\u001f${cell}`)
  }
  return parts.sort().join('\u001e')
}

/*
 * Values by a number of 32 bits, taken from their UTF-8 where it lies (FNV-1a): of half a million strings, making them is most of looking them up. Equal values have
 * equal numbers; two others rarely have, so whoever goes by these looks at the values themselves in the end. 0 stands for none.
 */

const basis = 0x811c9dc5 | 0, prime = 0x01000193
const encoder = new TextEncoder(), decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function hashText(text: string): number {
  let hash = basis
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit > 127) {
      const bytes = encoder.encode(text)
      return hashBytes(bytes, 0, bytes.length)
    }
    hash = Math.imul(hash ^ unit, prime)
  }
  return hash || 1
}

export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = basis
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, prime)
  return hash || 1
}

/** Of plain ASCII in small letters; null: there is more in it. */
export function hashLowered(bytes: Uint8Array, start: number, end: number): number | null {
  let hash = basis
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!
    if (byte > 127) return null
    hash = Math.imul(hash ^ (byte > 64 && byte < 91 ? byte + 32 : byte), prime)
  }
  return hash || 1
}

/** Of the last so many bytes; null: they are no plain ASCII, and nobody knows how many characters they are. */
export function hashLast(bytes: Uint8Array, start: number, end: number, count: number): number | null {
  const from = Math.max(start, end - count)
  for (let i = from; i < end; i += 1) if (bytes[i]! > 127) return null
  return hashBytes(bytes, from, end)
}

const digits = new Uint8Array(32)

/** Of a phone number's last digits, as match-part.ts has them; null: it is not as plain as most. */
export function hashPhoneEnding(bytes: Uint8Array, start: number, end: number): number | null {
  let count = 0
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!
    if (byte === openingBracket || count === digits.length) return null
    if (byte >= zero && byte <= zero + 9) digits[count++] = byte
  }
  const from = digits[0] === zero && digits[1] === zero && count > 1 ? 2 : 0
  return hashBytes(digits, count - from >= 7 ? Math.max(from, count - 8) : from, count)
}

const zero = 48, openingBracket = 40

export const textAt = (bytes: Uint8Array, start: number, end: number): string => decoder.decode(bytes.subarray(start, end))

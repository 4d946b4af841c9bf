import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * The canonical JSON of a value (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript's numbers and strings.
 * Undefined members are dropped. The same value gives the same text in Node and in every browser.
 * @throws where the value is no JSON (a function, a bigint, NaN)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not in JSON`)
      return JSON.stringify(value)
    case 'object':
      return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value as Record<string, unknown>)
    default:
      throw new TypeError(`A ${typeof value} is not in JSON`)
  }
}

function canonicalObject(object: Record<string, unknown>): string {
  const members: string[] = []
  // The default sort compares UTF-16 code units, which is what the RFC asks for.
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(object[key])}`)
  }
  return `{${members.join(',')}}`
}

/** SHA-256 of the text's UTF-8 bytes, 64 lower-case hex digits. */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** The first 128 bits of SHA-256 of the text's UTF-8 bytes, as a number. */
export const sha256High128 = (text: string): bigint => BigInt(`0x${bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16))}`)

/** What identifies a change's content (protocol.md, Shapes): the hash of the change without the member `bodyHash` itself. */
export function bodyHash(change: object): string {
  return sha256Hex(canonicalJson({ ...change, bodyHash: undefined }))
}

/** Whether two values are the same JSON. Absent and `null` are the same; the order of members does not matter, that of lists does. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || a === undefined) return b === null || b === undefined
  if (typeof a !== 'object' || typeof b !== 'object' || b === null || b === undefined) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((element, i) => sameJson(element, b[i]))
  }
  const one = a as Record<string, unknown>, other = b as Record<string, unknown>
  return Object.keys(one).every((key) => sameJson(one[key], other[key])) && Object.keys(other).every((key) => key in one || sameJson(undefined, other[key]))
}

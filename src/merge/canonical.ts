import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * The canonical JSON of a value (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript's numbers and strings.
 * Undefined members are dropped. The same value gives the same text in Node and in every browser.
 * @throws where the value is no JSON (a function, a bigint, NaN)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not in JSON`)
      return JSON.stringify(value)
    case 'object':
      return Array.isArray(value) ? canonicalList(value) : canonicalObject(value as Record<string, unknown>)
    default:
      throw new TypeError(`A ${typeof value} is not in JSON`)
  }
}

// Every record is hashed from this text: adding to one string takes half the time of joining lists.
function canonicalList(list: readonly unknown[]): string {
  let text = ''
  for (const element of list) text += text === '' ? canonicalJson(element) : `,${canonicalJson(element)}`
  return `[${text}]`
}

function canonicalObject(object: Record<string, unknown>): string {
  let text = ''
  // The default sort compares UTF-16 code units, which is what the RFC asks for.
  for (const key of Object.keys(object).sort()) {
    const member = object[key]
    if (member !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Most text needs no escaping: to look is quicker than JSON.stringify. Surrogates are left to it, for one that stands alone is escaped. */
const quoted = (text: string): string => (text.length < 500 && !escaped.test(text) ? `"${text}"` : JSON.stringify(text))
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/

/** SHA-256 of the text's UTF-8 bytes, 64 lower-case hex digits. */
export const sha256Hex = (text: string): string => bytesToHex(sha256Of(text))

/** The first 128 bits of SHA-256 of the text's UTF-8 bytes, as a number. */
export function sha256High128(text: string): bigint {
  sha256Of(text)
  return (hashView.getBigUint64(0) << 64n) | hashView.getBigUint64(8)
}

const encoder = new TextEncoder()
/** Short texts are many: their bytes are written to one place again and again, and their hashes taken by one hasher, which costs half of what a new one for each does. */
const bytes = new Uint8Array(8_192)
const fresh = sha256.create(), hasher = sha256.create()
const hash = new Uint8Array(32), hashView = new DataView(hash.buffer)

/** Valid until the next call. */
function sha256Of(text: string): Uint8Array {
  fresh._cloneInto(hasher)
  // A UTF-16 unit takes at most three bytes.
  hasher.update(text.length * 3 > bytes.byteLength ? encoder.encode(text) : bytes.subarray(0, encoder.encodeInto(text, bytes).written))
  hasher.digestInto(hash)
  return hash
}

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
  return Object.keys(one).every((key) => sameJson(one[key], other[key])) && Object.keys(other).every((key) => Object.hasOwn(one, key) || sameJson(undefined, other[key]))
}

/** Whether two values have the same canonical JSON, so that one may stand for the other where it is hashed: a member that is `null` is not an absent one. */
export function identicalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((element, i) => identicalJson(element, b[i]))
  }
  const one = a as Record<string, unknown>, other = b as Record<string, unknown>, names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((key) => Object.hasOwn(other, key) && identicalJson(one[key], other[key]))
}

import type { Element, Entity } from '../model/entity.ts'
import { elementId } from '../model/entity.ts'
import type { Data } from '../shared/json.ts'
import { canonicalJson, sha256High128 } from './canonical.ts'
import { elementsIn } from './list-patch.ts'

/** 128 bits over the base records of an entity (R7): equal data, equal digest. A sum, so records come and go in any order. */
export type Digest = bigint

export const emptyDigest: Digest = 0n

/**
 * A record's share of its entity's digest. Tombstones have none: leave out records with `deletedAt`.
 * @param high128 the first 128 bits of SHA-256 of a text's UTF-8 bytes, by whatever is quickest where this runs
 */
export function recordDigest(entity: Entity, id: string, data: Data, high128: (text: string) => Digest = sha256High128): Digest {
  return high128(canonicalJson([entity.name, id, withSortedSets(entity, data)]))
}

export const addDigest = (sum: Digest, share: Digest): Digest => (sum + share) & mask
export const subtractDigest = (sum: Digest, share: Digest): Digest => (sum - share) & mask

/** 32 lower-case hex digits. */
export const formatDigest = (digest: Digest): string => digest.toString(16).padStart(32, '0')

/** Null where the text is no digest. */
export const parseDigest = (text: string): Digest | null => (/^[0-9a-f]{32}$/.test(text) ? BigInt(`0x${text}`) : null)

/** Four times 32 bits, high ones first: what a database can add up, each by itself (`digestOfParts`). */
export function digestParts(digest: Digest): [number, number, number, number] {
  const part = (shift: bigint): number => Number((digest >> shift) & 0xffffffffn)
  return [part(96n), part(64n), part(32n), part(0n)]
}

/** The digest of four sums of parts, which may have grown beyond 32 bits; as numbers, or in decimal digits. */
export const digestOfParts = (parts: readonly (number | string)[]): Digest =>
  parts.reduce((sum, part) => (sum << 32n) + BigInt(part), 0n) & mask

const mask = (1n << 128n) - 1n

function withSortedSets(entity: Entity, data: Data): Data {
  let result = data
  for (const field of Object.keys(data)) {
    const value = data[field]!
    const isSet = Array.isArray(value) && value.length > 0 && entity.fields[field]?.policy === 'union'
    if (value !== null && !isSet) continue
    if (result === data) result = { ...data }
    if (isSet) result[field] = sorted(elementsIn(value))
    else delete result[field]
  }
  return result
}

const sorted = (elements: Element[]): Element[] => (elements.length < 2 ? elements : elements.sort((a, b) => (elementId(a) < elementId(b) ? -1 : 1)))

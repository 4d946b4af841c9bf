import { v7 } from 'uuid'
import type { Clock } from './clock.ts'

/** Randomness as a port: a simulation hands in a seeded one. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  bytes(length: number): Uint8Array
}

const numbers = new Uint32Array(256)
let numbersLeft = 0

export const systemRandom: Random = {
  // Asked for many at once, as `pooled` does: each id of a new millisecond begins with one.
  next: () => {
    if (numbersLeft === 0) { crypto.getRandomValues(numbers); numbersLeft = numbers.length }
    numbersLeft -= 1
    return numbers[numbersLeft]! / 2 ** 32
  },
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
}

/** A seeded generator (mulberry32) for sample data, tests and simulations; not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) }
}

/**
 * Makes ids for the elements of a record's lists. They need only be unique within the record, whoever adds to it; short ones keep the
 * database and the wire small: 35 random bits for this maker, then a counter.
 */
export function createElementIdMaker(random: Pick<Random, 'bytes'>): () => string {
  const mark = Array.from(random.bytes(7), (byte) => (byte & 31).toString(32)).join('')
  let made = 0
  return () => mark + (made++).toString(36)
}

/** Makes UUIDv7s (RFC 9562) that rise within one maker, also within a millisecond. */
export function createIdMaker(clock: Pick<Clock, 'now'>, random: Random): () => string {
  let lastMs = 0
  let seq = 0
  return () => {
    const now = clock.now()
    if (now > lastMs) {
      lastMs = now
      seq = Math.floor(random.next() * 2 ** 20)
    } else {
      seq += 1
      if (seq > 0x7fffffff) { seq = 0; lastMs += 1 }
    }
    return v7({ msecs: lastMs, seq, random: random.bytes(16) })
  }
}

/** Asking the platform for a few random bytes costs as much as asking for many. */
export function pooled(random: Random): Random {
  let pool: Uint8Array = new Uint8Array(), used = 0
  return {
    next: random.next,
    bytes: (length) => {
      if (used + length > pool.length) { pool = random.bytes(Math.max(4_096, length)); used = 0 }
      used += length
      return pool.subarray(used - length, used)
    },
  }
}

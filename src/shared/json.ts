/** What JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A record's data as it is stored and sent: field name to value. Absent and `null` mean the same: no value. */
export type Data = Record<string, Json>

/** Levels of lists and objects within each other; what people and forms make has six. */
export const deepestJson = 32

/**
 * Why what was parsed from outside cannot be kept; null: it can. JSON is read without recursion and written with it, so a few thousand
 * brackets would overflow the stack of whoever touches them next, server and all devices that pull them; and `1e400` reads as a number
 * that cannot be written.
 */
export function jsonFault(value: unknown, left = deepestJson): string | null {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number is beyond what can be counted'
  if (typeof value !== 'object' || value === null) return null
  if (left === 0) return `nested more than ${deepestJson} levels deep`
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === 'string') continue
    const fault = jsonFault(inner, left - 1)
    if (fault !== null) return fault
  }
  return null
}

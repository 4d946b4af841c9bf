/** What JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A record's data as it is stored and sent: field name to value. Absent and `null` mean the same: no value. */
export type Data = Record<string, Json>

/** Levels of lists and objects within each other; what people and forms make has six. */
export const deepestJson = 32

/**
 * Whether a value is nested deeper than that. JSON is read without recursion and written with it, so that a few thousand brackets from
 * outside would overflow the stack of whoever touches them next: server and all devices that pull them.
 */
export function isTooDeep(value: unknown, left = deepestJson): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && isTooDeep(inner, left - 1)) return true
  }
  return false
}

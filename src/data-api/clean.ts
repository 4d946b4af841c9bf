import type { Json } from '../shared/json.ts'
import { SatchelError } from '../shared/errors.ts'

/**
 * A record's fields out of what a caller gives: without `undefined`, and without what a record read from `get` carries beside its fields.
 * @throws SatchelError `invalid` for what is no object, and for a value that nothing can keep
 */
export function clean(data: Record<string, unknown>): Record<string, Json> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new SatchelError('invalid', 'The fields are given as an object: { firstName: "Ana" }.')
  const fields = Object.entries(data).filter(([key, value]) => value !== undefined && !besideFields.has(key))
  for (const [field, value] of fields) if (!isKept(value)) throw new SatchelError('invalid', `"${field}" holds what cannot be kept. Give texts, numbers, true or false, lists and objects of these, or null.`, { field })
  return Object.fromEntries(fields) as Record<string, Json>
}

const besideFields = new Set(['id', 'revision', 'createdAt', 'updatedAt', 'deletedAt', '$sync', '$text'])

/** What is nested deeper is in most cases a part of itself. */
const deepest = 32

/** Whether another thread, and a file, can be told of it; whether the field takes it is the field's to say. */
function isKept(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint'
  return depth < deepest && Object.values(value).every((part) => isKept(part, depth + 1))
}

/** Hands a record's id (or an act's) back. @throws SatchelError `invalid` for what is none */
export function checkId(id: string, what: 'record' | 'act' = 'record'): string {
  if (typeof id !== 'string' || id === '') throw new SatchelError('invalid', `Name the ${what} by its id, a text.`)
  return id
}

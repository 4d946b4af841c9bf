import type { Json } from '../shared/json.ts'
import { SatchelError } from '../shared/errors.ts'

/**
 * A record's fields out of what a caller gives: without `undefined`, and without what a record read from `get` carries beside its fields.
 * @throws SatchelError `invalid` for what is no object
 */
export function clean(data: Record<string, unknown>): Record<string, Json> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new SatchelError('invalid', 'The fields are given as an object: { firstName: "Ana" }.')
  return Object.fromEntries(Object.entries(data).filter(([key, value]) => value !== undefined && !besideFields.has(key))) as Record<string, Json>
}

const besideFields = new Set(['id', 'revision', 'createdAt', 'updatedAt', 'deletedAt', '$sync', '$text'])

/** @throws SatchelError `invalid` for what is no record's id */
export function checkId(id: string): string {
  if (typeof id !== 'string' || id === '') throw new SatchelError('invalid', 'Name the record by its id, a text.')
  return id
}

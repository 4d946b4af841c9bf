import type { Json } from '../shared/json.ts'
import type { Field } from './entity.ts'
import { limits } from './text.ts'

/**
 * Why a list cannot stand in a field, in words; null: it can. Elements that stood there before may have the shape of another version, which is
 * kept (R4): where the whole does not fit, only those are judged that are new or changed.
 */
export function listProblem(field: Field, list: readonly Json[], before: readonly Json[]): string | null {
  const whole = field.schema.safeParse(list)
  if (whole.success) return null
  const reason = whole.error.issues[0]?.message ?? 'not valid'
  const stood = new Set(before.map((element) => JSON.stringify(element)))
  const touched = list.filter((element) => !stood.has(JSON.stringify(element)))
  if (list.length > limits.elements || touched.length === list.length) return reason
  return field.schema.safeParse(touched).success ? null : reason
}

import type { Json } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customPatch, readValue } from '../../../model/custom-value.ts'
import type { Columns } from './columns.ts'
import { personMembers } from './custom-edit.ts'

/** The fields that people made which many records can be given one value of. */
export const bulkCustomFields = ({ specs }: Columns): { value: string; label: string }[] =>
  Object.entries(specs).flatMap(([id, { custom }]) => (custom === undefined ? [] : [{ value: id, label: custom.label }]))

/**
 * What to write into many records, whatever stands there. Of several choices one is added, or all are taken away.
 * @param called of a person, whose id is `typed`: what they are called
 */
export function bulkValue(field: CustomField, typed: string, called: string): { ok: true; field: string; value: Json } | { ok: false; reason: string } {
  if (field.kind === 'choices' && typed.trim() === '') return written(field, Object.fromEntries(field.choices.map(({ id }) => [id, null])))
  if (field.kind === 'person' && typed !== '') return written(field, personMembers(typed, called))
  const read = readValue(field, typed)
  return read.ok ? written(field, read.members) : read
}

const written = (field: CustomField, members: Record<string, Json>): { ok: true; field: string; value: Json } => ({ ok: true, field: 'custom', value: customPatch({ [field.id]: members })['custom']! })

export const bulkHint = ({ kind, currency }: CustomField): string | undefined =>
  kind === 'choices' ? 'Added to what each has.' : kind === 'money' ? `An amount in ${currency}.` : undefined

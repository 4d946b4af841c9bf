import type { Json, Rec } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customPatch, customValue, plainMembers, readValue, valueText, type Members } from '../../../model/custom-value.ts'
import { chosenOf } from '../../../model/custom-values.ts'
import type { CellEdit } from './cell-edits.ts'
import type { Columns } from './columns.ts'
import { dataOf } from './record-values.ts'

/** A person as the field keeps them: who, and what they are called now. */
export const personMembers = (id: string, name: string): Members => ({ person: id, name })

/** The patch that writes a column's field. `value`: of one that people made the id of a choice, a person's members, or null. */
export function fieldPatch({ specs }: Columns, column: string, value: Json): Record<string, Json> {
  const custom = specs[column]?.custom
  if (custom === undefined) return { [column]: value }
  const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : plainMembers(custom, value as string | number | null)
  return customPatch({ [custom.id]: members })
}

/** How a cell of a field that people made is written as one line: choices by their names. */
export function customEdit(field: CustomField): CellEdit {
  const valueIn = (rec: Rec): Record<string, Json> | undefined => customValue(dataOf(rec), field.id)
  return {
    field: 'custom',
    draft: `custom.${field.id}`,
    begin: (rec) => valueText(field, valueIn(rec)),
    basis: (rec) => ({ tags: chosenOf(valueIn(rec)) }),
    value: (typed, { tags = [] }) => {
      const read = readValue(field, typed, Object.fromEntries(tags.map((id) => [id, true])))
      if (!read.ok) throw new Error(`${read.reason}.`)
      return customPatch({ [field.id]: read.members })['custom']!
    },
  }
}

import type { Json, Rec } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customPatch, customValue, readValue, valueText } from '../../../model/custom-value.ts'
import { chosenOf } from '../../../model/custom-values.ts'
import type { CellEdit } from './cell-edits.ts'
import { dataOf } from './record-values.ts'

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

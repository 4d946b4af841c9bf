import type { Rec } from '../../../data-api/types.ts'
import { productModel } from '../../../model/model.ts'
import type { Data } from '../../../shared/json.ts'
import { elementsOf, str } from '../../../model/text.ts'
import { recordTitle } from '../../sync-status/value-text.ts'

/**
 * What tells a record from another that its card would call the same: the first words of what belongs to another record (a note), else the first
 * value of a list (an e-mail, a phone). Empty where there is none.
 */
export function recordDetail(entity: string, record: Rec | null | undefined): string {
  const model = productModel.entities.get(entity)
  if (model === undefined || !record) return ''
  if (model.searchThrough !== undefined) return `“${recordTitle(entity, record)}”`
  const lists = Object.entries(model.fields).filter(([, { kind }]) => kind === 'list').map(([field]) => field)
  return lists.map((field) => str(elementsOf(record as unknown as Data, field)[0]?.['value'])).find(Boolean) ?? ''
}

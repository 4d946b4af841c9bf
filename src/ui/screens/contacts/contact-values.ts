import type { Rec } from '../../../data-api/types.ts'
import { contactName } from '../../../model/contacts.ts'
import { elementsOf, str, tagsOf } from '../../../model/text.ts'
import type { Data } from '../../../shared/json.ts'

/** A record's fields without what sync says about it. */
export function dataOf(rec: Rec): Data {
  const { $sync: _, ...data } = rec
  return data as Data
}

export const nameOf = (rec: Rec): string => contactName(dataOf(rec))
export const text = (rec: Rec, field: string): string => str(dataOf(rec)[field])
export const listOf = (rec: Rec, field: string): Record<string, unknown>[] => elementsOf(dataOf(rec), field)
export const valuesOf = (rec: Rec, field: string): string[] => elementsOf(dataOf(rec), field).map((element) => str(element['value'])).filter(Boolean)
export const tagsOfRec = (rec: Rec): string[] => tagsOf(dataOf(rec), 'tags')
export const citiesOf = (rec: Rec): string[] => elementsOf(dataOf(rec), 'addresses').map((element) => str(element['city'])).filter(Boolean)

/** "Coach, Silva & Partner": what stands under a name. */
export const roleOf = (rec: Rec): string => [text(rec, 'title'), nameOf(rec) === text(rec, 'company') ? '' : text(rec, 'company')].filter(Boolean).join(', ')

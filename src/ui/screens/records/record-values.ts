import type { Rec } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
import { elementsOf, str, tagsOf } from '../../../model/text.ts'
import type { Data } from '../../../shared/json.ts'

/** A record's fields without what sync says about it. */
export function dataOf(rec: Rec): Data {
  const { $sync: _, ...data } = rec
  return data as Data
}

/** The line that stands for a record. */
export const nameOf = (entity: Entity, rec: Rec): string => entity.title(dataOf(rec))
export const text = (rec: Rec, field: string): string => str(dataOf(rec)[field])
export const listOf = (rec: Rec, field: string): Record<string, unknown>[] => elementsOf(dataOf(rec), field)
export const valuesOf = (rec: Rec, field: string): string[] => elementsOf(dataOf(rec), field).map((element) => str(element['value'])).filter(Boolean)
export const tagsOfRec = (rec: Rec): string[] => tagsOf(dataOf(rec), 'tags')
export const citiesOf = (rec: Rec): string[] => elementsOf(dataOf(rec), 'addresses').map((element) => str(element['city'])).filter(Boolean)

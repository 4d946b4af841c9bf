import type { Rec } from '../../../data-api/types.ts'
import { contactName } from '../../../model/names.ts'
import { dataOf, text } from '../records/record-values.ts'

export const nameOf = (rec: Rec): string => contactName(dataOf(rec))

/** "Coach, Silva & Partner": what stands under a name. */
export const roleOf = (rec: Rec): string => [text(rec, 'title'), nameOf(rec) === text(rec, 'company') ? '' : text(rec, 'company')].filter(Boolean).join(', ')

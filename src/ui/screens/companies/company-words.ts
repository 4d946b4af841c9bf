import type { Rec } from '../../../data-api/types.ts'
import { companyName } from '../../../model/names.ts'
import { citiesOf, dataOf, text, valuesOf } from '../records/record-values.ts'

export const nameOfCompany = (rec: Rec): string => companyName(dataOf(rec))

/** "Software, Berlin": what stands beside a company's name. */
export function companyAbout(rec: Rec): string {
  const domain = valuesOf(rec, 'domains')[0] ?? ''
  return [text(rec, 'industry'), citiesOf(rec)[0] ?? '', text(rec, 'industry') === '' && domain !== nameOfCompany(rec) ? domain : ''].filter(Boolean).join(', ')
}

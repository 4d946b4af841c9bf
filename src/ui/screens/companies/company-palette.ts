import { tagsOf } from '../../../model/text.ts'
import type { Kind } from '../records/kind.ts'
import { citiesOf, dataOf, tagsOfRec, valuesOf } from '../records/record-values.ts'
import { companyList } from './company-columns.ts'
import { companyLook } from './company-look.ts'
import { companyAbout } from './company-words.ts'

/** What ⌘K has to know of companies. */
export const companyPalette = {
  ...companyList,
  page: '/companies/$id',
  square: companyLook.square,
  about: companyAbout,
  found: (rec) => [...tagsOf(dataOf(rec), 'aliases'), ...valuesOf(rec, 'domains'), ...valuesOf(rec, 'emails'), ...valuesOf(rec, 'phones'), ...citiesOf(rec), ...tagsOfRec(rec)],
} as const satisfies Pick<Kind, 'entity' | 'list' | 'columns' | 'page' | 'square' | 'about' | 'found'>

import { companies } from '../../../model/companies.ts'
import { columnsOf } from '../records/columns.ts'
import type { Listed } from '../records/saved-views.tsx'

/** What addresses and the sidebar know of the companies' screens. */
export const companyList = {
  entity: companies,
  list: '/companies',
  columns: columnsOf(companies, { tight: { phone: 160, city: 120 }, groupable: ['industry', 'city'] }),
} as const satisfies Listed

import { companyName } from '../../../model/names.ts'
import { severalColumns, type Look } from '../records/look.ts'
import { valuesOf } from '../records/record-values.ts'

/** How companies look in their table. */
export const companyLook: Look = { list: '/companies', square: true, title: companyName, several: { ...severalColumns, domain: (rec) => valuesOf(rec, 'domains') } }

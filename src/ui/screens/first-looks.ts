import { companyLook } from './companies/company-look.ts'
import { contactLook } from './contacts/contact-look.ts'
import type { Look } from './records/look.ts'

/** The lists that stand before everything else is here, by entity. */
export const firstLooks: Readonly<Record<string, Look>> = { contacts: contactLook, companies: companyLook }

import { contactName } from '../../../model/names.ts'
import { severalColumns, type Look } from '../records/look.ts'

/** How contacts look in their table. */
export const contactLook: Look = { list: '/contacts', square: false, title: contactName, several: severalColumns }

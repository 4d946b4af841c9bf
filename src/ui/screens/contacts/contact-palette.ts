import { citiesOf, tagsOfRec, valuesOf } from '../records/record-values.ts'
import type { Kind } from '../records/kind.ts'
import { contactList } from './contact-columns.ts'
import { contactLook } from './contact-look.ts'
import { roleOf } from './contact-words.ts'

/** What ⌘K has to know of contacts. */
export const contactPalette = {
  ...contactList,
  page: '/contacts/$id',
  square: contactLook.square,
  about: roleOf,
  found: (rec) => [...valuesOf(rec, 'emails'), ...valuesOf(rec, 'phones'), ...citiesOf(rec), ...tagsOfRec(rec)],
} as const satisfies Pick<Kind, 'entity' | 'list' | 'columns' | 'page' | 'square' | 'about' | 'found'>

import type { ContactsSearch } from './search-params.ts'

let last: ContactsSearch = {}

/** How the list was last looked at in this tab: the way back from a contact leads there, not to a list that forgot everything. */
export const lastList = (): ContactsSearch => last
export const rememberList = (search: ContactsSearch): void => { last = search }

import type { ContactsSearch } from './search-params.ts'

let last: ContactsSearch = {}

/** How the list was last looked at in this tab: the way back from a contact leads there, not to a list that forgot everything. */
export const lastList = (): ContactsSearch => last
export const rememberList = (search: ContactsSearch): void => { last = search }

let place = { asked: '', row: 0 }

/** The row one was on in the list that was asked for, null for another list. */
export const lastRow = (asked: string): number | null => (place.asked === asked ? place.row : null)
export const rememberRow = (asked: string, row: number): void => { place = { asked, row } }

import type { ListSearch } from './search-params.ts'

const last = new Map<string, ListSearch>()

/** How an entity's list was last looked at in this tab: the way back from a record leads there, not to a list that forgot everything. */
export const lastList = (entity: string): ListSearch => last.get(entity) ?? {}
export const rememberList = (entity: string, search: ListSearch): void => { last.set(entity, search) }

let place = { asked: '', row: 0 }

/** The row one was on in the list that was asked for, null for another list. */
export const lastRow = (asked: string): number | null => (place.asked === asked ? place.row : null)
export const rememberRow = (asked: string, row: number): void => { place = { asked, row } }

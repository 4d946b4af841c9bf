import { deepEqual } from '@tanstack/react-router'

/** A screen that stays in the page; `own` is what makes it up. */
export interface Kept<Own> {
  /** Another for each time it is made anew, and higher than all before. */
  key: number
  /** Whose screen it is: a route, or one of the views that it has. */
  place: string
  database: string
  /** What the address said of it when it was last seen. */
  search: object
  own: Own
}

/** Of each place one at the most; the one that was seen last at the end. */
export interface Standing<Own> { kept: readonly Kept<Own>[]; shown: Kept<Own> | null }

/** So many stay: the six lists, and some views of them. Each holds about a thousand elements and half a megabyte. */
export const mostKept = 10

/** Where one is; `make` is null where what stands there does not stay. */
export interface Where<Own> { place: string; search: object; database: string; make: (() => Own) | null }

let made = 0

/**
 * What stands in the page once one is there. The screen that is seen goes along with its address; one that was left comes back as it was if the address leads
 * there, and is made anew if it says something else. What shows another database than the open one is dropped.
 * @returns the very same where nothing changed
 */
export function follow<Own>(standing: Standing<Own>, { place, search, database, make }: Where<Own>): Standing<Own> {
  const before = standing.shown
  const known = make === null ? undefined : standing.kept.find((one) => one.place === place)
  const comesBack = known !== undefined && known.key !== before?.key && known.database === database && leadsTo(search, known.search)
  const shown = make === null ? null
    : known?.key === before?.key && known !== undefined ? alongWith(known, search, database)
      : comesBack ? known : { key: ++made, place, search, database, own: make() }
  const others = standing.kept.filter((one) => one !== known && one.database === database).slice(shown === null ? -mostKept : 1 - mostKept)
  if (shown === before && others.length + (shown === null ? 0 : 1) === standing.kept.length) return standing
  return { kept: shown === null ? others : [...others, shown], shown }
}

/** The same, unless the address says something else now; another workspace's rows come into a list that stands by themselves. */
const alongWith = <Own>(one: Kept<Own>, search: object, database: string): Kept<Own> =>
  (one.database === database && deepEqual(search, one.search) ? one : { ...one, search, database })

/** Whether an address leads to a screen as it was left. Where it says nothing of how far one had scrolled, that is as it was. */
function leadsTo(search: object, left: object): boolean {
  const { at, ...rest } = search as Record<string, unknown>, { at: was, ...before } = left as Record<string, unknown>
  return (at === undefined || at === was) && deepEqual(rest, before)
}

import { isCalendarDate } from '../../../model/text.ts'
import type { Columns } from './columns.ts'
import { readItems, type FilterItem } from './filter-tree.ts'
import type { GroupKey } from './row-layout.ts'

/** What the address of a table says. A saved view is this without the place in it. */
export interface ListSearch {
  /** What is searched for. */
  q?: string
  f?: FilterItem[]
  /** Columns, `-` before one to reverse: "company,-updatedAt". */
  sort?: string
  /** The shown columns in their order; on a board, what its cards say. */
  cols?: string
  /** Widths that differ from the usual: "name:240,company:180". */
  w?: string
  d?: 'compact'
  /** How the list is laid out; absent: as a table. */
  layout?: string
  /** Pinned columns. */
  pin?: string
  /** The column whose values are the heads of groups, or a board's columns. */
  group?: string
  /** Groups that are closed. */
  shut?: GroupKey[]
  /** The record id of the saved view this began from. */
  view?: string
  /** The first row in sight. */
  at?: number
  /** The record in the peek panel; some kinds call it by their own name. */
  peek?: string
  task?: string
  /** The day chosen in a calendar. */
  day?: string
  /** The selected records; see selection-store.ts. */
  sel?: string
}

/** Reads an address somebody may have typed: what makes no sense is left out. */
export function listSearch(columns: Columns, raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {}
  for (const key of ['q', 'sort', 'cols', 'w', 'pin', 'view', 'peek', 'task', 'sel'] as const) {
    const value = raw[key]
    if (typeof value === 'string' || typeof value === 'number') search[key] = String(value)
  }
  if (raw['d'] === 'compact') search.d = 'compact'
  if (Number.isInteger(raw['at']) && Number(raw['at']) > 0) search.at = Number(raw['at'])
  if (/^\d{4}-\d{2}-\d{2}$/.test(String(raw['day'])) && isCalendarDate(String(raw['day']))) search.day = String(raw['day'])
  if (typeof raw['layout'] === 'string' && /^[a-z]{1,20}$/.test(raw['layout'])) search.layout = raw['layout']
  // Which fields people made, an address is read without.
  if (columns.groupable.includes(String(raw['group'])) || /^custom\.[\w-]{1,64}$/.test(String(raw['group']))) search.group = String(raw['group'])
  const shut = search.group !== undefined && Array.isArray(raw['shut']) ? raw['shut'].filter(isGroupKey) : []
  if (shut.length > 0) search.shut = shut
  const filters = readItems(columns, raw['f'])
  if (filters.length > 0) search.f = filters
  return search
}

const isGroupKey = (key: unknown): key is GroupKey => key === null || typeof key === 'string' || typeof key === 'number'

/** What a saved view keeps. */
export const viewKeys = ['layout', 'q', 'f', 'sort', 'cols', 'w', 'd', 'pin', 'group'] as const

export const viewOf = (search: ListSearch): Pick<ListSearch, (typeof viewKeys)[number]> =>
  Object.fromEntries(viewKeys.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])))

/** Whether two addresses show the same view. */
export const sameView = (a: ListSearch, b: ListSearch): boolean => JSON.stringify(viewOf(a)) === JSON.stringify(viewOf(b))

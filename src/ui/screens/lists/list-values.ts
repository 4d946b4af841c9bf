import type { ListOptions, Rec, Where } from '../../../data-api/types.ts'
import { isLive, listMembers, lists, memberField } from '../../../model/lists.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { companyPalette } from '../companies/company-palette.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { withFields, type Columns } from '../records/columns.ts'
import { describeItem, readItems, toWhere, type FilterItem } from '../records/filter-tree.ts'
import { dataOf } from '../records/record-values.ts'

export const listName = (list: Rec): string => lists.title(dataOf(list))
export const isLiveList = (list: Rec): boolean => isLive(dataOf(list))

/** What it is a list of. */
export const ofList = (list: Rec | { entity: string }): typeof contactPalette | typeof companyPalette => (list.entity === companyPalette.entity.name ? companyPalette : contactPalette)

/** The members of a list by hand. */
export const membersWhere = (entity: string, listId: string): Where => ({ id: { through: { entity: listMembers.name, field: memberField(entity)!, where: { listId } } } })

/** What its filter may speak of: the columns, those of the fields that people made among them. */
const columnsOf = (list: Rec, fields: readonly CustomField[]): Columns => withFields(ofList(list).columns, fields)

/** A live list's filter, as far as it makes sense here. */
export function filterOf(list: Rec): { q: string; f: FilterItem[] } {
  const { q, f } = (list['filter'] ?? {}) as { q?: unknown; f?: unknown }
  return { q: typeof q === 'string' ? q.trim() : '', f: readItems(ofList(list).columns, f) }
}

/** What the worker is asked for to see a list; `now` is what days are counted from, `fields` those that people made for what it is a list of. */
export function optionsOfList(list: Rec, now: number, fields: readonly CustomField[]): Pick<ListOptions, 'search' | 'where'> {
  if (!isLiveList(list)) return { where: membersWhere(ofList(list).entity.name, list.id) }
  const { q, f } = filterOf(list), where = toWhere(columnsOf(list, fields), f, now)
  return { ...(q ? { search: q } : {}), ...(where ? { where } : {}) }
}

/** To the minute: the query stays the same query while one looks at it. */
export const toMinute = (now: number): number => Math.floor(now / 60_000) * 60_000

/** "City is Bonn": what a live list follows. */
export function followsWords(list: Rec, fields: readonly CustomField[]): string {
  const { q, f } = filterOf(list), columns = columnsOf(list, fields)
  return [q && `“${q}”`, ...f.map((item) => describeItem(columns, item))].filter(Boolean).join(', ') || 'Everybody'
}

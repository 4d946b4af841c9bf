import type { Where } from '../../../data-api/types.ts'
import type { Columns } from './columns.ts'
import { describeFilter, followsClock, isComplete, isFilter, toCondition, type Filter, type NameOf } from './filters.ts'

/** Conditions of which all hold, or any. In the address: `{"any": [["city", "is", "Bonn"], {"all": […]}]}`. */
export type FilterGroup = { all: FilterItem[] } | { any: FilterItem[] }
export type FilterItem = Filter | FilterGroup

export type Joint = 'all' | 'any'

export const isGroup = (item: FilterItem): item is FilterGroup => !Array.isArray(item)
export const jointOf = (group: FilterGroup): Joint => ('any' in group ? 'any' : 'all')
export const itemsOf = (group: FilterGroup): FilterItem[] => ('any' in group ? group.any : group.all)
export const groupOf = (joint: Joint, items: FilterItem[]): FilterGroup => (joint === 'any' ? { any: items } : { all: items })

/** Groups within groups within the filter: more nobody reads. */
export const deepest = 3

/** What is meant of what an address says; what makes no sense is left out. */
export function readItems(columns: Columns, raw: unknown, depth = 0): FilterItem[] {
  if (!Array.isArray(raw)) return []
  return raw.flatMap((item: unknown): FilterItem[] => {
    if (isFilter(columns, item)) return [item]
    if (typeof item !== 'object' || item === null || Array.isArray(item) || depth >= deepest) return []
    const joint = 'any' in item ? 'any' : 'all'
    const items = readItems(columns, (item as Record<string, unknown>)[joint], depth + 1)
    return items.length === 0 ? [] : [groupOf(joint, items)]
  })
}

/** The filters of a list as one group: of all, unless they are but one group themselves. */
export const asGroup = (items: readonly FilterItem[]): FilterGroup => (items.length === 1 && isGroup(items[0]!) ? items[0] : { all: [...items] })

/** The same the other way round, without what says too little and groups of nothing. */
export function asItems(group: FilterGroup): FilterItem[] {
  const pruned = prune(group)
  return pruned === null ? [] : isGroup(pruned) && jointOf(pruned) === 'all' ? itemsOf(pruned) : [pruned]
}

/** What says enough to filter by; a group of one is that one. */
function prune(item: FilterItem): FilterItem | null {
  if (!isGroup(item)) return isComplete(item) ? item : null
  const items = itemsOf(item).map(prune).filter((each) => each !== null)
  return items.length === 0 ? null : items.length === 1 ? items[0]! : groupOf(jointOf(item), items)
}

/** All of it as the worker takes it; `now` turns "in the last 7 days" into an instant. */
export function toWhere(columns: Columns, items: readonly FilterItem[], now: number): Where | undefined {
  const conditions = items.map((item) => itemWhere(columns, item, now)).filter((where) => where !== undefined)
  return conditions.length === 0 ? undefined : { and: conditions }
}

/** A field that people made may be gone, or not read yet: what names it asks for nothing. */
function itemWhere(columns: Columns, item: FilterItem, now: number): Where | undefined {
  if (!isGroup(item)) return isComplete(item) && Object.hasOwn(columns.specs, item[0]) ? toCondition(columns, item, now) : undefined
  const parts = itemsOf(item).map((each) => itemWhere(columns, each, now)).filter((where) => where !== undefined)
  if (parts.length === 0) return undefined
  return jointOf(item) === 'any' ? { or: parts } : { and: parts }
}

/** Whether what it finds changes with the clock. */
export const isRelative = (items: readonly FilterItem[]): boolean =>
  items.some((item) => (isGroup(item) ? isRelative(itemsOf(item)) : followsClock(item[1])))

/** The conditions, in whatever group they stand. */
export const conditionsIn = (items: readonly FilterItem[]): Filter[] => items.flatMap((item) => (isGroup(item) ? conditionsIn(itemsOf(item)) : [item]))

/** "City is Bonn, or Tags is vip and Title contains coach". */
export function describeItem(columns: Columns, item: FilterItem, nameOf?: NameOf): string {
  if (!isGroup(item)) return describeFilter(columns, item, nameOf)
  const joint = jointOf(item)
  return itemsOf(item).map((each) => {
    const words = describeItem(columns, each, nameOf)
    return isGroup(each) && itemsOf(each).length > 1 ? `(${words})` : words
  }).join(joint === 'any' ? ' or ' : ' and ')
}

/** Where an item stands: the index in the outermost group, then in the next. */
export type Path = readonly number[]

/** The group with one of its items, however deep, made another, or taken out. */
export function replaceIn(group: FilterGroup, path: Path, change: (item: FilterItem) => FilterItem | null): FilterGroup {
  const [at, ...rest] = path
  if (at === undefined) {
    const changed = change(group)
    return changed === null || !isGroup(changed) ? groupOf(jointOf(group), []) : changed
  }
  const items = itemsOf(group), item = items[at]
  if (item === undefined) return group
  const changed = rest.length === 0 ? change(item) : isGroup(item) ? replaceIn(item, rest, change) : item
  return groupOf(jointOf(group), changed === null ? items.toSpliced(at, 1) : items.with(at, changed))
}

/** With one more at the end of the group at a path. */
export const addIn = (group: FilterGroup, path: Path, item: FilterItem): FilterGroup =>
  replaceIn(group, path, (at) => (isGroup(at) ? groupOf(jointOf(at), [...itemsOf(at), item]) : at))

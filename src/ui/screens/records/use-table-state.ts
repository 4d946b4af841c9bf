import { startTransition, useCallback, useEffect, useMemo, useOptimistic, useRef } from 'react'
import { deepEqual, useNavigate, useRouter } from '@tanstack/react-router'
import type { ListOptions } from '../../../data-api/types.ts'
import { useOwnSearch } from '../../app/own-search.ts'
import { useLagging } from '../../components/use-lagging.ts'
import { useNow } from '../../components/when.tsx'
import { formatSort, formatWidths, parseColumns, parsePins, parseSort, parseWidths, pinnedFirst, sortKey, type Columns, type Sort } from './columns.ts'
import { isRelative, toWhere, type FilterItem } from './filter-tree.ts'
import { useKind, type Within } from './kind.ts'
import { rememberList } from './last-list.ts'
import { leftOut } from './left-out.ts'
import type { GroupKey } from './row-layout.ts'
import { listSearch, type ListSearch } from './search-params.ts'

export interface TableState {
  search: ListSearch
  /** As typed; the address follows a moment later. */
  query: string
  filters: readonly FilterItem[]
  sort: readonly Sort[]
  columns: readonly string[]
  widths: Record<string, number>
  compact: boolean
  /** Of `columns`, those that stay while the rest scrolls sideways; the name besides. */
  pins: readonly string[]
  group: string | null
  /** `table`, or another that the kind has. */
  layout: string
  shut: readonly GroupKey[]
  /** What the worker is asked for, without a page. */
  options: ListOptions
  /** The same without the rows of groups that are closed. */
  openOptions: ListOptions
  setQuery: (query: string) => void
  setFilters: (filters: readonly FilterItem[]) => void
  setSort: (sort: readonly Sort[]) => void
  setColumns: (columns: readonly string[]) => void
  setWidths: (widths: Record<string, number>) => void
  setCompact: (compact: boolean) => void
  setPins: (pins: readonly string[]) => void
  setGroup: (column: string | null) => void
  setShut: (shut: readonly GroupKey[]) => void
  setLayout: (layout: string) => void
  /** The record in the peek panel. */
  peek: string | null
  setPeek: (id: string | null) => void
  /** Writes to the address at once, without a new entry in the history. */
  patch: (change: Partial<Record<keyof ListSearch, unknown>>) => void
}

const noKeys: readonly GroupKey[] = []
const noFilters: readonly FilterItem[] = []

/**
 * How the table is looked at. The address is the truth; what changes with every key or pixel reaches it a moment later. It is the very same state for as long as nothing of
 * it changes: an address that says what is shown already draws no list anew.
 */
export function useTableState(): TableState {
  const kind = useKind(), { entity, columns: known, list, within, layouts, peekKey = 'peek', order } = kind
  const address = useOwnSearch<ListSearch>()
  // What a list is of says which columns there are, and the router does not know that yet.
  const said = useMemo(() => (within ? listSearch(known, address as Record<string, unknown>) : address), [within, known, address])
  // What one does is seen at once, with all that follows from it; the address, which is the truth, says so as soon as the router has come round.
  const [latest, show] = useOptimistic(said, changed)
  const search = useSame(latest)
  const listId = within?.id
  const navigate = useNavigate()
  const router = useRouter()
  const write = useCallback((change: Parameters<TableState['patch']>[0]): Promise<void> => {
    // Whoever is on the way to a screen that is still loading must not be called back by the list's own address.
    if (router.latestLocation.pathname !== (listId === undefined ? list : `/lists/${listId}`)) return Promise.resolve()
    const next = { search: (now: object) => ({ ...changed(now, change) }), replace: true, resetScroll: false }
    return listId === undefined ? navigate({ to: list, ...next }) : navigate({ to: '/lists/$id', params: { id: listId }, ...next })
  }, [navigate, router, list, listId])
  const patch = useCallback<TableState['patch']>((change) => { void write(change) }, [write])
  const act = useCallback((change: Parameters<TableState['patch']>[0]) => startTransition(async () => {
    show(change)
    await write(change)
  }), [show, write])

  useEffect(() => { if (listId === undefined) rememberList(entity.name, search) }, [entity, search, listId])

  const [query, setQuery] = useLagging(search.q ?? '', (q) => patch({ q: q || undefined, at: undefined }))
  const [widthsNow, setWidthText] = useLagging(search.w ?? '', (w) => patch({ w: w || undefined }))
  const [peek, setPeekId] = useLagging(search[peekKey] ?? '', (id) => patch({ [peekKey]: id || undefined }))

  const filters = search.f ?? noFilters
  const layout = search.layout !== undefined && layouts?.[search.layout] !== undefined ? search.layout : 'table'
  const sort = useMemo(() => parseSort(known, search.sort), [known, search.sort])
  // A card has no room to say when it was last touched, unless somebody asks for it.
  const shown = useMemo(() => { const all = parseColumns(known, search.cols); return layout === 'board' && search.cols === undefined ? all.filter((id) => id !== 'updatedAt') : all }, [known, search.cols, layout])
  const pins = useMemo(() => parsePins(shown, search.pin), [shown, search.pin])
  const columns = useMemo(() => pinnedFirst(shown, pins), [shown, pins])
  // A field that was taken away, or is not here yet, groups nothing.
  const group = search.group !== undefined && (known.groupable.includes(search.group) || known.boards.includes(search.group)) ? search.group : null, shut = search.shut ?? noKeys
  const widths = useMemo(() => parseWidths(known, widthsNow), [known, widthsNow])
  const where = useWhere(known, filters)
  const left = leftOut(kind, query, filters)
  const options = useMemo<ListOptions>(() => ({
    ...both({ ...within?.options, ...(left === undefined ? {} : { where: left }) }, query.trim(), where),
    sort: sort.length > 0 ? sort.map(({ id, desc }) => `${desc ? '-' : ''}${sortKey(known, id)}`) : [...order ?? [known.lead]],
    ...(group === null ? {} : { group: { by: sortKey(known, group) } }),
  }), [within, left, query, where, sort, order, known, group])
  const openOptions = useMemo<ListOptions>(() => (group === null || shut.length === 0 ? options : { ...options, group: { by: sortKey(known, group), closed: [...shut] } }), [options, known, group, shut])

  const shownAtFirst = known.shownAtFirst.join(',')
  const setters = useMemo(() => ({
    setQuery, patch,
    setPeek: (id: string | null) => setPeekId(id ?? ''),
    setFilters: (next: readonly FilterItem[]) => act({ f: next.length > 0 ? next : undefined, at: undefined }),
    setSort: (next: readonly Sort[]) => act({ sort: formatSort(next), at: undefined }),
    setColumns: (next: readonly string[]) => act({ cols: next.join(',') === shownAtFirst ? undefined : next.join(',') }),
    setWidths: (next: Record<string, number>) => setWidthText(formatWidths(next) ?? ''),
    setPins: (next: readonly string[]) => act({ pin: next.join(',') || undefined }),
    setGroup: (next: string | null) => act({ group: next ?? undefined, shut: undefined, at: undefined }),
    // Another layout may be another of the screens that stay.
    setLayout: (next: string) => patch({ layout: next === 'table' ? undefined : next, at: undefined }),
    setShut: (next: readonly GroupKey[]) => act({ shut: next.length > 0 ? next : undefined }),
    setCompact: (next: boolean) => act({ d: next ? 'compact' : undefined }),
  }), [setQuery, patch, setPeekId, act, shownAtFirst, setWidthText])
  return useMemo<TableState>(
    () => ({ search, layout, query, filters, sort, columns, widths, compact: search.d === 'compact', pins, group, shut, options, openOptions, peek: peek || null, ...setters }),
    [search, layout, query, filters, sort, columns, widths, pins, group, shut, options, openOptions, peek, setters],
  )
}

/** A value as it was, for as long as it says the same. */
function useSame<Value extends object>(value: Value): Value {
  const kept = useRef(value)
  if (!deepEqual(kept.current, value)) kept.current = value
  return kept.current
}

/** What narrows the list, on top of what is in it. */
function both(within: Within['options'], query: string, where: ListOptions['where']): ListOptions {
  const search = [within.search ?? '', query].filter(Boolean).join(' ')
  const wheres = [within.where, where].filter((each) => each !== undefined)
  return { ...(search ? { search } : {}), ...(wheres.length === 0 ? {} : { where: wheres.length === 1 ? wheres[0]! : { and: wheres } }) }
}

/** Relative dates move with the clock, everything else only with the filters. */
function useWhere(columns: Columns, filters: readonly FilterItem[]): ListOptions['where'] {
  const relative = isRelative(filters)
  const now = useNow()
  const minute = relative ? Math.floor(now / 60_000) : 0
  return useMemo(() => toWhere(columns, filters, minute * 60_000), [columns, filters, minute])
}

/** What an address says once something of it is another; undefined: nothing. */
const changed = (search: object, change: Partial<Record<keyof ListSearch, unknown>>): ListSearch => Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined))

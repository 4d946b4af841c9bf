import { startTransition, useCallback, useEffect, useMemo, useOptimistic } from 'react'
import { useNavigate, useRouter } from '@tanstack/react-router'
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

/** How the table is looked at. The address is the truth; what changes with every key or pixel reaches it a moment later. */
export function useTableState(): TableState {
  const kind = useKind(), { entity, columns: known, list, within, layouts, peekKey = 'peek', order } = kind
  const address = useOwnSearch<ListSearch>()
  // What a list is of says which columns there are, and the router does not know that yet.
  const search = useMemo(() => (within ? listSearch(known, address as Record<string, unknown>) : address), [within, known, address])
  const listId = within?.id
  const navigate = useNavigate()
  const router = useRouter()
  const write = useCallback((change: Parameters<TableState['patch']>[0]): Promise<void> => {
    // Whoever is on the way to a screen that is still loading must not be called back by the list's own address.
    if (router.latestLocation.pathname !== (listId === undefined ? list : `/lists/${listId}`)) return Promise.resolve()
    const next = { search: (now: object) => ({ ...strip({ ...now, ...change }) }), replace: true, resetScroll: false }
    return listId === undefined ? navigate({ to: list, ...next }) : navigate({ to: '/lists/$id', params: { id: listId }, ...next })
  }, [navigate, router, list, listId])
  const patch = useCallback<TableState['patch']>((change) => { void write(change) }, [write])

  useEffect(() => { if (listId === undefined) rememberList(entity.name, search) }, [entity, search, listId])

  const [query, setQuery] = useLagging(search.q ?? '', (q) => patch({ q: q || undefined, at: undefined }))
  const [widthsNow, setWidthText] = useLagging(search.w ?? '', (w) => patch({ w: w || undefined }))
  const [peek, setPeekId] = useLagging(search[peekKey] ?? '', (id) => patch({ [peekKey]: id || undefined }))

  // The list follows at once; the address, which is the truth, as soon as the router has come round.
  const [filters, showFilters] = useOptimistic(search.f ?? noFilters)
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

  return {
    search, layout, query, filters, sort, columns, widths, compact: search.d === 'compact', pins, group, shut, options, openOptions, setQuery, patch,
    peek: peek || null,
    setPeek: useCallback((id) => setPeekId(id ?? ''), [setPeekId]),
    setFilters: useCallback((next) => startTransition(async () => {
      showFilters(next)
      await write({ f: next.length > 0 ? next : undefined, at: undefined })
    }), [write, showFilters]),
    setSort: useCallback((next) => patch({ sort: formatSort(next), at: undefined }), [patch]),
    setColumns: useCallback((next) => patch({ cols: next.join(',') === known.shownAtFirst.join(',') ? undefined : next.join(',') }), [patch, known]),
    setWidths: useCallback((next) => setWidthText(formatWidths(next) ?? ''), [setWidthText]),
    setPins: useCallback((next) => patch({ pin: next.join(',') || undefined }), [patch]),
    setGroup: useCallback((next) => patch({ group: next ?? undefined, shut: undefined, at: undefined }), [patch]),
    setLayout: useCallback((next) => patch({ layout: next === 'table' ? undefined : next, at: undefined }), [patch]),
    setShut: useCallback((next) => patch({ shut: next.length > 0 ? next : undefined }), [patch]),
    setCompact: useCallback((next) => patch({ d: next ? 'compact' : undefined }), [patch]),
  }
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

const strip = (search: object): ListSearch => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

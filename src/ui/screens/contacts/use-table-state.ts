import { useCallback, useEffect, useMemo } from 'react'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import type { ListOptions } from '../../../data-api/types.ts'
import { useLagging } from '../../components/use-lagging.ts'
import { useNow } from '../../components/when.tsx'
import { formatSort, formatWidths, parseColumns, parseSort, parseWidths, type Sort } from './columns.ts'
import { toWhere, type Filter } from './filters.ts'
import { rememberList } from './last-list.ts'
import type { ContactsSearch } from './search-params.ts'

const route = getRouteApi('/contacts')

export interface TableState {
  search: ContactsSearch
  /** As typed; the address follows a moment later. */
  query: string
  filters: readonly Filter[]
  sort: readonly Sort[]
  columns: readonly string[]
  widths: Record<string, number>
  compact: boolean
  /** What the worker is asked for, without a page. */
  options: ListOptions
  setQuery: (query: string) => void
  setFilters: (filters: readonly Filter[]) => void
  setSort: (sort: readonly Sort[]) => void
  setColumns: (columns: readonly string[]) => void
  setWidths: (widths: Record<string, number>) => void
  setCompact: (compact: boolean) => void
  /** The contact in the peek panel. */
  peek: string | null
  setPeek: (id: string | null) => void
  /** Writes to the address at once, without a new entry in the history. */
  patch: (change: Partial<Record<keyof ContactsSearch, unknown>>) => void
}

const noFilters: readonly Filter[] = []

/** How the table is looked at. The address is the truth; what changes with every key or pixel reaches it a moment later. */
export function useTableState(): TableState {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const patch = useCallback<TableState['patch']>((change) => {
    // Whoever is on the way to a screen that is still loading must not be called back by the list's own address.
    if (router.latestLocation.pathname !== '/contacts') return
    void navigate({ search: (now) => strip({ ...now, ...change }), replace: true, resetScroll: false })
  }, [navigate, router])

  useEffect(() => { rememberList(search) }, [search])

  const [query, setQuery] = useLagging(search.q ?? '', (q) => patch({ q: q || undefined, at: undefined }))
  const [widthsNow, setWidthText] = useLagging(search.w ?? '', (w) => patch({ w: w || undefined }))
  const [peek, setPeekId] = useLagging(search.peek ?? '', (id) => patch({ peek: id || undefined }))

  const filters = search.f ?? noFilters
  const sort = useMemo(() => parseSort(search.sort), [search.sort])
  const columns = useMemo(() => parseColumns(search.cols), [search.cols])
  const widths = useMemo(() => parseWidths(widthsNow), [widthsNow])
  const where = useWhere(filters)
  const options = useMemo<ListOptions>(() => ({
    ...(query.trim() ? { search: query.trim() } : {}),
    ...(where ? { where } : {}),
    sort: sort.length > 0 ? sort.map(({ id, desc }) => (desc ? `-${id}` : id)) : ['name'],
  }), [query, where, sort])

  return {
    search, query, filters, sort, columns, widths, compact: search.d === 'compact', options, setQuery, patch,
    peek: peek || null,
    setPeek: useCallback((id) => setPeekId(id ?? ''), [setPeekId]),
    setFilters: useCallback((next) => patch({ f: next.length > 0 ? next : undefined, at: undefined }), [patch]),
    setSort: useCallback((next) => patch({ sort: formatSort(next), at: undefined }), [patch]),
    setColumns: useCallback((next) => patch({ cols: next.join(',') === parseColumns(undefined).join(',') ? undefined : next.join(',') }), [patch]),
    setWidths: useCallback((next) => setWidthText(formatWidths(next) ?? ''), [setWidthText]),
    setCompact: useCallback((next) => patch({ d: next ? 'compact' : undefined }), [patch]),
  }
}

/** Relative dates move with the clock, everything else only with the filters. */
function useWhere(filters: readonly Filter[]): ListOptions['where'] {
  const relative = filters.some(([, operator]) => operator === 'withinDays' || operator === 'olderThanDays')
  const now = useNow()
  const minute = relative ? Math.floor(now / 60_000) : 0
  return useMemo(() => toWhere(filters, minute * 60_000), [filters, minute])
}

const strip = (search: object): ContactsSearch => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

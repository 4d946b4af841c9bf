import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { activeDatabase } from '../../../data-api/databases.ts'
import { isListKey, type ListKey } from '../../../data-api/list-keys.ts'
import { rememberPlan, type PlannedList } from './first-list.ts'
import { isRelative } from './filter-tree.ts'
import { headingOf, useKind } from './kind.ts'
import { useShownEffect } from '../../components/screen-life.ts'
import type { TableState } from './use-table-state.ts'
import type { Window } from './use-window.ts'

/** The list has to stand still for this long before it is kept, ms. */
const still = 1_500

interface StandingTable {
  state: TableState
  page: Window
  lefts: readonly number[]
  rowHeight: number
  /** The first row in sight. */
  first: number
  wideTags: boolean
}

/**
 * Keeps how this table begins the next time (first-list.ts), whenever it has stood still for a while; a table that the first list cannot draw as it stands
 * here (groups, a selection, fields that people made) begins without.
 */
export function useFirstPlan({ state, page, lefts, rowHeight, first, wideTags }: StandingTable): void {
  const kind = useKind(), client = useQueryClient()
  const { search, filters, columns, group } = state
  const plain = kind.within === undefined && group === null && search.sel === undefined && search.peek === undefined && !isRelative(filters) && columns.every((id) => kind.columns.specs[id]?.custom === undefined)
  const make = (): PlannedList | null => {
    if (!plain) return null
    const keys = client.getQueryCache().findAll({ queryKey: ['list'], type: 'active' }).filter(({ state: { data } }) => data !== undefined).map(({ queryKey }) => queryKey).filter(isListKey)
    const isRows = ([, entity, , window, offset]: ListKey): boolean => entity === kind.entity.name && window === 'window' && offset === page.offset
    const rows = keys.find(isRows)
    if (rows === undefined) return null
    return {
      keys: [rows, ...keys.filter((key) => key !== rows)],
      label: headingOf(kind), columns: [...columns], dates: columns.filter((id) => kind.columns.specs[id]?.type === 'date'), lefts: [...lefts], rowHeight, first, wideTags,
    }
  }
  const latest = useRef(make)
  useEffect(() => { latest.current = make })
  useShownEffect(() => {
    if (!page.loaded) return
    const database = activeDatabase()
    const timer = setTimeout(() => { rememberPlan(database, latest.current()) }, still)
    return () => clearTimeout(timer)
  }, [page.loaded, page.rows, search, columns, lefts, rowHeight, first, wideTags])
}

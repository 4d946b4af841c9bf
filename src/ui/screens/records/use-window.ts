import { useCallback, useState } from 'react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { createAhead } from '../../../data-api/ahead.ts'
import { useSatchel } from '../../../data-api/hooks.ts'
import { windowKey, windowSize, type WindowAnswer } from '../../../data-api/list-keys.ts'
import type { ListOptions, Rec, Satchel } from '../../../data-api/types.ts'
import { useKind } from './kind.ts'
import { askNames } from './names.tsx'

const step = 40

export interface Window {
  total: number
  /** False until the first page is there. */
  loaded: boolean
  rows: readonly Rec[]
  /** What these rows were searched for, which while one types is not yet what stands in the box. */
  search: string
  /** The index of the first of `rows` in the whole list. */
  offset: number
  error: Error | null
  /** Tells which rows are in sight, so that the page around them is read. */
  show: (first: number) => void
}

/**
 * The rows around those in sight, live: 120 of however many there are. The former stay until the next are read, and what those say of other records: a row and the names
 * in it are one frame.
 * @param shown the columns in sight
 */
export function useWindow(options: ListOptions, startAt: number, shown: readonly string[], enabled = true): Window {
  const satchel = useSatchel(), client = useQueryClient()
  const { entity: { name }, columns, askAround } = useKind()
  const [wanted, setWanted] = useState(() => pageOf(startAt))
  const show = useCallback((first: number) => setWanted(pageOf(first)), [])
  const { data, error } = useQuery({
    queryKey: windowKey(name, options, wanted),
    queryFn: async () => {
      const read = await readWindow(satchel, name, options, wanted), ask = createAhead(client, satchel)
      // Whoever shows the rows asks for what did not come, and tells.
      await Promise.all([options.group === undefined && askNames(ask, columns, shown, read.rows), askAround?.(ask, read.rows)]).catch(() => undefined)
      return read
    },
    placeholderData: keepPreviousData,
    enabled,
  })
  return { total: data?.total ?? 0, loaded: data !== undefined, rows: data?.rows ?? noRows, search: data?.search ?? '', offset: data?.offset ?? 0, error, show }
}

/** The rows from `wanted` on; where the list has become shorter than that, its last page. */
export async function readWindow(satchel: Satchel, name: string, options: ListOptions, wanted: number): Promise<WindowAnswer> {
  const page = await satchel.entity(name).list({ ...options, offset: wanted, limit: windowSize })
  const search = options.search ?? ''
  if (page.rows.length > 0 || page.total === 0 || wanted === 0) return { ...page, search, offset: wanted }
  const last = pageOf(page.total)
  return { ...(await satchel.entity(name).list({ ...options, offset: last, limit: windowSize })), search, offset: last }
}

const noRows: readonly Rec[] = []
// Rows before the first in sight are read too, for the way back up.
export const pageOf = (first: number): number => Math.max(0, Math.floor((first - step) / step) * step)

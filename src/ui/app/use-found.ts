import { useLayoutEffect, useRef } from 'react'
import { useList } from '../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../data-api/types.ts'

/** Records that were found, and by which words. */
export interface Found { rows: readonly Rec[]; words: string }

/**
 * What the palette finds of an entity, live. The words are asked for with the key that makes them; until their answer is there, what stands there stays as it is, down to
 * what is marked in it, and is drawn once, by the answer.
 * @param words none: nothing is asked, unless `recent` says what stands there then
 */
export function useFound(entity: string, words: string, options: ListOptions, recent?: ListOptions): Found {
  const { data, isPlaceholderData } = useList(entity, words === '' ? recent ?? options : { ...options, search: words, count: false }, { enabled: words !== '' || recent !== undefined })
  const last = useRef(nothing)
  if (words === '' && recent === undefined) last.current = nothing
  else if (data !== undefined && !isPlaceholderData && (last.current.rows !== data.rows || last.current.words !== words)) last.current = { rows: data.rows, words }
  const late = words !== '' && last.current.words !== words, me = useRef<object>({})
  useLayoutEffect(() => {
    const { current } = me
    if (late) waiting.add(current)
    else waiting.delete(current)
    return () => { waiting.delete(current) }
  }, [late])
  return last.current
}

const waiting = new Set<object>()

/** Whether something of what stands in the palette is not yet what was found by the words that are typed. */
export const isFinding = (): boolean => waiting.size > 0

const nothing: Found = { rows: [], words: '' }

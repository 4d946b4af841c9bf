import { useCallback, useEffect, useRef, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions } from '../../../data-api/types.ts'
import { useShownEffect } from '../../components/screen-life.ts'
import { showError } from '../../components/toast.tsx'
import { useKind } from './kind.ts'
import { readSelection, writeSelection } from './selection-store.ts'

export interface Selection {
  ids: ReadonlySet<string>
  /** Turns one on or off and remembers it as the range's beginning. */
  toggle: (id: string, index: number) => void
  /** From the range's beginning to here; rows that were never on the screen too. */
  rangeTo: (index: number) => void
  /** All that match the search and filters. */
  all: () => void
  clear: () => void
  remove: (ids: Iterable<string>) => void
}

/** Which records are selected, by id: filtering, sorting and scrolling leave it as it is. */
export function useSelection(options: ListOptions, fromAddress: string | undefined, toAddress: (text: string | undefined) => void): Selection {
  const satchel = useSatchel()
  const { name } = useKind().entity
  const [ids, setIds] = useState<ReadonlySet<string>>(() => readSelection(fromAddress))
  const anchor = useRef(0)
  const latest = useRef({ options, toAddress })
  useEffect(() => { latest.current = { options, toAddress } })

  const written = useRef(fromAddress)
  useShownEffect(() => {
    const timer = window.setTimeout(() => {
      const text = writeSelection(ids)
      if (text === written.current) return
      written.current = text
      latest.current.toAddress(text)
    }, 200)
    return () => window.clearTimeout(timer)
  }, [ids])

  // Of another workspace none of these is. A switch of databases, and only that, brings another promise.
  useEffect(() => {
    let { ready } = satchel
    return satchel.onCommit(() => {
      if (satchel.ready === ready) return
      ready = satchel.ready
      setIds(new Set())
    })
  }, [satchel])

  const toggle = useCallback((id: string, index: number) => {
    anchor.current = index
    setIds((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const add = useCallback((from: number, to: number) => {
    satchel.entity(name).ids(latest.current.options)
      .then((all) => setIds((now) => new Set([...now, ...all.slice(from, to)])), showError)
  }, [satchel, name])
  const rangeTo = useCallback((index: number) => add(Math.min(anchor.current, index), Math.max(anchor.current, index) + 1), [add])
  const all = useCallback(() => add(0, Infinity), [add])
  const clear = useCallback(() => setIds(new Set()), [])
  const remove = useCallback((gone: Iterable<string>) => {
    setIds((now) => {
      const next = new Set(now)
      for (const id of gone) next.delete(id)
      return next
    })
  }, [])
  return { ids, toggle, rangeTo, all, clear, remove }
}

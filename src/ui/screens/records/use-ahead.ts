import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { createAhead, type Ahead } from '../../../data-api/ahead.ts'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { useShownEffect } from '../../components/screen-life.ts'
import { useKind, type Asks, type Kind } from './kind.ts'

/** Who goes on within this does not rest on a row, ms. */
const restMs = 80
/** The row that a list begins with is nobody's choice yet: everything that is wanted now goes first, ms. */
const firstMs = 2_000
/** Instead of the id of that row, once somebody has gone to one. */
const chosen = ''

/**
 * What the panel and the page of the row one rests on will ask for is asked beforehand, so that they are whole with their first frame (decision 0100).
 * @param next while the panel is open: the rows that it may be led to
 */
export function useAhead(rec: Rec | undefined, next: readonly (Rec | undefined)[]): void {
  const kind = useKind(), satchel = useSatchel(), client = useQueryClient(), router = useRouter()
  const first = useRef<string | null>(null), latest = useRef(next)
  useEffect(() => { latest.current = next })
  const peeking = next.length > 0
  useShownEffect(() => {
    if (rec === undefined || kind.ahead === undefined) return
    first.current ??= rec.id
    if (first.current !== rec.id || peeking) first.current = chosen
    let gone = false
    const timer = setTimeout(() => {
      const ask = createAhead(client, satchel)
      // Whoever opens one whose answers did not come asks for them again, and tells.
      askAll(kind, ask, rec, () => latest.current, () => gone).catch(() => undefined)
      if (kind.page !== undefined) router.preloadRoute({ to: kind.page, params: { id: rec.id } }).catch(() => undefined)
    }, first.current === chosen ? restMs : firstMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [rec, peeking, kind, satchel, client, router])
}

/** One after the other, so that what somebody wants now comes between. */
async function askAll(kind: Kind, ask: Ahead, rec: Rec, next: () => readonly (Rec | undefined)[], isGone: () => boolean): Promise<void> {
  const { peek, page }: Asks = await kind.ahead!()
  const steps = [() => peek(ask, rec), ...next().map((other) => () => (other === undefined ? [] : peek(ask, other))), () => page(ask, rec)]
  for (const step of steps) {
    if (isGone()) return
    await Promise.all(step())
  }
}

import { useSyncExternalStore } from 'react'
import { formatInstant, formatWhen } from './format.ts'

/** An instant in near words, the whole of it in its title; the words move on by themselves. */
export function When({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  // Written out only for whoever points at it: the first format of a page takes longer to make than fifty rows to draw.
  return <time dateTime={at} onPointerEnter={(event) => { event.currentTarget.title = formatInstant(at) }} className={className}>{formatWhen(at, now)}</time>
}

/** The time, to the half minute; one timer for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

let now = Date.now()
let timer = 0
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) {
    now = Date.now()
    timer = window.setInterval(() => {
      now = Date.now()
      for (const each of listeners) each()
    }, 30_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.clearInterval(timer)
  }
}

import { formatInstant, formatWhen } from './format.ts'
import { nearNow, onNearNow } from './near-now.ts'
import { useShownStore } from './screen-life.ts'

/** An instant in near words, the whole of it in its title; the words move on by themselves. */
export function When({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  // Written out only for whoever points at it: the first format of a page takes longer to make than fifty rows to draw.
  return <time dateTime={at} onPointerEnter={(event) => { event.currentTarget.title = formatInstant(at) }} className={className}>{formatWhen(at, now)}</time>
}

/** The time, to the half minute. */
export const useNow = (): number => useShownStore(onNearNow, nearNow)

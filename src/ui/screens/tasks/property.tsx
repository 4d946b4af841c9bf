import { useRef, type ReactNode } from 'react'
import { useFocusKept } from '../../components/use-focus-kept.ts'

/** A line of a list of properties: what it is, and its value. */
export function Property({ icon, label, children }: { icon: ReactNode; label: ReactNode; children: ReactNode }) {
  const value = useRef<HTMLElement>(null)
  // Of several the last is what adds another.
  const kept = useFocusKept(value, (area) => [...area.querySelectorAll<HTMLElement>('input, button')].at(-1))
  return (
    <>
      <dt className="flex min-h-8 items-center gap-2 self-start text-muted max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0">{icon}{label}</dt>
      <dd ref={value} {...kept} className="-mr-2 min-w-0 [&_select]:text-left [&_select]:pl-2">{children}</dd>
    </>
  )
}

/** The look of a value that opens its picker. */
export const valueClass = 'flex min-h-8 w-full min-w-0 items-center rounded-md px-2 text-left not-disabled:hover:bg-hover max-md:min-h-11 max-md:text-body [overflow-wrap:anywhere]'

/** The look of the link beside a value to what it names. */
export const openClass = 'shrink-0 rounded-md px-2 py-1 text-table text-muted hover:bg-hover hover:text-text max-md:py-3'

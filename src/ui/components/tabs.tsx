import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { formatCount } from './format.ts'

export interface Tab<Id extends string = string> { id: Id; label: string; count?: number }

interface TabsProps<Id extends string> {
  tabs: readonly Tab<Id>[]
  value: Id
  onChange: (id: Id) => void
  label: string
  /** The selected tab's panel. */
  children: ReactNode
  className?: string
}

/** Tabs whose selection the caller owns (mostly the URL). Arrows, Home and End move and select. Where they are wider than the screen, an edge that hides some fades. */
export function Tabs<Id extends string>({ tabs, value, onChange, label, children, className }: TabsProps<Id>) {
  const id = useId()
  const { list, hides } = useHiddenEdges(value)
  const move = (event: React.KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === value)
    const next = event.key === 'ArrowRight' ? tabs[(at + 1) % tabs.length] : event.key === 'ArrowLeft' ? tabs.at(at - 1) : event.key === 'Home' ? tabs[0] : event.key === 'End' ? tabs.at(-1) : undefined
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} data-hides={hides} onKeyDown={move} className={cn('flex gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] max-md:px-2', fades, className)}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
            className={cn(
              '-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-ui text-muted hover:text-text focus-visible:-outline-offset-2 max-md:h-11 max-md:min-w-11 max-md:justify-center max-md:px-1.5',
              'aria-selected:border-accent aria-selected:font-medium aria-selected:text-text',
            )}
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className="text-meta text-muted tabular-nums">{formatCount(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="min-h-0 grow">{children}</div>
    </>
  )
}

const fades = cn(
  'data-[hides=end]:[mask-image:linear-gradient(to_right,black_calc(100%-3rem),transparent)]',
  'data-[hides=start]:[mask-image:linear-gradient(to_left,black_calc(100%-3rem),transparent)]',
  'data-[hides=both]:[mask-image:linear-gradient(to_right,transparent,black_3rem,black_calc(100%-3rem),transparent)]',
)

/** At which edges tabs are out of sight; the selected one is brought into it. */
function useHiddenEdges(value: string) {
  const list = useRef<HTMLDivElement>(null)
  const [hides, setHides] = useState<'none' | 'start' | 'end' | 'both'>('none')
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const look = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = element, start = scrollLeft > 1, end = scrollLeft + clientWidth < scrollWidth - 1
      setHides(start && end ? 'both' : start ? 'start' : end ? 'end' : 'none')
    }
    const size = new ResizeObserver(() => { bringIn(element); look() })
    size.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => { size.disconnect(); element.removeEventListener('scroll', look) }
  }, [])
  useEffect(() => { if (list.current !== null) bringIn(list.current) }, [value])
  return { list, hides }
}

/** The selected tab, into the middle. By hand: scrolling it into view would move the page as well. */
function bringIn(list: HTMLElement): void {
  const tab = list.querySelector<HTMLElement>('[aria-selected="true"]')
  if (tab !== null) list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
}

import { useId, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { formatCount } from './format.ts'
import { fadingEdges, useHiddenEdges } from './use-hidden-edges.ts'

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
      <div ref={list} role="tablist" aria-label={label} data-hides={hides} onKeyDown={move} className={cn('flex gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] max-md:gap-0 max-md:px-2', fadingEdges, className)}>
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

import { useId, type ReactNode } from 'react'
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

/** Tabs whose selection the caller owns (mostly the URL). Arrows move and select. */
export function Tabs<Id extends string>({ tabs, value, onChange, label, children, className }: TabsProps<Id>) {
  const id = useId()
  const move = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!step) return
    event.preventDefault()
    const at = tabs.findIndex((tab) => tab.id === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    onChange(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label={label} onKeyDown={move} className={cn('flex gap-1 overflow-x-auto border-b border-line px-4 max-md:px-2', className)}>
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

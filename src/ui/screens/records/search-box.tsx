import { useRef } from 'react'
import Search from 'lucide-react/icons/search'
import X from 'lucide-react/icons/x'
import { useShortcuts } from '../../app/shortcuts.ts'
import { inSight } from '../../components/in-sight.ts'
import { Input } from '../../components/input.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { headingOf, useKind } from './kind.ts'

/** Search as one types; Escape empties it, then leaves it. Enter and arrow down go to the list. */
export function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const ref = useRef<HTMLInputElement>(null)
  const kind = useKind(), { label } = kind.entity
  useShortcuts([{ keys: '/', label: `Search ${label.many}`, group: headingOf(kind), run: () => ref.current?.select() }])
  return (
    <div role="search" className="relative w-full max-w-80">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" />
      <Input
        ref={ref}
        type="search"
        aria-label={`Search ${label.many} and their notes`}
        placeholder={`Search ${label.many}`}
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        value={value}
        className="h-7 pr-8 pl-8 text-table max-md:h-11 [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault()
            if (value) onChange('')
            else event.currentTarget.blur()
          }
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault()
            inSight('[role=grid], [data-record-list]')?.focus()
          }
        }}
      />
      <span className="absolute top-1/2 right-1 flex -translate-y-1/2">
        {value
          ? <button type="button" aria-label="Clear search" onClick={() => { onChange(''); ref.current?.focus() }} className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:text-text max-md:size-11"><X aria-hidden className="size-3.5" /></button>
          : <span aria-hidden className="pr-1 max-md:hidden"><Kbd>/</Kbd></span>}
      </span>
    </div>
  )
}

import { useState } from 'react'
import ListFilter from 'lucide-react/icons/list-filter'
import X from 'lucide-react/icons/x'
import { Button } from '../../components/button.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { Popover } from '../../components/popover.tsx'
import { FilterEditor } from './filter-editor.tsx'
import { describeFilter, type Filter } from './filters.ts'
import { replaceAt } from './header-cell.tsx'
import { useKind } from './kind.ts'

interface FilterBarProps { filters: readonly Filter[]; onChange: (filters: readonly Filter[]) => void }

/** The filters in words, each to be changed or taken away. Not there while there are none. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { columns } = useKind()
  if (filters.length === 0) return null
  return (
    <div role="group" aria-label="Filters" className="flex shrink-0 items-center gap-1.5 overflow-x-auto border-b border-line px-4 py-1.5">
      {filters.map((filter, at) => (
        <span key={`${at}-${filter[0]}`} className="inline-flex shrink-0 items-center rounded-md inset-ring inset-ring-line">
          <Popover
            label={`Filter ${columns.labelOf(filter[0])}`}
            className="w-72 p-3"
            trigger={<button type="button" className="h-6 rounded-l-md pl-2 pr-1 text-table hover:bg-hover max-md:h-9 max-md:pl-3">{describeFilter(columns, filter)}</button>}
          >
            {(close) => <FilterEditor column={filter[0]} filter={filter} onChange={(next) => onChange(replaceAt(filters, at, next))} onDone={close} />}
          </Popover>
          <button type="button" aria-label={`Remove filter: ${describeFilter(columns, filter)}`} onClick={() => onChange(filters.toSpliced(at, 1))} className="inline-flex size-6 items-center justify-center relative rounded-r-md text-muted after:absolute hover:bg-hover hover:text-text max-md:size-9 max-md:after:-inset-1">
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <Button variant="ghost" size="sm" onClick={() => onChange([])} className="h-6">Clear all</Button>
    </div>
  )
}

/** "Filter": choose a column, then say what. */
export function AddFilter({ filters, onChange }: FilterBarProps) {
  const [column, setColumn] = useState<string | null>(null)
  // The filter being made, as soon as it says enough: later keys change it instead of adding another.
  const [at, setAt] = useState(-1)
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label="Add a filter"
      open={open}
      // Each time from the beginning: the filter that was made is changed at its words.
      onOpenChange={(next) => { setOpen(next); if (next) { setColumn(null); setAt(-1) } }}
      className={column ? 'w-72 p-3' : 'w-56 p-1'}
      trigger={<Button variant="ghost" size="sm" icon={<ListFilter aria-hidden />}><span className="max-md:sr-only">Filter</span></Button>}
    >
      {(close) => column === null
        ? <ColumnList onChoose={(id) => { setColumn(id); setAt(-1) }} />
        : (
          <FilterEditor
            key={column}
            column={column}
            filter={filters[at]}
            onChange={(next) => {
              onChange(replaceAt(filters, at, next))
              setAt(next === null ? -1 : at === -1 ? filters.length : at)
            }}
            onDone={close}
          />
        )}
    </Popover>
  )
}

function ColumnList({ onChoose }: { onChoose: (column: string) => void }) {
  const { ids, labelOf } = useKind().columns
  return (
    <ul onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('button')])}>
      {ids.map((id) => (
        <li key={id}>
          <button type="button" onClick={() => onChoose(id)} className="flex h-8 w-full items-center rounded-sm px-2 text-left text-ui hover:bg-hover max-md:h-11">{labelOf(id)}</button>
        </li>
      ))}
    </ul>
  )
}

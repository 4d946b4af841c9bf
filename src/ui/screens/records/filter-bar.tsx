import { useState } from 'react'
import ListFilter from 'lucide-react/icons/list-filter'
import X from 'lucide-react/icons/x'
import Zap from 'lucide-react/icons/zap'
import { inSight } from '../../components/in-sight.ts'
import { Button } from '../../components/button.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { handsFocusOn } from '../../components/use-focus-kept.ts'
import { cn } from '../../components/cn.ts'
import { Kbd } from '../../components/kbd.tsx'
import { Popover } from '../../components/popover.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { FilterEditor } from './filter-editor.tsx'
import { describeItem, isGroup, type FilterItem } from './filter-tree.ts'
import { replaceAt } from './header-cell.tsx'
import { useKind } from './kind.ts'
import { useNamesIn } from './names.tsx'

interface FilterBarProps { filters: readonly FilterItem[]; onChange: (filters: readonly FilterItem[]) => void; /** Opens all of them in the builder. */ onBuild: () => void; /** Makes a list that follows them. */ onList?: () => void }

const toAnother = handsFocusOn(() => inSight('[data-add-filter]'))

/** The filters in words, each to be changed or taken away. Not there while there are none. */
export function FilterBar({ filters, onChange, onBuild, onList }: FilterBarProps) {
  const { columns } = useKind()
  const nameOf = useNamesIn(columns, filters)
  if (filters.length === 0) return null
  return (
    <div ref={toAnother} role="group" aria-label="Filters" className="flex shrink-0 items-center gap-1.5 overflow-x-auto border-b border-line px-4 py-1.5">
      {filters.map((filter, at) => {
        const words = describeItem(columns, filter, nameOf)
        return (
          <span key={at} className="inline-flex shrink-0 items-center rounded-md inset-ring inset-ring-line">
            {isGroup(filter)
              ? <button type="button" title={words} className={cn(chipClass, 'max-w-120 truncate')} onClick={onBuild}>{words}</button>
              : (
                <Popover label={`Filter ${columns.labelOf(filter[0])}`} className="w-72 p-3" trigger={<button type="button" className={chipClass}>{words}</button>}>
                  {(close) => <FilterEditor column={filter[0]} filter={filter} onChange={(next) => onChange(replaceAt(filters, at, next))} onDone={close} />}
                </Popover>
              )}
            <button type="button" aria-label={`Remove filter: ${words}`} onClick={() => onChange(filters.toSpliced(at, 1))} className="inline-flex size-6 items-center justify-center relative rounded-r-md text-muted after:absolute hover:bg-hover hover:text-text max-md:size-9 max-md:after:-inset-1">
              <X aria-hidden className="size-3" />
            </button>
          </span>
        )
      })}
      <Button variant="ghost" size="sm" onClick={() => onChange([])} className="h-6">Clear all</Button>
      {onList && <Button variant="ghost" size="sm" icon={<Zap aria-hidden />} onClick={onList} className="ml-auto h-6 shrink-0 text-muted">Make it a live list</Button>}
    </div>
  )
}

const chipClass = 'h-6 rounded-l-md pl-2 pr-1 text-table hover:bg-hover max-md:relative max-md:h-9 max-md:pl-3 max-md:before:absolute max-md:before:-inset-y-1 max-md:before:inset-x-0'

/** "Filter": choose a column, then say what; on a phone all of it in a sheet. */
export function AddFilter({ filters, onChange, onBuild }: FilterBarProps) {
  const phone = useIsPhone()
  const [column, setColumn] = useState<string | null>(null)
  // The filter being made, as soon as it says enough: later keys change it instead of adding another.
  const [at, setAt] = useState(-1)
  const [open, setOpen] = useState(false)
  const made = filters[at]
  const button = <Button data-add-filter variant="ghost" size="sm" icon={<ListFilter aria-hidden />} {...(phone ? { onClick: onBuild } : {})}><span className="max-md:sr-only">Filter</span></Button>
  if (phone) return button
  return (
    <Popover
      label="Add a filter"
      open={open}
      // Each time from the beginning: the filter that was made is changed at its words.
      onOpenChange={(next) => { setOpen(next); if (next) { setColumn(null); setAt(-1) } }}
      className={column ? 'w-72 p-3' : 'w-56 p-1'}
      trigger={button}
    >
      {(close) => column === null
        ? <ColumnList onChoose={(id) => { setColumn(id); setAt(-1) }} onBuild={() => { close(); onBuild() }} />
        : (
          <FilterEditor
            key={column}
            column={column}
            filter={made === undefined || isGroup(made) ? undefined : made}
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

function ColumnList({ onChoose, onBuild }: { onChoose: (column: string) => void; onBuild: () => void }) {
  const { ids, specs, labelOf } = useKind().columns
  return (
    <ul className="max-h-[70vh] overflow-y-auto" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('button')])}>
      {ids.filter((id) => specs[id]?.unasked !== true).map((id) => (
        <li key={id}>
          <button type="button" onClick={() => onChoose(id)} className="flex h-8 w-full items-center rounded-sm px-2 text-left text-ui hover:bg-hover max-md:h-11">{labelOf(id)}</button>
        </li>
      ))}
      <li className="-mx-1 my-1 h-px bg-line" aria-hidden />
      <li><button type="button" onClick={onBuild} className="flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left text-ui hover:bg-hover">Advanced filter <span className="ml-auto"><Kbd>F</Kbd></span></button></li>
    </ul>
  )
}

import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Columns3 from 'lucide-react/icons/columns-3'
import Pin from 'lucide-react/icons/pin'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Popover } from '../../components/popover.tsx'
import { Select } from '../../components/select.tsx'
import { alwaysShown, moveColumn } from './columns.ts'
import { useKind } from './kind.ts'

interface ColumnsMenuProps {
  pins: readonly string[]
  onPins: (pins: readonly string[]) => void
  group: string | null
  onGroup: (column: string | null) => void
  columns: readonly string[]
  onChange: (columns: readonly string[]) => void
  compact: boolean
  onCompact: (compact: boolean) => void
  onResetWidths: () => void
}

/** Which columns, in which order, and how dense the rows are. */
export function ColumnsMenu({ pins, onPins, group, onGroup, columns, onChange, compact, onCompact, onResetWidths }: ColumnsMenuProps) {
  const { ids, shownAtFirst, labelOf, groupable } = useKind().columns
  const hidden = ids.filter((id) => !columns.includes(id))
  const move = (id: string, by: number): void => onChange(moveColumn(columns, id, columns.indexOf(id) + by))
  return (
    <Popover label="Columns" align="end" className="w-64 p-2" trigger={<IconButton label="Columns and density"><Columns3 /></IconButton>}>
      <ul>
        {[...columns, ...hidden].map((id) => {
          const shown = columns.includes(id)
          return (
            <li key={id} className="group flex min-h-8 items-center gap-1 rounded-sm px-1 hover:bg-hover max-md:min-h-11">
              <label className="flex grow items-center gap-2 text-table">
                <Checkbox checked={shown} disabled={id === alwaysShown} onChange={() => onChange(shown ? columns.filter((other) => other !== id) : [...columns, id])} />
                {labelOf(id)}
              </label>
              {shown && id !== alwaysShown && (
                <span className={cn('flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 max-md:opacity-100', pins.includes(id) && 'opacity-100')}>
                  <IconButton size="sm" label={`Pin ${labelOf(id)}`} aria-pressed={pins.includes(id)} className="aria-pressed:text-accent" onClick={() => onPins(pins.includes(id) ? pins.filter((other) => other !== id) : [...pins, id])}><Pin /></IconButton>
                  <IconButton size="sm" label={`Move ${labelOf(id)} left`} disabled={columns.indexOf(id) <= 1} onClick={() => move(id, -1)}><ArrowUp /></IconButton>
                  <IconButton size="sm" label={`Move ${labelOf(id)} right`} disabled={columns.indexOf(id) === columns.length - 1} onClick={() => move(id, 1)}><ArrowDown /></IconButton>
                </span>
              )}
            </li>
          )
        })}
      </ul>
      <div className="mt-2 flex flex-col gap-1 border-t border-line pt-2">
        {groupable.length > 0 && (
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table">
            <span className="grow">Group by</span>
            <Select className="w-32" value={group ?? ''} options={[{ value: '', label: 'Nothing' }, ...groupable.map((value) => ({ value, label: labelOf(value) }))]} onChange={(event) => onGroup(event.currentTarget.value || null)} />
          </label>
        )}
        <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table hover:bg-hover">
          <Checkbox checked={compact} onChange={(event) => onCompact(event.currentTarget.checked)} />
          Compact rows
        </label>
        <Button variant="ghost" size="sm" className="justify-start px-1" onClick={() => { onPins([]); onChange(shownAtFirst); onResetWidths() }}>Usual columns and widths</Button>
      </div>
    </Popover>
  )
}

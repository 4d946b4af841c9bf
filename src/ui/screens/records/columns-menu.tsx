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
import { formatSort, moveColumn } from './columns.ts'
import { boardOf } from './board-columns.ts'
import { layoutsInMenu, useKind } from './kind.ts'
import type { TableState } from './use-table-state.ts'

/** Which columns, in which order, how they are grouped, and how dense the rows are; of what is no table also the order of its records. */
export function ColumnsMenu({ state }: { state: TableState }) {
  const { pins, columns, compact, layout } = state
  const kind = useKind(), { columns: { ids, lead, shownAtFirst, labelOf, groupable, boards }, phoneSorts } = kind, layouts = layoutsInMenu(kind)
  const table = layout === 'table', board = layout === 'board'
  const hidden = ids.filter((id) => !columns.includes(id))
  const move = (id: string, by: number): void => state.setColumns(moveColumn(columns, id, columns.indexOf(id) + by))
  const groups = board ? boards : groupable
  const sorted = formatSort(state.sort.slice(0, 1)) ?? ''
  const sorts = [...phoneSorts.map(({ label, sort }) => ({ value: formatSort([sort])!, label })), ...(sorted === '' || phoneSorts.some(({ sort }) => formatSort([sort]) === sorted) ? [] : [{ value: sorted, label: labelOf(state.sort[0]!.id) }])]
  return (
    <Popover label={table ? 'Columns' : 'Display'} align="end" className="w-64 p-2" trigger={<IconButton label={table ? 'Columns and density' : 'Display'}><Columns3 /></IconButton>}>
      {(table || board) && (
        <ul className="max-h-[60vh] overflow-y-auto">
          {[...columns, ...hidden].filter((id) => table || id !== lead).map((id) => {
            const shown = columns.includes(id)
            return (
              <li key={id} className="group flex min-h-8 items-center gap-1 rounded-sm px-1 hover:bg-hover max-md:min-h-11">
                <label className="flex grow items-center gap-2 text-table">
                  <Checkbox checked={shown} disabled={id === lead} onChange={() => state.setColumns(shown ? columns.filter((other) => other !== id) : [...columns, id])} />
                  {labelOf(id)}
                </label>
                {shown && id !== lead && (
                  <span className={cn('flex opacity-0 focus-in-group:opacity-100 group-hover:opacity-100 max-md:opacity-100', pins.includes(id) && table && 'opacity-100')}>
                    {table && <IconButton size="sm" label={`Pin ${labelOf(id)}`} aria-pressed={pins.includes(id)} className="aria-pressed:text-accent" onClick={() => state.setPins(pins.includes(id) ? pins.filter((other) => other !== id) : [...pins, id])}><Pin /></IconButton>}
                    <IconButton size="sm" label={`Move ${labelOf(id)} ${table ? 'left' : 'up'}`} waiting={columns.indexOf(id) <= 1} onClick={() => move(id, -1)}><ArrowUp /></IconButton>
                    <IconButton size="sm" label={`Move ${labelOf(id)} ${table ? 'right' : 'down'}`} waiting={columns.indexOf(id) === columns.length - 1} onClick={() => move(id, 1)}><ArrowDown /></IconButton>
                  </span>
                )}
              </li>
            )
          })}
        </ul>
      )}
      <div className="flex flex-col gap-1 not-first:mt-2 not-first:border-t not-first:border-line not-first:pt-2">
        {layouts.length > 0 && (
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table">
            <span className="grow">Layout</span>
            <Select className="w-32" value={layout} options={layouts} onChange={(event) => state.setLayout(event.currentTarget.value)} />
          </label>
        )}
        {(table || board) && groups.length > 0 && (
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table">
            <span className="grow">{board ? 'Columns' : 'Group by'}</span>
            <Select className="w-32" value={board ? boardOf(state, boards) : state.group ?? ''} options={[...(board ? [] : [{ value: '', label: 'Nothing' }]), ...groups.map((value) => ({ value, label: labelOf(value) }))]} onChange={(event) => state.setGroup(event.currentTarget.value || null)} />
          </label>
        )}
        {!table && (
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table">
            <span className="grow">Order</span>
            <Select className="w-32" value={sorted} options={[{ value: '', label: 'Usual' }, ...sorts]} onChange={(event) => { const { value } = event.currentTarget; state.setSort(value === '' ? [] : [{ id: value.replace(/^-/, ''), desc: value.startsWith('-') }]) }} />
          </label>
        )}
        {table && (
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table hover:bg-hover">
            <Checkbox checked={compact} onChange={(event) => state.setCompact(event.currentTarget.checked)} />
            Compact rows
          </label>
        )}
        {(table || board) && <Button variant="ghost" size="sm" className="justify-start px-1" onClick={() => { state.setPins([]); state.setColumns(shownAtFirst); state.setWidths({}) }}>{table ? 'Usual columns and widths' : 'Usual fields'}</Button>}
      </div>
    </Popover>
  )
}

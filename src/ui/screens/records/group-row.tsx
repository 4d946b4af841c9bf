import ChevronRight from 'lucide-react/icons/chevron-right'
import type { RowGroup } from '../../../data-api/types.ts'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { groupWords } from './group-words.ts'
import { useKind } from './kind.ts'
import { useNameOf } from './names.tsx'
import { cellId } from './row-look.ts'

interface GroupRowProps { grid: string; group: RowGroup; by: string; open: boolean; index: number; top: number; height: number; span: number; active: boolean; onToggle: () => void; onActivate: () => void }

/** The head of a group of rows: its value, how many there are, open or closed. */
export function GroupRow({ grid, group, by, open, index, top, height, span, active, onToggle, onActivate }: GroupRowProps) {
  const value = groupWords(useKind().columns, by, group, useNameOf())
  return (
    <div role="row" aria-rowindex={index + 2} className="absolute inset-x-0 [contain:layout_style_size] bg-side hairline-b" style={{ top, height }}>
      <div
        id={cellId(grid, index, 0)} role="gridcell" aria-colindex={1} aria-colspan={span} aria-expanded={open}
        className={cn('flex h-full w-full cursor-default items-center', active && 'in-focus-visible:outline-2 in-focus-visible:-outline-offset-2 in-focus-visible:outline-accent')}
        onClick={() => { onActivate(); onToggle() }}
      >
        <span className="sticky left-0 flex items-center gap-2 px-4 text-table">
          <ChevronRight aria-hidden className={cn('size-4 shrink-0 text-muted transition-transform duration-80', open && 'rotate-90')} />
          <span className={cn('font-medium', group.value === null && 'font-normal text-muted')}>{value}</span>
          <span className="text-muted tabular-nums">{formatCount(group.count)}</span>
        </span>
      </div>
    </div>
  )
}

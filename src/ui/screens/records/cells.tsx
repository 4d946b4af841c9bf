import type { ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { When } from '../../components/when.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import { DrawnContent } from './drawn-content.tsx'
import { useKind } from './kind.ts'
import { drawCell, whenClass } from './look.ts'
import { SyncDot } from './sync-dot.tsx'

interface CellProps {
  column: string
  rec: Rec
  search: string
  wideTags: boolean
  /** The pointer has been on its row. */
  pointed: boolean
  onOpen: (id: string) => void
  /** Draws the cell around its content; `line`: that is words alone. */
  around: (line: boolean, content: ReactNode) => ReactNode
}

/** What stands in one cell. */
export function CellContent({ column, rec, search, wideTags, pointed, onOpen, around }: CellProps): ReactNode {
  const kind = useKind(), own = kind.cell?.(column, { rec, search })
  if (own !== undefined) return around(false, <span className="min-w-0 truncate">{own}</span>)
  if (column === 'updatedAt') return around(true, <When at={rec.updatedAt} className={whenClass} />)
  const { line, content } = drawCell(kind.look, column, rec, { search, isDate: kind.columns.specs[column]?.type === 'date', wideTags, now: 0 })
  return around(line, (
    <>
      <DrawnContent drawn={content} {...(column === 'name' ? { places: placesOf(rec), onFollow: () => onOpen(rec.id) } : {})} />
      {pointed && kind.beside?.(column, rec)}
    </>
  ))
}

const placesOf = ({ $sync: sync }: Rec): { sync: ReactNode; conflict: ReactNode } => ({
  sync: (sync.failed || sync.pendingSince !== null) && (
    <span className="relative -ml-2 w-0 self-stretch">
      <span className="absolute -right-0.5 -bottom-0.5 flex rounded-full bg-bg p-0.5 empty:hidden"><SyncDot sync={sync} /></span>
    </span>
  ),
  conflict: <ConflictMark sync={sync} />,
})

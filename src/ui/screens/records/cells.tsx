import type { ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { When } from '../../components/when.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import { drawnContent } from './drawn-content.tsx'
import type { Kind } from './kind.ts'
import { drawCell, whenClass } from './look.ts'
import { SyncDot } from './sync-dot.tsx'

interface CellOptions {
  column: string
  rec: Rec
  search: string
  wideTags: boolean
  /** The pointer has been on its row. */
  pointed: boolean
  onOpen: (id: string) => void
}

/** What stands in one cell; `line`: that is words alone. No component: a table has a thousand of them. */
export function cellContent(kind: Kind, { column, rec, search, wideTags, pointed, onOpen }: CellOptions): { line: boolean; content: ReactNode } {
  const own = kind.cell?.(column, { rec, search })
  if (own !== undefined) return { line: false, content: <span className="min-w-0 truncate">{own}</span> }
  if (column === 'updatedAt') return { line: true, content: <When at={rec.updatedAt} className={whenClass} /> }
  const { line, content } = drawCell(kind.look, column, rec, { search, isDate: kind.columns.specs[column]?.type === 'date', wideTags, now: 0 })
  const drawn = drawnContent(content, column === 'name' ? { places: placesOf(rec), onFollow: () => onOpen(rec.id) } : {})
  return { line, content: pointed && kind.beside !== undefined ? <>{drawn}{kind.beside(column, rec)}</> : drawn }
}

const placesOf = ({ $sync: sync }: Rec): { sync: ReactNode; conflict: ReactNode } => ({
  sync: (sync.failed || sync.pendingSince !== null) && (
    <span className="relative -ml-2 w-0 self-stretch">
      <span className="absolute -right-0.5 -bottom-0.5 flex rounded-full bg-bg p-0.5 empty:hidden"><SyncDot sync={sync} /></span>
    </span>
  ),
  conflict: <ConflictMark sync={sync} />,
})

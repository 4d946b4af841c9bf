import type { ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { When } from '../../components/when.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import { drawnContent } from './drawn-content.tsx'
import { isAmount } from './columns.ts'
import { useKind, type CellProps, type Kind } from './kind.ts'
import { drawCell, whenClass } from './look.ts'
import { idsOf } from './name-ids.ts'
import { useNameOf } from './names.tsx'
import { dataOf, text } from './record-values.ts'
import { SyncDot } from './sync-dot.tsx'

interface CellOptions extends CellProps {
  column: string
  wideTags: boolean
  /** The pointer has been on its row. */
  pointed: boolean
}

/** What stands in one cell; `line`: that is words alone. No component: a table has a thousand of them. */
export function cellContent(kind: Kind, { column, rec, search, wideTags, pointed, onOpen }: CellOptions): { line: boolean; content: ReactNode } {
  const own = kind.cell?.(column, { rec, search, onOpen })
  // What says nothing takes no room on a card.
  if (own === null) return { line: false, content: null }
  if (own !== undefined) return { line: false, content: <span className={column === 'name' ? 'min-w-0 grow truncate' : isAmount(kind.columns, column) ? 'min-w-0 grow truncate text-right' : 'min-w-0 truncate'}>{own}</span> }
  if (column === 'updatedAt') return { line: true, content: <When at={rec.updatedAt} className={whenClass} /> }
  const spec = kind.columns.specs[column]
  if (spec?.names !== undefined) return { line: true, content: <Names of={spec.names} column={column} rec={rec} /> }
  const words = wordsOf(kind, column, rec)
  if (words !== undefined) return { line: true, content: words }
  const { line, content } = drawCell(kind.look, column, rec, { search, isDate: spec?.type === 'date', wideTags, now: 0 })
  const drawn = drawnContent(content, column === 'name' ? { places: placesOf(rec), onFollow: () => onOpen(rec.id) } : {})
  return { line, content: pointed && kind.beside !== undefined ? <>{drawn}{kind.beside(column, rec)}</> : drawn }
}

/** The same on a card, which has room. */
export function CellContent({ column, ...props }: CellProps & { column: string }) {
  return <>{cellContent(useKind(), { ...props, column, wideTags: true, pointed: false }).content}</>
}

/** A choice by its words, a moment as moments are written; undefined: it is neither. */
function wordsOf({ entity, columns: { specs } }: Kind, column: string, rec: Rec): ReactNode | undefined {
  const { choices, type } = specs[column] ?? {}
  if (choices !== undefined) {
    const key = entity.columns[column]!.sort(dataOf(rec))
    return choices.find((choice) => choice.key === key)?.label ?? null
  }
  if (type !== 'dateTime') return undefined
  return text(rec, column) === '' ? null : <When at={text(rec, column)} className={whenClass} />
}

/** What it refers to, by name. */
function Names({ of, column, rec }: { of: string; column: string; rec: Rec }) {
  const nameOf = useNameOf()
  const words = idsOf(rec, column).map((id) => nameOf(of, id) ?? '').filter(Boolean)
  return words.length === 0 ? null : <span title={words.length > 1 ? words.join(', ') : undefined}>{words.join(', ')}</span>
}

const placesOf = ({ $sync: sync }: Rec): { sync: ReactNode; conflict: ReactNode } => ({
  sync: (sync.failed || sync.pendingSince !== null) && (
    <span className="relative -ml-2 w-0 self-stretch">
      <span className="absolute -right-0.5 -bottom-0.5 flex rounded-full bg-bg p-0.5 empty:hidden"><SyncDot sync={sync} /></span>
    </span>
  ),
  conflict: <ConflictMark sync={sync} />,
})

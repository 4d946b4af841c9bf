import type { ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { Avatar } from '../../components/avatar.tsx'
import { cn } from '../../components/cn.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { Highlight } from '../../components/highlight.tsx'
import { Tag } from '../../components/tag.tsx'
import { When } from '../../components/when.tsx'
import { useKind, type CellProps } from './kind.ts'
import { idsOf } from './name-ids.ts'
import { useNameOf } from './names.tsx'
import { citiesOf, dataOf, nameOf, tagsOfRec, text, valuesOf } from './record-values.ts'
import { RecordAnchor } from './record-anchor.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import { SyncDot } from './sync-dot.tsx'

/** What stands in one cell. */
export function CellContent({ column, rec, search, onOpen }: { column: string; rec: Rec; search: string; onOpen: (id: string) => void }) {
  const kind = useKind()
  const own = kind.cell?.(column, { rec, search, onOpen })
  if (own !== undefined) return own
  switch (column) {
    case 'name': return <NameCell rec={rec} search={search} onOpen={onOpen} />
    case 'email': return <Several values={valuesOf(rec, 'emails')} search={search} />
    case 'phone': return <Several values={valuesOf(rec, 'phones')} search={search} />
    case 'city': return <Several values={citiesOf(rec)} search={search} />
    case 'tags': return <Tags tags={tagsOfRec(rec)} search={search} />
    case 'updatedAt': return <When at={rec.updatedAt} className="text-muted" />
    default: return <OtherCell column={column} rec={rec} search={search} />
  }
}

/** A choice by its words, what it refers to by its name, a date as dates are written; else as it stands. */
function OtherCell({ column, rec, search }: { column: string; rec: Rec; search: string }) {
  const { entity, columns: { specs } } = useKind()
  const nameOf = useNameOf()
  const { choices, names, type } = specs[column] ?? {}
  if (choices !== undefined) {
    const key = entity.columns[column]!.sort(dataOf(rec))
    return <>{choices.find((choice) => choice.key === key)?.label}</>
  }
  if (names !== undefined) {
    const words = idsOf(rec, column).map((id) => nameOf(names, id) ?? '').filter(Boolean)
    return words.length === 0 ? null : <span title={words.length > 1 ? words.join(', ') : undefined}>{words.join(', ')}</span>
  }
  if (type === 'dateTime') return text(rec, column) === '' ? null : <When at={text(rec, column)} className="text-muted" />
  return type === 'date' ? <>{formatCalendarDate(text(rec, column))}</> : <Highlight text={text(rec, column)} search={search} />
}

interface NameCellProps extends CellProps { /** In place of the picture. */ lead?: ReactNode; className?: string; children?: ReactNode }

/** What stands for the record, which opens it. */
export function NameCell({ rec, search, onOpen, lead, className, children }: NameCellProps) {
  const { entity, square } = useKind(), name = nameOf(entity, rec)
  return (
    <span className={cn('flex min-w-0 items-center gap-2', className)}>
      {/* On the picture, so that a name is not cut anew each time something waits. */}
      <span className="relative flex shrink-0">
        {lead ?? <Avatar name={name} square={square} />}
        <span className="pointer-events-none absolute -right-0.5 -bottom-0.5 flex rounded-full bg-bg p-0.5 empty:hidden"><SyncDot sync={rec.$sync} /></span>
      </span>
      <RecordAnchor id={rec.id} tabIndex={-1} className="truncate leading-6 font-medium hover:underline" onOpen={onOpen}><Highlight text={name} search={search} /></RecordAnchor>
      {children}
      <ConflictMark sync={rec.$sync} />
    </span>
  )
}

/** The first, and how many more; of several the one that was searched for comes first. */
export function Several({ values, search }: { values: string[]; search: string }) {
  if (values.length === 0) return null
  const wanted = search.toLowerCase()
  const shown = (wanted && values.find((value) => value.toLowerCase().includes(wanted))) || values[0]!
  if (values.length === 1) return <Highlight text={shown} search={search} />
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={values.join('\n')}>
      <span className="truncate"><Highlight text={shown} search={search} /></span>
      <span className="shrink-0 text-meta text-muted">+{values.length - 1}</span>
    </span>
  )
}

/** One tag where the column is narrow, two where it is wide, and how many more. */
function Tags({ tags, search }: { tags: string[]; search: string }) {
  if (tags.length === 0) return null
  const [first, second] = tags as [string, string?]
  return (
    <span className="@container flex min-w-0 items-center gap-1" title={tags.join(', ')}>
      <Tag label={first}><Highlight text={first} search={search} /></Tag>
      {second !== undefined && (
        <>
          <Tag label={second} className="@max-[150px]:hidden"><Highlight text={second} search={search} /></Tag>
          <span className="shrink-0 text-meta text-muted @min-[150px]:hidden">+{tags.length - 1}</span>
          {tags.length > 2 && <span className="shrink-0 text-meta text-muted @max-[150px]:hidden">+{tags.length - 2}</span>}
        </>
      )}
    </span>
  )
}

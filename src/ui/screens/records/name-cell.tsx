import type { ReactNode } from 'react'
import { Avatar } from '../../components/avatar.tsx'
import { cn } from '../../components/cn.ts'
import { Highlight } from '../../components/highlight.tsx'
import { ConflictMark } from './conflict-mark.tsx'
import { useKind, type CellProps } from './kind.ts'
import { RecordAnchor } from './record-anchor.tsx'
import { nameOf } from './record-values.ts'
import { SyncDot } from './sync-dot.tsx'

interface NameCellProps extends CellProps { /** In place of the picture. */ lead?: ReactNode; className?: string; children?: ReactNode }

/** What stands for the record, which opens it: for kinds whose rows show more there than a picture and the name (`look`). */
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

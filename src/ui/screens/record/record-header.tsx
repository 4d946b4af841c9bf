import type { ReactNode } from 'react'
import GitMerge from 'lucide-react/icons/git-merge'
import { Link } from '@tanstack/react-router'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Badge } from '../../components/badge.tsx'
import { plural } from '../../components/format.ts'
import { useKind } from '../records/kind.ts'
import { nameOf } from '../records/record-values.ts'
import { SyncDot } from '../records/sync-dot.tsx'

/** Who it is. */
export function RecordHeader({ rec, actions }: { rec: Rec; actions?: ReactNode }) {
  const { entity, about, square } = useKind()
  const name = nameOf(entity, rec)
  const role = about(rec), mayWrite = useMayWrite()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Avatar name={name} size="lg" square={square} />
      <div className="min-w-0 grow basis-40">
        <p className="flex items-center gap-2 text-title font-semibold tracking-[-0.011em]">
          <span className="line-clamp-3 min-w-0 [overflow-wrap:anywhere]" title={name}>{name}</span>
          <SyncDot sync={rec.$sync} />
        </p>
        {role && role !== name && <p className="line-clamp-3 text-ui [overflow-wrap:anywhere] text-muted">{role}</p>}
        {rec.$sync.conflicts > 0 && (
          <Link to="/conflicts" className="mt-1 inline-flex max-md:relative max-md:before:absolute max-md:before:-inset-y-3 max-md:before:inset-x-0"><Badge tone="warn" icon={<GitMerge aria-hidden />}>{plural(rec.$sync.conflicts, 'conflict')} {mayWrite ? 'to decide' : 'not decided yet'}</Badge></Link>
        )}
      </div>
      {actions}
    </div>
  )
}

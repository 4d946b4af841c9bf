import GitMerge from 'lucide-react/icons/git-merge'
import type { Rec } from '../../../data-api/types.ts'

/** Beside a name whose record has more than one value of a field. */
export function ConflictMark({ sync }: { sync: Rec['$sync'] }) {
  if (sync.conflicts === 0) return null
  return <span title="Edits to decide between" className="shrink-0 text-warn"><GitMerge aria-hidden className="size-3.5" /><span className="sr-only">has a conflict</span></span>
}

import type { ReactNode } from 'react'
import { formatCount } from '../../components/format.ts'
import type { Arriving } from '../../sync-status/arriving.ts'
import { countOf, useKind, type Kind } from './kind.ts'

interface TableFooterProps { shown: number | null; all: number | null; narrowed: boolean; arriving: Arriving | null; children?: ReactNode }

/** How many are shown, of how many; `shown` is null, and nothing is said, until the list is read. How many are selected stands in the bulk bar. */
export function TableFooter({ shown, all, narrowed, arriving, children }: TableFooterProps) {
  const kind = useKind()
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted max-md:h-11">
      <span role="status" aria-live="polite">{shown !== null && countWords(kind, shown, all ?? shown, narrowed, arriving)}</span>
      {children && <div className="-mr-2 ml-auto min-w-0">{children}</div>}
    </footer>
  )
}

function countWords(kind: Kind, shown: number, all: number, narrowed: boolean, arriving: Arriving | null): string {
  if (arriving === null) return narrowed ? `${formatCount(shown)} of ${countOf(kind, all)}` : countOf(kind, all)
  const here = `${formatCount(arriving.here)} of ${countOf(kind, arriving.of)}`
  return narrowed ? `${formatCount(shown)} found in ${here}` : `${here}; search covers these`
}

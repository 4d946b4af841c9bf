import type { ReactNode } from 'react'
import { formatCount, plural } from '../../components/format.ts'
import type { Arriving } from '../../sync-status/arriving.ts'

interface TableFooterProps { shown: number | null; all: number | null; narrowed: boolean; arriving: Arriving | null; children?: ReactNode }

/** How many are shown, of how many; `shown` is null, and nothing is said, until the list is read. How many are selected stands in the bulk bar. */
export function TableFooter({ shown, all, narrowed, arriving, children }: TableFooterProps) {
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted max-md:h-11">
      <span role="status" aria-live="polite">{shown !== null && countWords(shown, all ?? shown, narrowed, arriving)}</span>
      {children && <div className="-mr-2 ml-auto min-w-0">{children}</div>}
    </footer>
  )
}

function countWords(shown: number, all: number, narrowed: boolean, arriving: Arriving | null): string {
  if (arriving === null) return narrowed ? `${formatCount(shown)} of ${plural(all, 'contact')}` : plural(all, 'contact')
  const here = `${formatCount(arriving.here)} of ${plural(arriving.of, 'contact')}`
  return narrowed ? `${formatCount(shown)} found in ${here}` : `${here}; search covers these`
}

import { formatCount, plural } from '../../components/format.ts'
import type { Arriving } from '../../sync-status/arriving.ts'

interface TableFooterProps { shown: number | null; all: number | null; selected: number; narrowed: boolean; arriving: Arriving | null }

/** How many are shown, of how many, how many selected; `shown` is null, and nothing is said, until the list is read. */
export function TableFooter({ shown, all, selected, narrowed, arriving }: TableFooterProps) {
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted">
      <span role="status" aria-live="polite">{shown !== null && countWords(shown, all ?? shown, narrowed, arriving)}</span>
      {selected > 0 && <span>{formatCount(selected)} selected</span>}
    </footer>
  )
}

function countWords(shown: number, all: number, narrowed: boolean, arriving: Arriving | null): string {
  if (arriving === null) return narrowed ? `${formatCount(shown)} of ${plural(all, 'contact')}` : plural(all, 'contact')
  const here = `${formatCount(arriving.here)} of ${plural(arriving.of, 'contact')}`
  return narrowed ? `${formatCount(shown)} found in ${here}` : `${here}; search covers these`
}

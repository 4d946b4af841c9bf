import type { ReactNode } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { formatCount, plural } from '../../components/format.ts'

/** How many are shown, of how many; `shown` is null, and nothing is said, until the list is read. How many are selected stands in the bulk bar. */
export function TableFooter({ shown, narrowed, children }: { shown: number | null; narrowed: boolean; children?: ReactNode }) {
  const { data } = useList(contacts.name, { limit: 1 })
  const all = data?.total ?? shown ?? 0
  const count = narrowed ? `${formatCount(shown ?? 0)} of ${plural(all, 'contact')}` : plural(all, 'contact')
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted max-md:h-11">
      <span role="status" aria-live="polite">{shown !== null && count}</span>
      {children && <div className="-mr-2 ml-auto min-w-0">{children}</div>}
    </footer>
  )
}

import { useList } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { formatCount, plural } from '../../components/format.ts'

/** How many are shown, of how many, how many selected; `shown` is null, and nothing is said, until the list is read. */
export function TableFooter({ shown, selected, narrowed }: { shown: number | null; selected: number; narrowed: boolean }) {
  const { data } = useList(contacts.name, { limit: 1 })
  const all = data?.total ?? shown ?? 0
  const count = narrowed ? `${formatCount(shown ?? 0)} of ${plural(all, 'contact')}` : plural(all, 'contact')
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted">
      <span role="status" aria-live="polite">{shown !== null && count}</span>
      {selected > 0 && <span>{formatCount(selected)} selected</span>}
    </footer>
  )
}

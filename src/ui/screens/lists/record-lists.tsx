import { Link } from '@tanstack/react-router'
import ListIcon from 'lucide-react/icons/list'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import type { Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { Button } from '../../components/button.tsx'
import { FieldRow } from '../record/field-row.tsx'
import { openAddToList } from './open-add-to-list.ts'
import { listName } from './list-values.ts'
import { useListActs } from './use-list-acts.ts'
import { listsOf, useLists } from './use-lists.ts'

/** The lists by hand that a record is in, and the way into another. */
export function RecordLists({ entity, rec }: { entity: string; rec: Rec }) {
  const inThem = listsOf(entity, rec.id)
  const found = useLists(inThem ?? undefined, inThem !== null)
  const acts = useListActs()
  const fixed = useFixed(rec)
  if (inThem === null || (fixed && found.length === 0)) return null
  return (
    <FieldRow field="lists" stacked label="Lists">
      <div role="group" aria-label="Lists" className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 pl-2 max-md:min-h-11 max-md:pl-0">
        {found.map((list) => (
          <span key={list.id} className="inline-flex max-w-full items-center rounded-full text-table inset-ring inset-ring-line">
            <Link to="/lists/$id" params={{ id: list.id }} className="flex h-6 min-w-0 items-center gap-1.5 rounded-full pr-1 pl-2 hover:underline max-md:h-11 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-muted"><ListIcon aria-hidden /><span className="truncate">{listName(list)}</span></Link>
            {!fixed && (
              <button type="button" aria-label={`Take out of ${listName(list)}`} className="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-muted hover:text-text max-md:size-11" onClick={() => void acts.takeOut(list, [rec.id])}><X aria-hidden className="size-3" /></button>
            )}
          </span>
        ))}
        {!fixed && <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} className="-ml-2 justify-start px-2 font-normal max-md:-ml-3" onClick={() => openAddToList({ entity, ids: [rec.id] })}>Add to list</Button>}
      </div>
    </FieldRow>
  )
}

import type { Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Data } from '../../../shared/json.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { useMayWrite } from '../../app/may-write.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { When } from '../../components/when.tsx'

interface TrashRowProps { entity: Entity; row: Rec; search: string; selected: boolean; onToggle: () => void; onRestore: () => void }

/** A deleted record: who or what it was, since when it is gone, and the way back. */
export function TrashRow({ entity, row, search, selected, onToggle, onRestore }: TrashRowProps) {
  const data = row as unknown as Data
  const name = entity.title(data)
  const line = told.map((column) => entity.columns[column]?.sort(data)).filter((part) => part && part !== name).join(' · ')
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-1.5 first:border-t">
      <Checkbox aria-label={`Select ${name}`} checked={selected} onChange={onToggle} />
      <Avatar name={name} square={entity.name === companies.name} />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui font-medium"><Highlight text={name} search={search || undefined} /></span>
        {line && <span className="truncate text-table text-muted"><Highlight text={line} search={search || undefined} /></span>}
      </span>
      {row.deletedAt && <span className="shrink-0 text-meta text-muted max-md:hidden">deleted <When at={row.deletedAt} /></span>}
      {useMayWrite() && <Button size="sm" aria-label={`Restore ${name}`} onClick={onRestore}>Restore</Button>}
    </li>
  )
}

/** What tells two of a name apart. */
const told = ['title', 'company', 'industry', 'domain', 'email']

import { useId, useState, type ReactNode } from 'react'
import { cn } from '../../components/cn.ts'
import { Disclosure } from '../../components/disclosure.tsx'
import { plural } from '../../components/format.ts'
import { When } from '../../components/when.tsx'
import { RecordLink } from '../../sync-status/record-link.tsx'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'
import { actTitle, changeSummary, fieldChanges, type Act, type FieldChange } from './change-words.ts'

interface ActRowProps {
  act: Act
  note?: ReactNode
  actions: ReactNode
  /** On a phone the actions need a line of their own. */
  manyActions?: boolean
  children?: ReactNode
}

/** One act in the pending or failed list: what it was, opened field by field, and what can be done about it. */
export function ActRow({ act, note, actions, manyActions = false, children }: ActRowProps) {
  useCustomWords()
  const [open, setOpen] = useState(false)
  const id = useId()
  const first = act.rows[0]!
  const title = actTitle(act)
  return (
    <li className="border-b border-line first:border-t">
      <div className="flex min-h-10 items-center gap-1 max-md:grid max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:py-1">
        <Disclosure label={`Details of ${title}`} open={open} controls={id} onToggle={() => setOpen(!open)} />
        <div className="flex min-w-0 grow flex-wrap items-baseline gap-x-2 py-1.5 max-md:basis-32">
          {act.rows.length === 1
            ? <RecordLink entity={first.change.entity} id={first.change.recordId} className="max-w-full min-w-0 text-ui leading-6 font-medium [&[href]]:hover:underline max-md:relative max-md:w-full max-md:[&[href]]:before:absolute max-md:[&[href]]:before:-inset-y-2.5 max-md:[&[href]]:before:inset-x-0"><span className="block truncate">{title}</span></RecordLink>
            : <span className="max-w-full min-w-0 truncate text-ui font-medium max-md:w-full">{title}</span>}
          <span className="min-w-0 truncate text-table text-muted">{act.rows.length === 1 ? changeSummary(first) : plural(act.rows.length, 'change')}</span>
          {note && <div className="w-full max-md:order-last">{note}</div>}
          <When at={act.createdAt} className="shrink-0 text-meta text-muted md:hidden" />
        </div>
        <div className={cn('flex shrink-0 items-center gap-1', manyActions && 'max-md:col-span-3 max-md:ml-auto')}>
          <When at={act.createdAt} className="mr-2 text-meta text-muted max-md:hidden" />
          {actions}
        </div>
      </div>
      <div id={id} hidden={!open} className="pr-2 pb-3 pl-7 max-md:pl-12">{open && <ActDetails act={act} />}</div>
      {children}
    </li>
  )
}

const mostRows = 20

function ActDetails({ act }: { act: Act }) {
  return (
    <div className="flex flex-col gap-3">
      {act.rows.slice(0, mostRows).map((row) => (
        <div key={row.change.id} className="flex flex-col gap-1">
          {act.rows.length > 1 && (
            <p className="text-table">
              <RecordLink entity={row.change.entity} id={row.change.recordId} className="font-medium [&[href]]:hover:underline">{row.title}</RecordLink>
              <span className="text-muted"> · {changeSummary(row)}</span>
            </p>
          )}
          <FieldChanges changes={fieldChanges(row)} />
        </div>
      ))}
      {act.rows.length > mostRows && <p className="text-table text-muted">and {plural(act.rows.length - mostRows, 'more change')}</p>}
    </div>
  )
}

/** Before and after, field by field. */
export function FieldChanges({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null
  return (
    <dl className="grid grid-cols-[minmax(80px,auto)_1fr] gap-x-4 gap-y-1 text-table">
      {changes.map(({ field, label, from, to, idOf }) => (
        <div key={field} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 break-words whitespace-pre-line">
            {from && <><del className="text-muted decoration-control"><Value idOf={idOf} field={field} value={from} /></del>{to && <span aria-hidden className="text-muted"> → </span>}</>}
            {to ? <ins className="no-underline"><Value idOf={idOf} field={field} value={to} /></ins> : <span className="text-muted">{from ? ' emptied' : 'no value'}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const Value = ({ idOf, field, value }: { idOf: string | undefined; field: string; value: string }) => (idOf === undefined ? value : <ValueWords entity={idOf} field={field} value={value} />)

import { useId, useState } from 'react'
import ChevronRight from 'lucide-react/icons/chevron-right'
import type { AuditEntry } from '../../../../data-api/types.ts'
import { Badge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/cn.ts'
import { When } from '../../../components/when.tsx'
import { isNamed, RecordName } from './record-name.tsx'
import { useCustomWords } from '../../../sync-status/custom-words.ts'
import { AuditValue } from './audit-value.tsx'
import { actWords, factWords, fieldWords, whoWords } from './audit-words.ts'

const refusals = ['sign_in_failed', 'refresh_reused', 'refused', 'rejected']

/** One entry; opened, its values, and where it came from. */
export function AuditRow({ entry, onRecord }: { entry: AuditEntry; onRecord: (recordId: string) => void }) {
  useCustomWords()
  const [open, setOpen] = useState(false)
  const id = useId()
  const fields = fieldWords(entry)
  return (
    <li className="border-b border-line">
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="flex min-h-9 w-full items-center gap-2 py-1 text-left text-table hover:bg-hover max-md:min-h-11">
        <ChevronRight aria-hidden className={cn('size-4 shrink-0 text-muted transition-transform duration-80', open && 'rotate-90')} />
        <span className="min-w-0 grow [overflow-wrap:anywhere] max-md:flex max-md:flex-col">
          <span className="md:inline"><span className="font-medium">{whoWords(entry)}</span> {actWords(entry)}<RecordName entry={entry} /></span>
          <span className="text-muted md:hidden"><When at={entry.at} />{entry.from.ip && `, ${entry.from.ip}`}</span>
          {fields.length > 0 && isNamed(entry.entity) && <span className="ml-2 text-muted max-md:hidden">{fields.slice(0, 3).map(({ label }) => label).join(', ')}{fields.length > 3 && ' …'}</span>}
        </span>
        {refusals.includes(entry.kind) && <Badge tone="warn">Refused</Badge>}
        <span className="w-36 shrink-0 truncate text-right text-muted max-md:hidden">{entry.device?.name || entry.from.agent}</span>
        <When at={entry.at} className="w-28 shrink-0 text-right text-muted max-md:hidden" />
      </button>
      {open && (
        <div id={id} className="flex flex-col gap-3 pb-3 pl-6 text-table">
          {entry.detail === null && <p className="text-muted">The values were erased when the record was deleted for good.</p>}
          {fields.length > 0 && (
            <dl className="flex flex-col gap-1">
              {fields.map((field) => (
                <div key={field.label} className="flex gap-3">
                  <dt className="w-32 shrink-0 text-muted">{field.label}</dt>
                  <dd className="min-w-0 break-words"><del className="text-muted decoration-control"><AuditValue of={field} side="from" /></del><span aria-hidden className="text-muted"> → </span><span className="sr-only"> became </span><AuditValue of={field} side="to" /></dd>
                </div>
              ))}
            </dl>
          )}
          <dl className="flex flex-col gap-1">
            {factWords(entry).map(([label, words]) => (
              <div key={label} className="flex gap-3">
                <dt className="w-32 shrink-0 text-muted">{label}</dt>
                <dd className="min-w-0 break-all">{words}</dd>
              </div>
            ))}
          </dl>
          {entry.recordId !== null && <Button size="sm" className="self-start" onClick={() => onRecord(entry.recordId!)}>Only this record</Button>}
        </div>
      )}
    </li>
  )
}

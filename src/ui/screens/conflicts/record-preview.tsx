import { useRecord } from '../../../data-api/hooks.ts'
import { productModel } from '../../../model/model.ts'
import type { Json } from '../../../shared/json.ts'
import { cn } from '../../components/cn.ts'
import { useValueWords } from '../../sync-status/use-value-words.ts'
import { entityLabel, fieldLabel, valueText } from '../../sync-status/value-text.ts'
import { DiffText } from './diff-text.tsx'

/** Nobody reads it. */
const forPrograms: ReadonlySet<string> = new Set(['externalId'])

interface RecordPreviewProps {
  entity: string
  id: string
  /** What the fields in conflict will hold; those not decided yet are left out. */
  chosen: ReadonlyMap<string, Json>
  /** Fields nobody has decided about yet. */
  undecided: ReadonlySet<string>
}

/** The record as it will be: every field that says something, and in those that are being decided what changes. */
export function RecordPreview({ entity, id, chosen, undecided }: RecordPreviewProps) {
  const { data: record } = useRecord(entity, id)
  if (!record) return null
  const fields = Object.entries(productModel.entities.get(entity)?.fields ?? {})
    .filter(([field, { kind, serverOnly }]) => kind !== 'json' && (kind !== 'reference' || chosen.has(field)) && serverOnly !== true && !forPrograms.has(field))
    .map(([field]) => field)
    .filter((field) => chosen.has(field) || valueText(entity, field, record[field] as Json | undefined) !== '')
  return (
    // Open once there is something to see by it.
    <details open={chosen.size > 0} className="group border-t border-line">
      <summary className="cursor-pointer px-4 py-2 text-meta font-medium text-muted select-none hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent max-md:py-3">
        Preview: the {entityLabel(entity)} as it will be
      </summary>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 px-4 pt-1 pb-3 max-md:grid-cols-1">
        {fields.map((field) => (
          <div key={field} className={cn('flex min-w-0 gap-3 text-table', chosen.has(field) && 'order-first')}>
            <dt className="w-24 shrink-0 text-muted">{fieldLabel(entity, field)}</dt>
            <dd className="min-w-0 grow">
              <Becomes entity={entity} field={field} now={record[field] as Json | undefined} {...(chosen.has(field) ? { chosen: chosen.get(field) ?? null } : {})} />
              {undecided.has(field) && <span className="text-muted"> (not decided yet)</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** What stands and what was chosen in its place; what stands where nothing was. */
function Becomes({ entity, field, now, chosen }: { entity: string; field: string; now: Json | undefined; chosen?: Json }) {
  const [from = '', to = ''] = useValueWords(entity, field, [now, chosen])
  return chosen === undefined ? <span className="line-clamp-3 break-words whitespace-pre-wrap">{from}</span> : <DiffText from={from} to={to} />
}

import { useHistory, useSync } from '../../../data-api/hooks.ts'
import type { HistoryEntry, Json, Rec } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
import { Badge } from '../../components/badge.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { useNow } from '../../components/when.tsx'
import { useEntity } from '../records/kind.ts'
import { dataOf } from '../records/record-values.ts'
import { beginningOf, earliestWords, turnedWords } from '../history/history-words.ts'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { useSetting } from '../../sync-status/use-setting.ts'
import { whereAndWhen } from './change-item.tsx'
import { entryOfValue } from '../custom/history-of-value.ts'
import { customValue } from '../../../model/custom-value.ts'
import { customIdOf, useCustomWords } from '../../sync-status/custom-words.ts'
import { fieldLabel } from '../../sync-status/value-text.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'
import { RichView } from '../../rich-text/rich-view.tsx'
import { RestoreButton, words } from './field-change.tsx'

const none: HistoryEntry[] = []

/** Every value a field ever had: who wrote it, when, on which device, and which did not stand. */
export function FieldHistory({ rec, field, onClose }: { rec: Rec; field: string; onClose: () => void }) {
  const entity = useEntity()
  useCustomWords()
  const { data: all = none } = useHistory(entity.name, rec.id)
  const valueOf = customIdOf(field)
  const entries = valueOf === null ? all : all.map((entry) => entryOfValue(entry, valueOf, dataOf(rec)['custom'] ?? null))
  const deviceOf = useDeviceLabels(entries)
  const of = entries.filter((entry) => field in entry.fields || field in entry.lost).sort((a, b) => b.at.localeCompare(a.at))
  // A create that wrote the field says so itself; before the first change there is what it was created with.
  const oldest = of.at(-1)?.op === 'create' ? undefined : of.at(-1)?.fields[field]
  const label = fieldLabel(entity.name, field)
  const earliest = earliestWords(beginningOf(useSetting('historyDays'), useNow(), useSync().status.state !== 'no_account'), rec.createdAt, entity.label.one)
  return (
    <Dialog open onClose={onClose} title={`History of ${label.toLowerCase()}`} placement="sheet" width="md">
      {of.length === 0 && <EmptyState title={earliest.unchanged}>{words(entity.name, field, valueOf === null ? dataOf(rec)[field] : customValue(dataOf(rec), valueOf))}</EmptyState>}
      <ol className="flex flex-col divide-y divide-line">
        {of.map((entry) => {
          const lost = !(field in entry.fields)
          const value = lost ? entry.lost[field] ?? null : entry.fields[field]?.to ?? null
          return (
            <li key={entry.changeId} className="flex items-start gap-3 py-2">
              <div className="min-w-0 grow">
                <div className="flex flex-wrap items-center gap-2 text-ui break-words">
                  <Value entity={entity} field={field} value={value} />
                  {lost && <Badge tone="warn">did not stand</Badge>}
                </div>
                <p className="text-meta text-muted">{entry.userName ?? 'You'}{entry.turned && ` ${Object.values(turnedWords(entry.turned)).join(' ')}`} · {whereAndWhen(entry, deviceOf(entry))}</p>
              </div>
              <RestoreButton rec={rec} field={field} value={value} onRestored={onClose} />
            </li>
          )
        })}
        {oldest && (
          <li className="flex items-start gap-3 py-2">
            <div className="min-w-0 grow">
              <div className="text-ui break-words"><Value entity={entity} field={field} value={oldest.from} /></div>
              <p className="text-meta text-muted">{earliest.first}</p>
            </div>
            <RestoreButton rec={rec} field={field} value={oldest.from} onRestored={onClose} />
          </li>
        )}
      </ol>
    </Dialog>
  )
}

/** A text that is written with headings and lists reads as it did; all else stands in one line. */
function Value({ entity, field, value }: { entity: Entity; field: string; value: Json }) {
  if (entity.fields[field]?.policy === 'text' && typeof value === 'string' && value !== '') return <RichView text={value} className="min-w-0 grow" />
  return <ValueWords entity={entity.name} field={field} value={value} empty={<span className="text-muted">empty</span>} />
}

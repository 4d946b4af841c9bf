import { useState } from 'react'
import ArchiveRestore from 'lucide-react/icons/archive-restore'
import Pencil from 'lucide-react/icons/pencil'
import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import type { HistoryEntry, Rec } from '../../../data-api/types.ts'
import { formatInstant } from '../../components/format.ts'
import { When } from '../../components/when.tsx'
import { entryByValue } from '../custom/history-of-value.ts'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'
import { chosenWords } from '../history/history-words.ts'
import { changeSentence } from './change-sentence.ts'
import { FieldChange } from './field-change.tsx'
import { TimelineRow } from './timeline-row.tsx'

/** A change of the record: who, when, on which device; opened, what it was before and a way back. */
export function ChangeItem({ rec, entry: whole, device, onRestored }: { rec: Rec; entry: HistoryEntry; device: string; onRestored?: () => void }) {
  useCustomWords()
  const entry = entryByValue(whole)
  const [open, setOpen] = useState(false)
  const fields = Object.entries(entry.fields).filter(([field]) => field !== 'position' && field !== 'deletedAt'), lost = Object.entries(entry.lost)
  const Icon = icons[entry.op]
  const canOpen = entry.op === 'update' && (fields.length + lost.length > 0 || chosenWords(entry) !== '')
  const line = <><strong className="font-medium text-text">{entry.userName ?? 'You'}</strong> <Sentence entry={entry} /></>
  return (
    <TimelineRow icon={<Icon aria-hidden />}>
      <div className="flex items-baseline gap-2 text-table text-muted">
        {canOpen
          ? <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="line-clamp-2 min-w-0 text-left [overflow-wrap:anywhere] hover:text-text max-md:min-h-11">{line}</button>
          : <span className="min-w-0">{line}</span>}
        <span className="ml-auto shrink-0 text-meta" title={whereAndWhen(entry, device)}><When at={entry.at} /></span>
      </div>
      {open && (
        <div className="mt-1 flex flex-col gap-2 rounded-md bg-side p-2">
          {fields.map(([field, change]) => <FieldChange key={field} rec={rec} field={field} from={change.from} to={change.to} {...(onRestored ? { onRestored } : {})} />)}
          {lost.map(([field, value]) => <FieldChange key={`lost ${field}`} rec={rec} field={field} lost={value} {...(onRestored ? { onRestored } : {})} />)}
          {chosenWords(entry) && <p className="text-table">{chosenWords(entry)}</p>}
          <p className="text-meta text-muted">{whereAndWhen(entry, device)}</p>
        </div>
      )}
    </TimelineRow>
  )
}

const icons = { create: Plus, update: Pencil, delete: Trash2, restore: ArchiveRestore }

export const whereAndWhen = (entry: HistoryEntry, device: string): string =>
  [formatInstant(entry.at), device, entry.status === 'pending' || entry.status === 'pushing' ? 'not synced yet' : ''].filter(Boolean).join(' · ')

function Sentence({ entry }: { entry: HistoryEntry }) {
  const { before, value, after, idOf } = changeSentence(entry)
  return <>{before}{value !== '' && <> <span className="text-text">{idOf === undefined ? value : <ValueWords entity={entry.entity} field={idOf} value={value} />}</span></>}{after}</>
}

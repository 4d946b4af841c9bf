import { useId, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { productModel } from '../../../model/model.ts'
import { Button } from '../../components/button.tsx'
import { useMayWrite } from '../../app/may-write.ts'
import { Disclosure } from '../../components/disclosure.tsx'
import { formatInstant, plural } from '../../components/format.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { untouchedWords } from '../../app/undo-words.ts'
import { RecordLink, useRecordName } from '../../sync-status/record-link.tsx'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { entityLabel, fieldLabel } from '../../sync-status/value-text.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'
import { FieldChanges } from '../sync/act-row.tsx'
import { actWords, chosenWords, entryChanges, entryWords, ownedWords, turnedWords, type HistoryAct } from './history-words.ts'

/** One act: who did what to what, on which device; opened, field by field; undone where nobody has changed it since. */
export function HistoryActRow({ act, device }: { act: HistoryAct; device: string }) {
  useCustomWords()
  const satchel = useSatchel()
  const [open, setOpen] = useState(false)
  const id = useId()
  const mayWrite = useMayWrite()
  const single = act.entries.length === 1 ? act.entries[0]! : null
  const undo = (): void => {
    satchel.undoAct(act.id).then((result) => {
      const rest = untouchedWords(result)
      showToast({
        message: !result.done || (result.changed === 0 && rest === '') ? 'There is nothing left to undo here.'
          : `${result.changed === 0 ? 'Nothing was changed.' : rest ? 'Undone.' : 'Undone'}${rest}`,
      })
    }, showError)
  }
  const time = new Date(act.at).toLocaleTimeString(undefined, { timeStyle: 'short' })
  return (
    <li className="group border-b border-line">
      <div className="flex min-h-10 items-center gap-1 max-md:grid max-md:grid-cols-[auto_1fr_auto] max-md:py-1.5">
        <Disclosure label={`Details, ${time}`} open={open} controls={id} onToggle={() => setOpen(!open)} className="max-md:row-span-2" />
        <p className="my-1.5 line-clamp-3 min-w-0 grow text-ui [overflow-wrap:anywhere] max-md:my-0">
          <span className="font-medium">{act.userName ?? 'You'}</span>
          {' '}{act.turned && !(single?.decision && act.turned.label === '') ? <TurnedLine turned={act.turned} single={single} /> : single ? <EntryLine entry={single} /> : <span className="text-muted">{actWords(act, labelCount)}</span>}
        </p>
        {mayWrite && <Button size="sm" variant="ghost" className="opacity-0 group-hover:opacity-100 focus-in-group:opacity-100 max-md:row-span-2 max-md:opacity-100 pointer-coarse:opacity-100" onClick={undo}>Undo</Button>}
        <span className="flex min-w-0 shrink-0 gap-3 text-meta text-muted max-md:col-start-2 max-md:row-start-2">
          <span className="max-w-40 truncate max-md:min-w-0 max-md:max-w-none" title={device}>{device}</span>
          <time dateTime={act.at} title={formatInstant(act.at)} className="shrink-0 md:w-16 md:text-right">{time}</time>
        </span>
      </div>
      <div id={id} hidden={!open} className="pr-2 pb-3 pl-8">{open && <Details act={act} />}</div>
    </li>
  )
}

const labelCount = (entity: string, count: number): string => plural(count, entityLabel(entity), productModel.entities.get(entity)?.label.many)

/** "changed title of Ana Silva", "created a note on Ana Silva". */
function EntryLine({ entry, bare = false }: { entry: HistoryEntry; bare?: boolean }) {
  const { name, owned } = useRecordName(entry.entity, entry.recordId)
  const words = owned ? bare ? `a ${entityLabel(entry.entity)} on` : ownedWords(entry) : bare ? '' : entryWords(entry)
  return (
    <>
      {words && <><span className="text-muted">{words}</span>{' '}</>}
      <RecordLink entity={entry.entity} id={entry.recordId} className="font-medium [&[href]]:hover:underline">{name}</RecordLink>
    </>
  )
}

/** "undid: Edit Ana Silva"; what it wrote stands in the details like any change. */
function TurnedLine({ turned, single }: { turned: NonNullable<HistoryAct['turned']>; single: HistoryEntry | null }) {
  const { verb, label } = turnedWords(turned)
  return (
    <>
      <span className="text-muted">{verb}</span>{' '}
      {single ? <TurnedRecord label={label} entry={single} /> : <span className="text-muted">{label}</span>}
    </>
  )
}

/** What was undone, with the record's name where the act's own words do not have it. */
function TurnedRecord({ label, entry }: { label: string; entry: HistoryEntry }) {
  const { name } = useRecordName(entry.entity, entry.recordId)
  const named = label.includes(name)
  return (
    <>
      {!named && <span className="text-muted">{label}, </span>}
      <RecordLink entity={entry.entity} id={entry.recordId} className="font-medium [&[href]]:hover:underline">{named ? label : name}</RecordLink>
    </>
  )
}

const mostEntries = 50

function Details({ act }: { act: HistoryAct }) {
  return (
    <div className="flex flex-col gap-3">
      {act.entries.slice(0, mostEntries).map((entry) => (
        <div key={entry.changeId} className="flex flex-col gap-1 text-table">
          {act.entries.length > 1 && <p><EntryLine entry={entry} bare /></p>}
          <FieldChanges changes={entryChanges(entry)} />
          {chosenWords(entry) && <p className="text-muted">{chosenWords(entry)}</p>}
          {Object.entries(entry.lost).map(([field, value]) => (
            <p key={field} className="text-muted">{fieldLabel(entry.entity, field)} “<ValueWords entity={entry.entity} field={field} value={value} />” did not come to stand; a newer value did.</p>
          ))}
        </div>
      ))}
      {act.entries.length > mostEntries && <p className="text-table text-muted">and {plural(act.entries.length - mostEntries, 'more record')}</p>}
    </div>
  )
}

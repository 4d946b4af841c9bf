import { useId, useState } from 'react'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import X from 'lucide-react/icons/x'
import { useAsOf, useSatchel } from '../../../data-api/hooks.ts'
import type { PastRecord } from '../../../data-api/types.ts'
import { customValue } from '../../../model/custom-value.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useUndo } from '../../app/undo.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Disclosure } from '../../components/disclosure.tsx'
import { formatInstant, plural } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Reading } from '../../components/reading.tsx'
import { Select } from '../../components/select.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { RecordLink, useRecordName } from '../../sync-status/record-link.tsx'
import { customIdOf, useCustomWords } from '../../sync-status/custom-words.ts'
import { entityLabel, fieldLabel } from '../../sync-status/value-text.ts'
import { putBack as backOf } from '../custom/history-of-value.ts'
import { FieldChanges } from '../sync/act-row.tsx'
import { fateOf, manyOf, oneWords, pastChanges, sinceWords, toLocalMoment } from './past-words.ts'

const page = 100

interface PastViewProps {
  entity: string
  /** The one record that is looked at; null: all of the kind. */
  id: string | null
  kinds: readonly { value: string; label: string }[]
  /** Local date and time: "2026-11-20T10:00". */
  at: string
  /** Where the history begins, ms; null: with the workspace. */
  begins: number | null
  now: number
  onChange: (next: { entity?: string; at?: string; id?: string }) => void
}

/** How everything of one kind, or one record, stood at a moment: what is otherwise now, field by field, and the way back, for one field, one record or all. */
export function PastView({ entity, id, kinds, at, begins, now, onChange }: PastViewProps) {
  useCustomWords()
  const moment = new Date(at), valid = !Number.isNaN(moment.getTime())
  const kept = !valid || begins === null || moment.getTime() >= begins
  const [limit, setLimit] = useState(page)
  const [asking, setAsking] = useState(false)
  const { data: past, error, isPlaceholderData: isFormer } = useAsOf(entity, valid && kept ? moment.toISOString() : null, { limit, ...(id === null ? {} : { id }) })
  const reads = valid && kept && !error && (past === undefined || isFormer)
  const { putBack, mayWrite } = usePutBack(entity, valid ? moment.toISOString() : '')
  const count = past === undefined ? '' : plural(past.total, entityLabel(entity), manyOf(entity))
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="ghost" icon={<ArrowLeft />} className="-ml-2" onClick={() => onChange({ at: '', id: '' })}>History</Button>
        {id === null
          ? <Select className="w-40 max-md:w-auto max-md:grow" aria-label="Kind of record" value={entity} onChange={(event) => onChange({ entity: event.target.value })} options={kinds} />
          : <TheOne entity={entity} id={id} onAll={() => onChange({ id: '' })} />}
        <span className="flex items-center gap-2 max-md:w-full">
          <span className="shrink-0 text-ui text-muted">as of</span>
          <Input
            type="datetime-local"
            aria-label="The moment"
            className="w-56 tabular-nums max-md:grow"
            value={at}
            max={toLocalMoment(now)}
            onChange={(event) => { setLimit(page); onChange({ at: event.target.value || at }) }}
          />
        </span>
      </div>
      {!valid && <InlineNotice tone="warn">This is no date with a time. Choose one above.</InlineNotice>}
      {!kept && <InlineNotice tone="info" title="The history does not go back that far.">It is kept from {formatInstant(new Date(begins!).toISOString())} on. Choose a later moment.</InlineNotice>}
      {error && <InlineNotice tone="danger">{error.message}</InlineNotice>}
      {(past || reads) && (
        <section aria-label={`Since ${formatInstant(moment.toISOString())}`} className="flex flex-col">
          <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line pb-2">
            <p role="status" className="min-w-0 grow basis-48 text-ui text-muted">
              {/* The field shows it in the browser's order of day and month, which need not be the reader's. */}
              <span className="font-medium text-text">{formatInstant(moment.toISOString())}</span>{' · '}
              <span>{past === undefined || isFormer ? <Reading /> : id === null ? sinceWords(entity, past) : oneWords(past)}</span>
            </p>
            {mayWrite && past && past.total > 0 && id === null && <Button size="sm" disabled={reads} onClick={() => setAsking(true)}>Put all back…</Button>}
          </div>
          {past && <ul>{past.rows.map((record) => <PastRow key={record.id} entity={entity} record={record} putBack={mayWrite ? putBack : null} waits={reads} isOpen={id !== null} />)}</ul>}
          {past && past.rows.length < past.total && <Button className="mt-3 self-start" onClick={() => setLimit(limit + page)}>Show more</Button>}
        </section>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Put ${count} back?`}
        description={`They will stand as they did on ${formatInstant(moment.toISOString())}. What was written since stays in the history, what was created since goes to the trash, and undo takes all of this back.`}
        confirm="Put back"
        onConfirm={() => putBack()}
      />
    </>
  )
}

type PutBack = (record?: PastRecord, field?: string) => Promise<void>

/** Puts back all, one record, or one field of it, and says so with the way to undo it. */
function usePutBack(entity: string, at: string): { putBack: PutBack; mayWrite: boolean } {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const putBack: PutBack = async (record, field) => {
    const what = record === undefined ? null : field === undefined ? record.title : `${fieldLabel(entity, field)} of ${record.title}`
    const customId = field === undefined ? null : customIdOf(field)
    if (record !== undefined && customId !== null) {
      const patch = backOf(customId, customValue(record.was ?? {}, customId) ?? null, customValue(record.now ?? {}, customId))
      const { actId } = await satchel.bulk((writer) => writer.update(entity, record.id, patch), { label: `Put back ${what}` })
      showToast({ message: `Put back ${what}.`, ...undoOf(actId, `Put back ${what}`) })
      return
    }
    const { changed, leftAlone, actId } = await whileWorking(satchel.entity(entity).restoreAsOf(at, {
      ...(record === undefined ? {} : { ids: [record.id] }), ...(field === undefined ? {} : { fields: [field] }), ...(what === null ? {} : { label: `Put back ${what}` }),
    }))
    const words = what ?? plural(changed, entityLabel(entity), manyOf(entity))
    const left = leftAlone === 0 ? '' : ` ${plural(leftAlone, 'record')} could not come back without what ${leftAlone === 1 ? 'it belongs' : 'they belong'} to.`
    showToast({ message: actId === null ? left.trim() || 'It stands as it did already.' : record?.was === null ? `${record.title} is in the trash.${left}` : `Put back ${words}.${left}`, ...undoOf(actId, `Put back ${words}`) })
  }
  return { putBack, mayWrite: useMayWrite() }
}

/** Whose past it is, and the way to that of all. */
function TheOne({ entity, id, onAll }: { entity: string; id: string; onAll: () => void }) {
  const { name } = useRecordName(entity, id)
  return (
    <span className="inline-flex h-8 max-w-80 min-w-0 items-center rounded-md pl-2.5 text-ui inset-ring inset-ring-line max-md:h-11">
      <RecordLink entity={entity} id={id} className="min-w-0 truncate font-medium [&[href]]:hover:underline">{name}</RecordLink>
      <IconButton size="sm" label={`All ${manyOf(entity)}`} className="mx-1" onClick={onAll}><X /></IconButton>
    </span>
  )
}

/** `waits`: it is still of the moment before, and is not to be put back as if it were of this one. */
function PastRow({ entity, record, putBack, waits, isOpen }: { entity: string; record: PastRecord; putBack: PutBack | null; waits: boolean; isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen)
  const id = useId()
  const fate = fateOf(record), changes = pastChanges(entity, record)
  const back = (field?: string): void => { putBack?.(record, field).catch(showError) }
  return (
    <li className="group border-b border-line">
      <div className="flex min-h-10 items-center gap-2 max-md:min-h-13">
        <Disclosure label={`What was otherwise of ${record.title}`} open={open} controls={id} onToggle={() => setOpen(!open)} />
        <p className="min-w-0 grow truncate text-ui">
          <RecordLink entity={entity} id={record.id} className="font-medium max-md:inline-block max-md:max-w-full max-md:truncate max-md:py-3 max-md:align-middle [&[href]]:hover:underline">{record.title}</RecordLink>
          {record.fields.length > 0 && record.now !== null && <span className="text-muted"> {changes.map(({ label }) => label.toLowerCase()).join(', ')}</span>}
        </p>
        <Badge tone={fate.tone}>{fate.word}</Badge>
        {putBack && (
          <Button size="sm" variant="ghost" disabled={waits} className="opacity-0 focus-in-group:opacity-100 group-hover:opacity-100 max-md:opacity-100 pointer-coarse:opacity-100" aria-label={record.was === null ? `Move ${record.title} to the trash` : `Put ${record.title} back`} onClick={() => back()}>
            {record.was === null ? 'Move to trash' : 'Put back'}
          </Button>
        )}
      </div>
      <div id={id} hidden={!open} className="flex flex-col gap-2 pr-2 pb-3 pl-8">
        {open && changes.map((change) => (
          <div key={change.field} className="flex items-start gap-3">
            <div className="min-w-0 grow"><FieldChanges changes={[change]} bothSides={record.was !== null && record.now !== null} /></div>
            {putBack && changes.length > 1 && record.was !== null && record.now !== null && (
              <Button size="sm" disabled={waits} className="h-6 text-meta" aria-label={`Put ${change.label} of ${record.title} back`} onClick={() => back(change.field)}>Put back</Button>
            )}
          </div>
        ))}
      </div>
    </li>
  )
}

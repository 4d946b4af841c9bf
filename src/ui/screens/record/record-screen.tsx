import { useState } from 'react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import { useRecord } from '../../../data-api/hooks.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatInstant } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { useScrollPlace } from '../../components/scroll-place.ts'
import { Screen } from '../../components/screen.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { headingOf, useKind } from '../records/kind.ts'
import { nameOf } from '../records/record-values.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { lastList } from '../records/last-list.ts'
import { useRecordActs } from '../records/use-record-acts.ts'
import { openAddToList } from '../lists/open-add-to-list.ts'
import { FieldHistory } from './field-history.tsx'
import { RecordActions } from './record-actions.tsx'
import { RecordHeader } from './record-header.tsx'
import { Timeline } from './timeline.tsx'
import { toNote } from './to-note.ts'
import { useConflictFields } from './use-conflict-fields.ts'
import type { Rec } from '../../../data-api/types.ts'

/** A record, whole: who or what it is, what is known, what happened. */
export function RecordScreen() {
  const { id = '' } = useParams({ strict: false })
  const kind = useKind(), { entity, list, icon } = kind, { one } = entity.label
  const { data: rec, isPending, error } = useRecord(entity.name, id)
  const back = useBack()
  const missing = !isPending && !error && !rec
  const One = one[0]!.toUpperCase() + one.slice(1)
  const name = rec ? nameOf(entity, rec) : missing ? `${One} not found` : One
  // One frame for all of it: a heading that has taken the focus must not be exchanged for another when the record is read.
  return (
    <Screen title={name} layout="wide" lead={<Lead />} actions={rec?.deletedAt === null && <RecordActions rec={rec} onNote={() => toNote()} onDeleted={back} />}>
      {error && <InlineNotice tone="danger" className="m-6" title={`This ${one} could not be read.`}>{error.message} Nothing was changed.</InlineNotice>}
      {isPending && <span role="status" className="sr-only">Loading the {one}</span>}
      {missing && (
        <EmptyState icon={icon} title={`This ${one} is not on this device.`} actions={<Link to={list} className={buttonClass()}>All {entity.label.many}</Link>}>
          It may not have come down yet, or it was removed for good.
        </EmptyState>
      )}
      {rec && <Whole key={rec.id} rec={rec} onBack={back} />}
    </Screen>
  )
}


/** To the list as it was last looked at in this tab. */
function useBack(): () => void {
  const navigate = useNavigate()
  const { entity, list } = useKind()
  return () => void navigate({ to: list, search: lastList(entity.name) })
}

function Whole({ rec, onBack }: { rec: Rec; onBack: () => void }) {
  const kind = useKind(), { entity, Fields, Beside } = kind
  const { edit, note }: { edit?: string; note?: boolean } = useSearch({ strict: false })
  const navigate = useNavigate()
  const acts = useRecordActs()
  const mayWrite = useMayWrite()
  const conflicts = useConflictFields(rec)
  const [historyOf, setHistoryOf] = useState<string | null>(null), place = useScrollPlace()
  useShortcuts([
    { keys: 'n', label: 'Write a note', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), writes: true, run: () => toNote() },
    { keys: 'e', label: 'Edit', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), writes: true, run: () => document.querySelector<HTMLElement>('#record-fields input')?.focus() },
    { keys: '#', label: 'Move to trash', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), writes: true, run: () => { if (mayWrite && rec.deletedAt === null) void acts.remove([rec.id]).then((done) => { if (done) onBack() }) } },
    { keys: 'l l', label: 'Add to a list', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), writes: true, run: () => { if (mayWrite && rec.deletedAt === null) openAddToList({ entity: entity.name, ids: [rec.id] }) } },
    { keys: 'p', also: 'mod+p', label: 'Print', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), run: () => void navigate({ to: '/print', search: { id: rec.id, ...(entity.name === 'contacts' ? {} : { of: entity.name }) } }) },
    { keys: 'u', label: 'Back to the list', group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), run: onBack },
    { keys: 'Enter', label: 'Save the field', group: 'While editing' },
    { keys: 'Escape', label: 'Take back what was typed, or leave the field', group: 'While editing' },
  ])
  return (
    <>
      <div ref={place} data-scrolls className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-270 flex-col gap-6 px-6 py-6 max-md:px-4">
          {rec.deletedAt !== null && (
            <InlineNotice tone="warn" title={`In the trash since ${formatInstant(rec.deletedAt)}.`} actions={mayWrite && <Button size="sm" onClick={() => void acts.restore([rec.id])}>Restore</Button>}>
              Nothing of it is lost. Restore it to edit it.
            </InlineNotice>
          )}
          {rec.$sync.notices > 0 && <NoticeList entity={entity.name} id={rec.id} />}
          <RecordHeader rec={rec} />
          <div className="grid grid-cols-[minmax(0,30rem)_minmax(0,1fr)] items-start gap-12 max-lg:grid-cols-1 max-lg:gap-6">
            <section id="record-fields" aria-label="Fields">
              {Fields && <Fields rec={rec} conflicts={conflicts} onHistory={setHistoryOf} focus={edit} />}
            </section>
            <div className="flex min-w-0 flex-col gap-6">
              {Beside && <Beside rec={rec} />}
              <Timeline rec={rec} writeNote={note === true} />
            </div>
          </div>
        </div>
      </div>
      {historyOf !== null && <FieldHistory rec={rec} field={historyOf} onClose={() => setHistoryOf(null)} />}
    </>
  )
}

function Lead() {
  const kind = useKind()
  return (
    <>
      <Back />
      <Link to={kind.list} search={lastList(kind.entity.name)} className="text-ui leading-6 text-muted hover:text-text max-md:hidden">{headingOf(kind)}</Link>
      <span aria-hidden className="text-muted max-md:hidden">/</span>
    </>
  )
}

/** Back to the list as it was left: its view, filter and place are in its address. */
function Back() {
  const { entity, list } = useKind()
  const navigate = useNavigate()
  return (
    <IconButton label="Back" onClick={() => (history.length > 1 ? history.back() : void navigate({ to: list, search: lastList(entity.name) }))} className="-ml-2">
      <ChevronLeft />
    </IconButton>
  )
}

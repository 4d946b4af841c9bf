import { useId, useMemo, useState } from 'react'
import { useHistory, useRecord } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { useMayWrite } from '../../app/may-write.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Select } from '../../components/select.tsx'
import { When } from '../../components/when.tsx'
import { RecordLink, useRecordName, useTrashed } from '../../sync-status/record-link.tsx'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { useValueWords } from '../../sync-status/use-value-words.ts'
import { entityLabel, fieldLabel } from '../../sync-status/value-text.ts'
import { FieldChoice } from './field-choice.tsx'
import { recordDetail } from './record-detail.ts'
import { RecordPreview } from './record-preview.tsx'
import { alike, chosenValue, isPutBack, settledAtOnce, standingSide, type Choice, type Conflict, type Decision, type Likeness, type RecordConflicts } from './settling.ts'
import { useMe } from './use-me.ts'

interface RecordCardProps extends RecordConflicts {
  /** What was chosen so far, by conflict. */
  choices: ReadonlyMap<string, Decision>
  onChoose: (conflict: Conflict, choice: Choice) => void
  /** All that can be settled now, for "same for all alike". */
  all: readonly Conflict[]
  /** Settled ones of these records. */
  settled: readonly Conflict[]
  onSettle: (decisions: Decision[]) => Promise<void>
  onRestore: (entity: string, id: string, name: string) => Promise<void>
}

/** What of one record two people wrote differently, field by field, the record as it will be, and one act to settle it. */
export function RecordCard({ entity, recordId, conflicts, choices, onChoose, all, settled, onSettle, onRestore }: RecordCardProps) {
  useCustomWords()
  const mayWrite = useMayWrite()
  const { name, owned } = useRecordName(entity, recordId)
  const { data: record } = useRecord(entity, recordId)
  const detail = recordDetail(entity, record)
  const trashed = useTrashed(entity, recordId)
  const [likeness, setLikeness] = useState<Likeness | null>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const { data: history } = useHistory(entity, recordId, { enabled: conflicts.some(isPutBack) })
  const shown = useMemo(() => conflicts.map((conflict) => ({ conflict, standing: standingSide(conflict, history ?? []) })), [conflicts, history])
  const deviceOf = useDeviceLabels(useMemo(() => shown.flatMap(({ conflict, standing }) => [standing, ...conflict.mine]), [shown]))

  const decided = conflicts.flatMap((conflict) => { const known = choices.get(conflict.id); return known ? [{ conflict, choice: known.choice }] : [] })
  const others = (which: Likeness): Decision[] => (trashed ? [] : decided.flatMap((decision) => alike(decision, all, which)))
  const pair = others('pair'), side = others('side')
  const chosenLikeness = likeness === 'pair' && pair.length === 0 ? 'side' : likeness
  const along = chosenLikeness === 'pair' ? pair : chosenLikeness === 'side' ? side : []
  const widest: Likeness = pair.length > 0 ? 'pair' : 'side'
  const several = conflicts.length > 1
  const labels = conflicts.map(({ field }) => fieldLabel(entity, field))
  const count = decided.length + along.length

  // Not by `disabled`: a control that cannot have the focus loses it, and what comes next would not be found by keys.
  const run = async (act: () => Promise<void>): Promise<void> => {
    if (busy) return
    setBusy(true)
    await act().finally(() => setBusy(false))
  }
  return (
    <section aria-labelledby={`${id}-title`} className="flex flex-col rounded-lg inset-ring inset-ring-line">
      <header className="flex items-baseline gap-2 px-4 pt-3 pb-2">
        <h2 id={`${id}-title`} className="min-w-0 text-ui [overflow-wrap:anywhere]">
          {joinWords(labels)} {owned ? 'on' : 'of'} <RecordLink entity={entity} id={recordId} className="[&[href]]:underline [&[href]]:decoration-line [&[href]]:underline-offset-3">{name}</RecordLink>
          {detail && <>{' '}<span className="inline-block font-normal text-muted"><span className="max-md:hidden">· </span>{detail}</span></>}
        </h2>
        <When at={conflicts[0]!.openedAt} className="ml-auto shrink-0 text-meta text-muted" />
      </header>
      {trashed && (
        <InlineNotice
          tone="warn"
          className="mx-4 mb-3 md:items-center"
          actions={<Button size="sm" onClick={() => void run(() => onRestore(trashed.entity, trashed.id, trashed.name))}>Restore</Button>}
        >
          {trashed.id === recordId ? `This ${entityLabel(entity)} is` : <><span className="font-medium">{trashed.name}</span> is</>} in the trash. Restore it, then settle this; every value is kept until then.
        </InlineNotice>
      )}
      {shown.map(({ conflict, standing }) => (
        <div key={conflict.id} className="flex flex-col [&+&]:mt-3">
          {several && <h3 className="px-4 pb-1.5 text-meta font-medium text-muted">{fieldLabel(entity, conflict.field)}</h3>}
          <AtOnce conflict={conflict} settled={settled} />
          <FieldChoice conflict={conflict} standing={standing} choice={choices.get(conflict.id)?.choice ?? null} onChoose={(choice) => onChoose(conflict, choice)} deviceOf={deviceOf} />
        </div>
      ))}
      <footer className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <p className="min-w-0 grow text-table text-muted" aria-live="polite">
          {decided.length === 0 ? 'Choose what it should be. The other values stay in the history.'
            : decided.length < conflicts.length ? `${decided.length} of ${conflicts.length} fields chosen. The others stay open.`
              : 'The other values stay in the history.'}
        </p>
        {side.length > 0 && (
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Checkbox checked={along.length > 0} onChange={(event) => setLikeness(event.target.checked ? widest : null)} label={`Same for ${plural((along.length > 0 ? along : widest === 'pair' ? pair : side).length, 'other')}`} />
            {along.length > 0 && pair.length > 0 && pair.length !== side.length && (
              <Select
                aria-label="Which others"
                className="w-auto"
                value={chosenLikeness ?? widest}
                onChange={(event) => setLikeness(event.target.value as Likeness)}
                options={[{ value: 'pair', label: `between these devices (${pair.length})` }, { value: 'side', label: `whoever wrote them (${side.length})` }]}
              />
            )}
          </div>
        )}
        <Button variant="primary" className="ml-auto" disabled={decided.length === 0 || trashed !== null || !mayWrite} title={mayWrite ? undefined : 'You may look at this workspace, not change it.'} aria-busy={busy} onClick={() => void run(() => onSettle([...decided, ...along]))}>Settle{count > 1 ? ` ${count}` : ''}</Button>
      </footer>
      {decided.length > 0 && (
        <RecordPreview
          entity={entity}
          id={recordId}
          chosen={new Map(decided.map(({ conflict, choice }) => [conflict.field, chosenValue(conflict, choice)]))}
          undecided={new Set(conflicts.filter((conflict) => !choices.has(conflict.id)).map(({ field }) => field))}
        />
      )}
    </section>
  )
}

/** Two settled at once: the second is told, and decides again with both values before them. */
function AtOnce({ conflict, settled }: { conflict: Conflict; settled: readonly Conflict[] }) {
  const me = useMe()
  const [value = ''] = useValueWords(conflict.entity, conflict.field, [conflict.theirs.value])
  if (!settledAtOnce(conflict, settled)) return null
  return (
    <InlineNotice className="mx-4 mb-3">
      This was settled already: {conflict.theirs.userId !== '' && conflict.theirs.userId === me.userId ? 'you' : conflict.theirs.userName || 'somebody'} decided on {value ? <>“{value}”</> : 'no value'}, while the other value was being written. Neither is lost; keep that, or decide anew.
    </InlineNotice>
  )
}

/** "Company", "Company and Title", "Company, Title and Note". */
const joinWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`

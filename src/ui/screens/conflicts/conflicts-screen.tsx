import { useMemo, useRef, useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useInTrash, useList, useSatchel } from '../../../data-api/hooks.ts'
import { conflicts as conflictsEntity } from '../../../model/bookkeeping.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { Screen } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { useUndo } from '../../app/undo.ts'
import { clearDraft, readDraft, writeDraft } from '../../app/drafts.ts'
import { RecordLink, useRecordName } from '../../sync-status/record-link.tsx'
import { fieldLabel } from '../../sync-status/value-text.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'
import { RecordCard } from './record-card.tsx'
import { SettledMeanwhile } from './settled-meanwhile.tsx'
import { byRecord, chosenValue, settle, toConflict, type Choice, type Conflict, type Decision } from './settling.ts'

const page = 20
/** The draft of what people write as a third way. */
const ownWords = 'conflicts.own'
/** A month offline may leave thousands, and "same for all alike" means all of them. */
const mostShown = 5_000

/** What two people wrote differently and no rule decides: settled here, one by one or all alike, and undone like any edit. */
export default function ConflictsScreen() {
  const search: { tab?: unknown } = useSearch({ strict: false })
  const navigate = useNavigate()
  const tab = search.tab === 'settled' ? 'settled' : 'open'
  const { data } = useList(conflictsEntity.name, { where: { status: 'open' }, sort: ['openedAt'], limit: mostShown })
  const open = useMemo(() => (data?.rows ?? []).map(toConflict).filter((conflict) => conflict !== null), [data])
  return (
    <Screen title="Conflicts">
      <div className="flex flex-col">
        <Tabs
          label="Conflicts"
          className="px-0 max-md:px-0"
          tabs={[{ id: 'open', label: 'Open', count: data?.total ?? 0 }, { id: 'settled', label: 'Settled' }]}
          value={tab}
          onChange={(next) => void navigate({ to: '/conflicts', search: { tab: next }, replace: true })}
        >
          {tab === 'open' ? data && <OpenConflicts open={open} /> : <SettledConflicts />}
        </Tabs>
      </div>
    </Screen>
  )
}

function OpenConflicts({ open }: { open: readonly Conflict[] }) {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const [shown, setShown] = useState(page)
  // Kept here and not in the cards: what was chosen outlives a card that somebody else's settling takes away.
  const [choices, setChoices] = useState<ReadonlyMap<string, Decision>>(() => new Map(readDraft<[string, Decision][]>(ownWords) ?? []))
  const settledHere = useRef(new Set<string>())
  // Own words outlive a reload too, until they are settled on or given up.
  const keepWords = (known: ReadonlyMap<string, Decision>): void => {
    const own = [...known].filter(([id, { choice }]) => choice.kind === 'own' && !settledHere.current.has(id))
    if (own.length > 0) writeDraft(ownWords, own)
    else clearDraft(ownWords)
  }
  const inTrash = useInTrash(open.map(({ entity, recordId }) => ({ entity, id: recordId })))
  const settleable = open.filter(({ recordId }) => !inTrash.has(recordId))
  const records = byRecord(open)
  const { data: before } = useList(conflictsEntity.name, { where: { and: [{ status: 'settled' }, { recordId: { in: records.slice(0, shown).map(({ recordId }) => recordId) } }] }, limit: 1_000 }, { enabled: open.length > 0 })
  const settled = useMemo(() => (before?.rows ?? []).map(toConflict).filter((conflict) => conflict !== null), [before])
  const list = useRef<HTMLDivElement>(null)
  // What is settled goes; the next one begins at its first choice.
  const kept = useFocusKept(list, (_, card) => card?.querySelector('input') ?? document.getElementById('screen-heading'), 'section')

  const change = (next: ReadonlyMap<string, Decision>): void => {
    setChoices(next)
    keepWords(next)
  }
  const choose = (conflict: Conflict, choice: Choice): void => {
    settledHere.current.delete(conflict.id)
    change(new Map(choices).set(conflict.id, { conflict, choice }))
  }
  const forget = (gone: string): void => { change(new Map([...choices].filter(([id]) => id !== gone))) }

  const settleAll = async (decisions: Decision[]): Promise<void> => {
    const [{ conflict }] = decisions as [Decision]
    const label = decisions.length > 1 ? `Settle ${decisions.length} conflicts` : `Settle ${fieldLabel(conflict.entity, conflict.field).toLowerCase()}`
    try {
      const { actId } = await whileWorking(satchel.bulk((writer) => {
        for (const { conflict, choice } of decisions) settle(writer, conflict, chosenValue(conflict, choice))
      }, { label }))
      // The choice stays as long as the card does: a button that has nothing to do would let go of the focus.
      for (const { conflict } of decisions) settledHere.current.add(conflict.id)
      keepWords(choices)
      showToast({
        message: decisions.length > 1 ? `${formatCount(decisions.length)} conflicts settled` : 'Settled. The other values are in the history.',
        ...undoOf(actId, label),
      })
    } catch (thrown) {
      showError(thrown)
    }
  }
  const restore = async (entity: string, id: string, name: string): Promise<void> => {
    try {
      const { actId } = await satchel.bulk((writer) => { writer.restore(entity, id) }, { label: `Restore ${name}` })
      showToast({ message: `${name} is back`, ...undoOf(actId, `Restore ${name}`) })
    } catch (thrown) {
      showError(thrown)
    }
  }
  const gone = [...choices.values()].filter(({ conflict }) => !settledHere.current.has(conflict.id) && !open.some(({ id }) => id === conflict.id))
    .map((decision) => <SettledMeanwhile key={decision.conflict.id} decision={decision} onDone={() => forget(decision.conflict.id)} />)
  if (open.length === 0) return <div ref={list} {...kept} className="flex flex-col gap-3 pt-4">{gone}<EmptyState icon={<CircleCheck />} title="All clean">Nobody’s edits stand against each other.</EmptyState></div>
  return (
    <div ref={list} {...kept} className="flex flex-col gap-4 pt-4">
      <p className="text-ui text-muted">
        {plural(open.length, 'field')} {open.length === 1 ? 'was' : 'were'} written differently on devices that did not know of each other. Every value is kept until you decide.
      </p>
      {gone}
      {records.slice(0, shown).map((record) => (
        <RecordCard key={`${record.entity} ${record.recordId}`} {...record} choices={choices} onChoose={choose} all={settleable} settled={settled} onSettle={settleAll} onRestore={restore} />
      ))}
      {records.length > shown && <Button className="self-start" onClick={() => setShown(shown + page)}>Show more of {formatCount(records.length)}</Button>}
    </div>
  )
}

function SettledConflicts() {
  const { data } = useList(conflictsEntity.name, { where: { status: 'settled' }, sort: ['-openedAt'], limit: 200 })
  const settled = (data?.rows ?? []).map(toConflict).filter((conflict) => conflict !== null)
  if (data && settled.length === 0) return <EmptyState title="None settled yet">What you decide is listed here, and in each record’s history.</EmptyState>
  return <ul className="flex flex-col pt-2">{settled.map((conflict) => <SettledRow key={conflict.id} conflict={conflict} />)}</ul>
}

function SettledRow({ conflict }: { conflict: Conflict }) {
  const { name } = useRecordName(conflict.entity, conflict.recordId)
  return (
    <li className="flex items-baseline gap-3 border-b border-line py-2.5 text-ui max-md:flex-wrap">
      <RecordLink entity={conflict.entity} id={conflict.recordId} className="w-48 shrink-0 truncate font-medium [&[href]]:hover:underline">{name}</RecordLink>
      <span className="w-24 shrink-0 text-muted">{fieldLabel(conflict.entity, conflict.field)}</span>
      <span className="min-w-0 grow truncate"><ValueWords entity={conflict.entity} field={conflict.field} value={conflict.settledValue} empty={<span className="text-muted">No value</span>} /></span>
      <When at={conflict.updatedAt} className="shrink-0 text-meta text-muted" />
    </li>
  )
}

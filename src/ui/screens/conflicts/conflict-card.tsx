import { useId, useMemo, useState, type ReactNode } from 'react'
import { useSettings, useSync } from '../../../data-api/hooks.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { When } from '../../components/when.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { RecordLink, useRecordName, useTrashed } from '../../sync-status/record-link.tsx'
import { entityLabel, fieldLabel, fieldOf, valueText } from '../../sync-status/value-text.ts'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { DiffText } from './diff-text.tsx'
import { meanwhileWords } from './meanwhile-words.ts'
import { alike, chosenValue, sideTitle, standingTitle, type Choice, type Conflict, type Side } from './settling.ts'

interface ConflictCardProps {
  conflict: Conflict
  /** All that can be settled now, for "same for all alike". */
  all: readonly Conflict[]
  onSettle: (choice: Choice, others: Conflict[]) => Promise<void>
  onRestore: (entity: string, id: string, name: string) => Promise<void>
}

/** One field two people wrote differently: every value, what sets it apart from the original, and what would come of a choice. */
export function ConflictCard({ conflict, all, onSettle, onRestore }: ConflictCardProps) {
  const { status } = useSync()
  const { name, owned } = useRecordName(conflict.entity, conflict.recordId)
  const trashed = useTrashed(conflict.entity, conflict.recordId)
  const [choice, setChoice] = useState<Choice | null>(null)
  const [same, setSame] = useState(false)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const { entity, field } = conflict
  const text = (value: Conflict['base']): string => valueText(entity, field, value)
  const label = fieldLabel(entity, field)
  const meanwhile = meanwhileWords(entity, field, useSettings())
  const base = text(conflict.base)
  const others = choice && !trashed ? alike(conflict, all, choice) : []
  const kind = fieldOf(entity, field)?.kind
  const ownWords = kind === 'text' || kind === 'longText'
  const me = { userId: status.account?.userId ?? null, replicaId: useOpened()?.replicaId ?? null }

  const deviceOf = useDeviceLabels(useMemo(() => [conflict.theirs, ...conflict.mine], [conflict]))

  const run = async (act: Promise<void>): Promise<void> => {
    setBusy(true)
    await act.finally(() => setBusy(false))
  }
  return (
    <section aria-labelledby={`${id}-title`} className="flex flex-col rounded-lg inset-ring inset-ring-line">
      <header className="flex items-baseline gap-2 px-4 pt-3 pb-2">
        <h2 id={`${id}-title`} className="min-w-0 truncate text-ui">
          {label} {owned ? 'on' : 'of'} <RecordLink entity={entity} id={conflict.recordId} className="[&[href]]:underline [&[href]]:decoration-line [&[href]]:underline-offset-3">{name}</RecordLink>
        </h2>
        <When at={conflict.openedAt} className="ml-auto shrink-0 text-meta text-muted" />
      </header>
      {meanwhile && <p className="px-4 pb-2 text-table text-muted">{meanwhile}</p>}
      {trashed && (
        <InlineNotice
          tone="warn"
          className="mx-4 mb-3 md:items-center"
          actions={<Button size="sm" disabled={busy} onClick={() => void run(onRestore(trashed.entity, trashed.id, trashed.name))}>Restore</Button>}
        >
          {trashed.id === conflict.recordId ? `This ${entityLabel(entity)} is` : <><span className="font-medium">{trashed.name}</span> is</>} in the trash. Restore it, then settle this; every value is kept until then.
        </InlineNotice>
      )}
      <div role="radiogroup" aria-label={`Which ${label.toLowerCase()} stands`} className="flex flex-col divide-y divide-line border-y border-line">
        <Option name={id} checked={choice?.kind === 'theirs'} onChoose={() => setChoice({ kind: 'theirs' })} title={standingTitle(conflict, me)} badge="Stands now" meta={<SideMeta side={conflict.theirs} device={deviceOf(conflict.theirs)} />}>
          <DiffText from={base} to={text(conflict.theirs.value)} />
        </Option>
        {conflict.mine.map((side) => (
          <Option
            key={side.changeId}
            name={id}
            checked={choice?.kind === 'mine' && choice.changeId === side.changeId}
            onChoose={() => setChoice({ kind: 'mine', changeId: side.changeId })}
            title={sideTitle(side, me)}
            meta={<SideMeta side={side} device={deviceOf(side)} />}
          >
            <DiffText from={base} to={text(side.value)} />
          </Option>
        ))}
        <Option name={id} checked={choice?.kind === 'base'} onChoose={() => setChoice({ kind: 'base' })} title="Original" meta="as it was before both">
          <DiffText from={base} to={base} />
        </Option>
        {ownWords && (
          <Option
            name={id}
            checked={choice?.kind === 'own'}
            onChoose={() => { if (choice?.kind !== 'own') setChoice({ kind: 'own', text: text(conflict.theirs.value) }) }}
            onPointer={() => requestAnimationFrame(() => document.getElementById(`${id}-own`)?.focus())}
            title="Own text"
          >
            {choice?.kind === 'own'
              ? <Textarea id={`${id}-own`} rows={kind === 'longText' ? 4 : 1} aria-label={`${label}, own text`} value={choice.text} onFocus={(event) => event.currentTarget.setSelectionRange(event.currentTarget.value.length, event.currentTarget.value.length)} onChange={(event) => setChoice({ kind: 'own', text: event.target.value })} />
              : <span className="text-muted">Write what it should be</span>}
          </Option>
        )}
      </div>
      <footer className="flex flex-wrap items-center gap-3 px-4 py-3">
        <div className="min-w-0 grow text-table" aria-live="polite">
          {choice
            ? <p className="flex gap-2"><span className="shrink-0 text-muted">Result</span><DiffText from={text(conflict.theirs.value)} to={text(chosenValue(conflict, choice))} /></p>
            : <p className="text-muted">Choose what it should be. The other values stay in the history.</p>}
        </div>
        {others.length > 0 && <Checkbox checked={same} onChange={(event) => setSame(event.target.checked)} label={`Same for ${plural(others.length, 'other')}`} />}
        <Button variant="primary" className="ml-auto" disabled={!choice || busy || trashed !== null} onClick={() => { if (choice) void run(onSettle(choice, same ? others : [])) }}>Settle{same && others.length > 0 ? ` ${others.length + 1}` : ''}</Button>
      </footer>
    </section>
  )
}

interface OptionProps {
  name: string
  checked: boolean
  onChoose: () => void
  /** A press, not the arrows: those must be able to pass by. */
  onPointer?: () => void
  title: string
  badge?: string
  meta?: ReactNode
  children: ReactNode
}

function Option({ name, checked, onChoose, onPointer, title, badge, meta, children }: OptionProps) {
  return (
    <label onClick={(event) => { if (event.detail > 0 && event.target instanceof HTMLElement && event.target.tagName !== 'TEXTAREA') onPointer?.() }} className={cn('flex items-start gap-3 px-4 py-2.5 hover:bg-hover has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-2 has-[input:focus-visible]:outline-accent', checked && 'bg-accent-soft hover:bg-accent-soft')}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} className="mt-0.5 size-4 shrink-0 accent-accent outline-none" />
      <span className="grid min-w-0 grow grid-cols-[248px_minmax(0,1fr)] gap-x-4 gap-y-1 max-md:grid-cols-1">
        <span className="flex flex-col"><span className="flex flex-wrap items-center gap-x-2 text-ui font-medium">{title}{badge && <Badge>{badge}</Badge>}</span>{meta && <span className="text-meta text-muted">{meta}</span>}</span>
        <span className="min-w-0 text-ui">{children}</span>
      </span>
    </label>
  )
}

function SideMeta({ side, device }: { side: Side; device: string }) {
  return <>{device}{side.at && <> · <When at={side.at} /></>}</>
}

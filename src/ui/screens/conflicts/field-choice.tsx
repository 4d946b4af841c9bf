import { useId, type ReactNode } from 'react'
import { useSettings } from '../../../data-api/hooks.ts'
import { Badge } from '../../components/badge.tsx'
import { cn } from '../../components/cn.ts'
import { Radio } from '../../components/radio.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { When } from '../../components/when.tsx'
import type { Writer } from '../../sync-status/device-words.ts'
import { useValueWords } from '../../sync-status/use-value-words.ts'
import { fieldLabel, fieldOf, namedBy, valueText } from '../../sync-status/value-text.ts'
import { DiffText } from './diff-text.tsx'
import { meanwhileWords } from './meanwhile-words.ts'
import { chosenValue, ownSide, sideTitle, standingTitle, type Choice, type Conflict, type Side } from './settling.ts'
import { useMe } from './use-me.ts'

interface FieldChoiceProps {
  conflict: Conflict
  /** Whose value it is that stands. */
  standing: Side
  choice: Choice | null
  onChoose: (choice: Choice) => void
  deviceOf: (writer: Writer) => string
}

/** One field two people wrote differently: every value, and what sets it apart from the original. */
export function FieldChoice({ conflict, standing, choice, onChoose, deviceOf }: FieldChoiceProps) {
  const id = useId()
  const { entity, field } = conflict
  const label = fieldLabel(entity, field)
  const own = choice ? chosenValue(conflict, choice) : null
  const [base = '', stands = '', chosen = '', ...sides] = useValueWords(entity, field, [conflict.base, conflict.theirs.value, own, ...conflict.mine.map(({ value }) => value)])
  const kind = fieldOf(entity, field)?.kind
  const me = useMe()
  const meanwhile = meanwhileWords(entity, field, useSettings())
  return (
    <>
      {meanwhile && <p className="px-4 pb-2 text-table text-muted">{meanwhile}</p>}
      <div role="radiogroup" aria-label={`Which ${label.toLowerCase()} stands`} className="flex flex-col divide-y divide-line border-y border-line">
        <Option name={id} checked={choice?.kind === 'theirs'} onChoose={() => onChoose({ kind: 'theirs' })} title={standingTitle({ theirs: standing, mine: conflict.mine }, me)} badge="Stands now" meta={<SideMeta side={standing} device={deviceOf(standing)} />}>
          <DiffText from={base} to={stands} />
        </Option>
        {conflict.mine.map((side, index) => (
          <Option
            key={side.changeId}
            name={id}
            checked={choice?.kind === 'mine' && choice.changeId === side.changeId}
            onChoose={() => onChoose({ kind: 'mine', changeId: side.changeId })}
            title={sideTitle(side, me)}
            meta={<SideMeta side={side} device={deviceOf(side)} />}
          >
            <DiffText from={base} to={sides[index] ?? ''} />
          </Option>
        ))}
        <Option name={id} checked={choice?.kind === 'base'} onChoose={() => onChoose({ kind: 'base' })} title="Original" meta="as it was before both">
          <DiffText from={base} to={base} />
        </Option>
        {(kind === 'text' || kind === 'longText') && namedBy(entity, field) === undefined && (
          <Option
            name={id}
            checked={choice?.kind === 'own'}
            onChoose={() => { if (choice?.kind !== 'own') onChoose({ kind: 'own', text: choice ? chosen : valueText(entity, field, ownSide(conflict, me).value) }) }}
            onPointer={() => requestAnimationFrame(() => document.getElementById(`${id}-own`)?.focus())}
            title="Own text"
          >
            {choice?.kind === 'own'
              ? <Textarea id={`${id}-own`} rows={kind === 'longText' ? 4 : 1} aria-label={`${label}, own text`} value={choice.text} onFocus={(event) => event.currentTarget.setSelectionRange(event.currentTarget.value.length, event.currentTarget.value.length)} onChange={(event) => onChoose({ kind: 'own', text: event.target.value })} />
              : <span className="text-muted">Write what it should be</span>}
          </Option>
        )}
      </div>
    </>
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
      <Radio name={name} checked={checked} onChange={onChoose} />
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

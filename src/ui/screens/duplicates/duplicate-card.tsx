import { useId, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useRecord } from '../../../data-api/hooks.ts'
import type { Lookalike, Rec } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { Radio } from '../../components/radio.tsx'
import { When } from '../../components/when.tsx'
import type { Kind } from '../records/kind.ts'
import { dataOf, nameOf } from '../records/record-values.ts'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import { pairsOf, type FieldPair } from './merging.ts'

interface DuplicateCardProps {
  of: Pick<Kind, 'entity'> & Required<Pick<Kind, 'page'>>
  pair: Lookalike
  onMerge: (kept: Rec, other: Rec, taken: ReadonlySet<string>) => Promise<void>
  onApart: (one: Rec, other: Rec) => Promise<void>
}

/** Two records that may be one, field beside field: merged by a person, or kept apart. */
export function DuplicateCard({ of: { entity, page }, pair, onMerge, onApart }: DuplicateCardProps) {
  useCustomWords()
  const { data: kept } = useRecord(entity.name, pair.ids[0])
  const { data: other } = useRecord(entity.name, pair.ids[1])
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const id = useId()
  if (!kept || !other || kept.deletedAt !== null || other.deletedAt !== null) return null
  // Not by `disabled`: a control that cannot have the focus loses it, and what comes next would not be found by keys.
  const run = async (act: () => Promise<void>): Promise<void> => {
    if (busy) return
    setBusy(true)
    await act().finally(() => setBusy(false))
  }
  const choose = (field: string, fromOther: boolean): void => {
    const next = new Set(taken)
    if (fromOther) next.add(field)
    else next.delete(field)
    setTaken(next)
  }
  return (
    <section aria-labelledby={`${id}-title`} className="flex flex-col rounded-lg inset-ring inset-ring-line">
      <header className={cn(rowClass, 'items-baseline border-b border-line pt-3 pb-2')}>
        <h2 id={`${id}-title`} className="text-meta text-muted max-md:col-span-2">{reasonOf(entity, pair)}</h2>
        {[kept, other].map((rec) => (
          <p key={rec.id} className="min-w-0">
            <Link to={page} params={{ id: rec.id }} className="block text-ui font-medium hover:underline max-md:relative max-md:before:absolute max-md:before:-inset-y-3 max-md:before:inset-x-0"><span className="line-clamp-2 [overflow-wrap:anywhere]">{nameOf(entity, rec)}</span></Link>
            <span className="text-meta text-muted">Last touched <When at={rec.updatedAt} /></span>
          </p>
        ))}
      </header>
      <div className="flex flex-col divide-y divide-line border-b border-line">
        {pairsOf(entity, dataOf(kept), dataOf(other)).map((fields) => (
          <FieldRow key={fields.field} name={`${id}-${fields.field}`} fields={fields} taken={taken.has(fields.field)} onChoose={(fromOther) => choose(fields.field, fromOther)} />
        ))}
      </div>
      <footer className="flex flex-wrap items-center gap-3 px-4 py-3">
        <p className="min-w-48 grow text-table text-muted">Lists and notes are joined; the other {entity.label.one} goes to the trash.</p>
        <div className="ml-auto flex gap-2">
          <Button aria-busy={busy} aria-label={`Not the same: ${nameOf(entity, kept)} and ${nameOf(entity, other)}`} onClick={() => void run(() => onApart(kept, other))}>Not the same</Button>
          <Button variant="primary" aria-busy={busy} aria-label={`Merge ${nameOf(entity, kept)} and ${nameOf(entity, other)}`} onClick={() => void run(() => onMerge(kept, other, taken))}>Merge</Button>
        </div>
      </footer>
    </section>
  )
}

const rowClass = 'grid grid-cols-[112px_minmax(0,1fr)_minmax(0,1fr)] gap-x-4 gap-y-1 px-4 max-md:grid-cols-2'

function FieldRow({ name, fields, taken, onChoose }: { name: string; fields: FieldPair; taken: boolean; onChoose: (fromOther: boolean) => void }) {
  const { label, kept, other, outcome } = fields
  const sides = [{ text: kept, fromOther: false }, { text: other, fromOther: true }]
  return (
    <div role={outcome === 'choice' ? 'radiogroup' : undefined} aria-label={outcome === 'choice' ? `Which ${label.toLowerCase()} stands` : undefined} className={cn(rowClass, 'py-2 text-ui')}>
      <span className="text-muted max-md:col-span-2 max-md:text-meta">{label}</span>
      {sides.map(({ text, fromOther }) => (outcome === 'choice'
        ? (
          <label key={String(fromOther)} className={cn('-mx-2 -my-1 flex min-w-0 items-start gap-2 rounded-md px-2 py-1 hover:bg-hover has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent max-md:min-h-11 max-md:items-center', taken === fromOther && 'bg-accent-soft hover:bg-accent-soft')}>
            <Radio name={name} checked={taken === fromOther} onChange={() => onChoose(fromOther)} />
            <span className="min-w-0 break-words whitespace-pre-wrap">{text}</span>
          </label>
        )
        : <span key={String(fromOther)} className={cn('min-w-0 break-words whitespace-pre-wrap', outcome === 'same' && fromOther && 'text-muted')}>{text || <span className="text-muted">–</span>}</span>))}
    </div>
  )
}

/** "Same name and phone". */
function reasonOf(entity: Entity, { by }: Lookalike): string {
  const words = by.map((name) => reasons[name] ?? entity.columns[name]?.label.toLowerCase() ?? name)
  return `Same ${words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words[0] ?? 'values'}`
}
const reasons: Record<string, string> = { name: 'name', email: 'e-mail', phone: 'phone', domain: 'domain' }

import type { CSSProperties } from 'react'
import { Link } from '@tanstack/react-router'
import type { Rec } from '../../../data-api/types.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { Radio } from '../../components/radio.tsx'
import { When } from '../../components/when.tsx'
import { nameOf } from '../records/record-values.ts'
import type { MergedField } from './merging.ts'
import type { Merging, MergesOf } from './use-merging.ts'

interface MergeFieldsProps {
  id: string
  of: MergesOf
  merging: Merging
  /** Why they stand side by side. */
  reason?: string
}

/** Several records, field beside field: what stands is chosen of each; of three or more, any can be left out. */
export function MergeFields({ id, of: { entity, page }, merging: { all, isPart, leave, fields, whose, choose }, reason }: MergeFieldsProps) {
  const several = all.length > 2
  return (
    <div className={cn(several && 'overflow-x-auto')}>
      <div style={widthsFor(all.length)} className={cn(several && 'min-w-(--least) max-md:min-w-(--least-narrow)')}>
        <header className={cn(rowClass, 'items-start border-b border-line pt-3 pb-2')}>
          {reason === undefined ? <span className="max-md:hidden" /> : <h2 id={`${id}-title`} className="text-meta leading-6 text-muted max-md:col-span-full">{reason}</h2>}
          {all.map((rec, at) => (
            <div key={rec.id} className="flex min-w-0 items-start gap-2">
              {several && <Checkbox aria-label={`${nameOf(entity, rec)}, ${at + 1} of ${all.length}, is one of them`} checked={isPart(rec)} onChange={() => leave(rec)} className="mt-1" />}
              <p className="min-w-0">
                <Link to={page} params={{ id: rec.id }} className="block text-ui font-medium hover:underline max-md:relative max-md:before:absolute max-md:before:-inset-y-3 max-md:before:inset-x-0"><span className="line-clamp-2 [overflow-wrap:anywhere]">{nameOf(entity, rec)}</span></Link>
                <span className="text-meta text-muted">Last touched <When at={rec.updatedAt} /></span>
              </p>
            </div>
          ))}
        </header>
        <div className="flex flex-col divide-y divide-line border-b border-line">
          {fields.map((field) => <FieldRow key={field.field} name={`${id}-${field.field}`} field={field} all={all} isPart={isPart} whose={whose(field)} onChoose={(rec) => choose(field.field, rec)} />)}
        </div>
      </div>
    </div>
  )
}

const rowClass = 'grid grid-cols-(--columns) gap-x-4 gap-y-1 px-4 max-md:grid-cols-(--columns-narrow)'

/** As many columns as there are records; where they would be too narrow to read, they are wider than the screen. */
const widthsFor = (count: number): CSSProperties => ({
  '--columns': `112px repeat(${count}, minmax(0, 1fr))`, '--columns-narrow': `repeat(${count}, minmax(0, 1fr))`,
  '--least': `${144 + count * 176}px`, '--least-narrow': `${32 + count * 150}px`,
}) as CSSProperties

interface FieldRowProps { name: string; field: MergedField; all: readonly Rec[]; isPart: (rec: Rec) => boolean; whose: Rec | undefined; onChoose: (rec: Rec) => void }

function FieldRow({ name, field: { label, texts, outcome }, all, isPart, whose, onChoose }: FieldRowProps) {
  const first = all.findIndex(isPart)
  return (
    <div role={outcome === 'choice' ? 'radiogroup' : undefined} aria-label={outcome === 'choice' ? `Which ${label.toLowerCase()} stands` : undefined} className={cn(rowClass, 'py-2 text-ui')}>
      <span className="text-muted max-md:col-span-full max-md:text-meta">{label}</span>
      {all.map((rec, at) => {
        const text = texts[at]
        return outcome === 'choice' && isPart(rec) && text
          ? (
            <label key={rec.id} className={cn('-mx-2 -my-1 flex min-w-0 items-start gap-2 rounded-md px-2 py-1 hover:bg-hover has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent max-md:min-h-11 max-md:items-center', rec === whose && 'bg-accent-soft hover:bg-accent-soft')}>
              <Radio name={name} checked={rec === whose} onChange={() => onChoose(rec)} />
              <span className="min-w-0 break-words whitespace-pre-wrap">{text}</span>
            </label>
          )
          : <span key={rec.id} className={cn('min-w-0 break-words whitespace-pre-wrap', !isPart(rec) ? 'text-muted line-through' : outcome === 'same' && at !== first && 'text-muted')}>{text || <span className="inline-block text-muted">–</span>}</span>
      })}
    </div>
  )
}

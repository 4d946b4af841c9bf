import { useRef, type ReactNode } from 'react'
import GitMerge from 'lucide-react/icons/git-merge'
import HistoryIcon from 'lucide-react/icons/history'
import { Link } from '@tanstack/react-router'
import { useMayWrite } from '../../app/may-write.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { FieldError } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { controlClass } from '../../components/input.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'

interface FieldRowProps {
  /** Its name in the record. */
  field: string
  label: string
  htmlFor?: string
  children: ReactNode
  error?: string | null
  /** A draft of an earlier visit stands in it. */
  restored?: boolean
  onSave?: () => void
  onRevert?: () => void
  onHistory?: () => void
  /** On a phone the name stands above, so that several parts have the room. */
  stacked?: boolean
  conflict?: boolean
}

/** A field of a record: its name at the left, the value to write in at the right, its history behind a button. */
export function FieldRow({ field, label, htmlFor, children, error, restored = false, onSave, onRevert, onHistory, conflict = false, stacked = false }: FieldRowProps) {
  const body = useRef<HTMLDivElement>(null), mayWrite = useMayWrite()
  // Of a list the last is what adds another.
  const kept = useFocusKept(body, (area) => [...area.querySelectorAll<HTMLElement>('input, button')].at(-1))
  return (
    <div data-field={field} className={cn('group/field grid grid-cols-[108px_minmax(0,1fr)] items-start', stacked ? 'max-md:grid-cols-1 @max-[26rem]:grid-cols-1' : 'max-md:grid-cols-[96px_minmax(0,1fr)]')}>
      <div className={cn('col-start-1 row-start-1 flex min-h-8 items-center', onHistory && 'md:pr-7', onHistory && !stacked && 'max-md:focus-in-field:pr-9', stacked ? 'max-md:min-h-6 @max-[26rem]:min-h-6' : 'max-md:min-h-11')}>
        {htmlFor === undefined
          ? <span className="grow text-table text-muted">{label}</span>
          : <label htmlFor={htmlFor} className="grow text-table text-muted">{label}</label>}
      </div>
      <div ref={body} {...kept} className={cn('flex min-w-0 flex-col', stacked && 'md:@max-[26rem]:-ml-2')}>
        {children}
        {error && <div className="px-2 pb-1 max-md:px-0"><FieldError>{error}</FieldError></div>}
        {restored && !error && <NotSaved onSave={onSave} onRevert={onRevert} />}
        {conflict && (
          <Link to="/conflicts" className="flex min-h-6 items-center gap-1 px-2 pb-1 text-meta font-medium text-warn hover:underline max-md:relative max-md:px-0 max-md:before:absolute max-md:before:-inset-y-2.5 max-md:before:inset-x-0">
            <GitMerge aria-hidden className="size-3" />
            Written differently; {mayWrite ? 'decide what stands' : 'not decided yet'}
          </Link>
        )}
      </div>
      {onHistory && (
        // After the value, to which most go; the keys lead to one of all fields (FieldsArea).
        <IconButton
          size="sm" tabIndex={-1} data-history label={`History of ${label}`} onClick={onHistory}
          className="col-start-1 row-start-1 mt-1 mr-1 justify-self-end opacity-0 focus-in-field:opacity-100 group-hover/field:opacity-100 focus-visible:opacity-100 max-md:mt-0 max-md:mr-2 max-md:hidden max-md:focus-in-field:inline-flex"
        >
          <HistoryIcon />
        </IconButton>
      )}
    </div>
  )
}

/** What was typed on an earlier visit stands in the field, not in the record: it must not pass for what is saved. */
export function NotSaved({ onSave, onContinue, onRevert }: { onSave: (() => void) | undefined; onContinue?: () => void; onRevert: (() => void) | undefined }) {
  return (
    <div className="flex flex-wrap items-center gap-1 px-2 pb-1 text-meta text-warn max-md:px-0">
      Not saved yet.
      <Button variant="ghost" size="sm" className="h-6 px-1.5 text-meta" onClick={onSave}>Save</Button>
      {onContinue && <Button variant="ghost" size="sm" className="h-6 px-1.5 text-meta" onClick={onContinue}>Write on</Button>}
      <Button variant="ghost" size="sm" className="h-6 px-1.5 text-meta" onClick={onRevert}>Discard</Button>
    </div>
  )
}

/** An input that looks like text until one comes near. */
export const quietControl = cn(
  controlClass,
  'h-8 bg-transparent px-2 text-ellipsis inset-ring-transparent not-disabled:hover:inset-ring-line focus:bg-bg focus:inset-ring-accent max-md:h-11 aria-invalid:inset-ring-danger disabled:bg-transparent disabled:text-text',
)

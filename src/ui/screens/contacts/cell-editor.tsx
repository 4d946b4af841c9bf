import { useEffect, useRef } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Input } from '../../components/input.tsx'
import { showToast } from '../../components/toast.tsx'
import { sameText, useFieldEdit } from '../contact/use-field-edit.ts'
import { columnSpecs, labelOf } from './columns.ts'
import { parseCalendarDate } from './calendar-date.ts'
import { text } from './contact-values.ts'

/**
 * A plain field, edited where it stands. Enter and leaving save, Escape does not; Tab goes on to the next cell. Scrolling it away or
 * going Back is leaving too, and what a reload cuts short is a draft here and on the contact's page.
 */
export function CellEditor({ rec, column, onEnd }: { rec: Rec; column: string; onEnd: (move: number) => void }) {
  const satchel = useSatchel()
  const field = columnSpecs[column]?.edits ?? column
  const isDate = columnSpecs[column]?.type === 'date'
  const edit = useFieldEdit<string>({
    // The page keeps a date's draft in its parts.
    name: `contacts.${rec.id}.${field}${isDate ? '.cell' : ''}`,
    current: text(rec, field),
    revision: rec.revision,
    same: sameText,
    save: async (typed, baseRevision) => {
      const value = isDate && typed.trim() !== '' ? parseCalendarDate(typed) : typed.trim()
      if (value === null) throw new Error('Write it as 1990-05-17, or 05-17 without a year.')
      await satchel.entity('contacts').update(rec.id, { [field]: value === '' ? null : value }, { baseRevision, label: `Edit ${labelOf(column).toLowerCase()}` })
    },
  })
  const ended = useRef(false)
  const end = (move: number): void => {
    if (ended.current) return
    ended.current = true
    onEnd(move)
  }
  const leave = async (move: number): Promise<void> => { if (await edit.save()) end(move) }

  const latest = useRef({ save: edit.save, end, label: labelOf(column) })
  useEffect(() => { latest.current = { save: edit.save, end, label: labelOf(column) } })
  useEffect(() => () => {
    const { save, end: over, label } = latest.current
    over(0)
    void save().then((saved) => { if (!saved) showToast({ message: `${label} was not saved. What you typed is kept; edit it again to see why.`, tone: 'danger' }) })
  }, [])

  return (
    <span className="absolute inset-x-0.5 z-2">
      <Input
        autoFocus
        aria-label={labelOf(column)}
        aria-invalid={edit.error !== null}
        value={edit.value}
        className="h-7 text-table"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => edit.change(event.currentTarget.value)}
        onBlur={() => void leave(0)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') { event.preventDefault(); edit.revert(); end(0) }
          if (event.key === 'Enter') { event.preventDefault(); void leave(0) }
          if (event.key === 'Tab') { event.preventDefault(); void leave(event.shiftKey ? -1 : 1) }
        }}
      />
      {edit.error && <span role="alert" className="absolute top-full left-0 z-3 mt-1 max-w-70 rounded-sm bg-bg px-2 py-1 text-meta whitespace-normal text-danger shadow-overlay">{edit.error}</span>}
    </span>
  )
}

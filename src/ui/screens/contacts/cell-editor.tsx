import { useRef, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { Input } from '../../components/input.tsx'
import { columnSpecs, labelOf } from './columns.ts'
import { parseCalendarDate } from './calendar-date.ts'
import { text } from './contact-values.ts'

/** A plain field, edited where it stands. Enter and leaving save, Escape does not; Tab goes on to the next cell. */
export function CellEditor({ rec, column, onEnd }: { rec: Rec; column: string; onEnd: (move: number) => void }) {
  const satchel = useSatchel()
  const field = columnSpecs[column]?.edits ?? column
  // What was shown when editing began: the revision it is measured against (M1), and what "unchanged" means.
  const [before] = useState({ value: text(rec, field), revision: rec.revision })
  const [value, setValue] = useState(before.value)
  const [error, setError] = useState<string | null>(null)
  const done = useRef(false)

  const save = async (move: number): Promise<void> => {
    if (done.current) return
    const typed = value.trim()
    if (typed === before.value) return end(move)
    const isDate = columnSpecs[column]?.type === 'date'
    const next = isDate && typed !== '' ? parseCalendarDate(typed) : typed
    if (next === null) return setError('Write it as 1990-05-17, or 05-17 without a year.')
    done.current = true
    try {
      await satchel.entity('contacts').update(rec.id, { [field]: next === '' ? null : next }, { baseRevision: before.revision, label: `Edit ${labelOf(column).toLowerCase()}` })
      onEnd(move)
    } catch (thrown) {
      done.current = false
      setError(toSatchelError(thrown).message)
    }
  }
  const end = (move: number): void => {
    done.current = true
    onEnd(move)
  }
  return (
    <span className="absolute inset-x-0.5 z-2">
      <Input
        autoFocus
        aria-label={labelOf(column)}
        aria-invalid={error !== null}
        value={value}
        className="h-7 text-table"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => { setValue(event.currentTarget.value); setError(null) }}
        onBlur={() => void save(0)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') { event.preventDefault(); end(0) }
          if (event.key === 'Enter') { event.preventDefault(); void save(0) }
          if (event.key === 'Tab') { event.preventDefault(); void save(event.shiftKey ? -1 : 1) }
        }}
      />
      {error && <span role="alert" className="absolute top-full left-0 z-3 mt-1 max-w-70 rounded-sm bg-bg px-2 py-1 text-meta whitespace-normal text-danger shadow-overlay">{error}</span>}
    </span>
  )
}

import { useId } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { isCalendarDate } from '../../../model/text.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { editKeys } from '../record/edit-keys.ts'
import { FieldRow, quietControl } from '../record/field-row.tsx'
import { useFieldEdit } from '../record/use-field-edit.ts'
import { months } from '../records/filters.ts'
import { text } from '../records/record-values.ts'

interface Parts { day: string; month: string; year: string }

/** A calendar date in its parts, the year optional. No time and no zone come near it, so it never shifts. */
export function BirthdayField({ rec, onHistory, conflict = false }: { rec: Rec; onHistory: (field: string) => void; conflict?: boolean }) {
  const satchel = useSatchel()
  const id = useId()
  const edit = useFieldEdit<Parts>({
    name: `contacts.${rec.id}.birthday`,
    current: toParts(text(rec, 'birthday')),
    revision: rec.revision,
    same: (a, b) => a.day === b.day && a.month === b.month && a.year === b.year,
    save: (parts, baseRevision) => satchel.entity('contacts').update(rec.id, { birthday: toDate(parts) }, { baseRevision, label: 'Edit birthday' }),
  })
  const { day, month, year } = edit.value
  const disabled = useFixed(rec)
  const change = (part: Partial<Parts>): void => edit.change({ ...edit.value, ...part })
  return (
    <FieldRow field="birthday" label="Birthday" htmlFor={id} error={edit.error} restored={edit.restored} onSave={() => void edit.save()} onRevert={edit.revert} onHistory={() => onHistory('birthday')} conflict={conflict}>
      <div
        role="group"
        aria-label="Birthday"
        className="flex items-center"
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return
          // Half a date is not wrong yet; it is kept as a draft until the other half is there.
          if ((day === '') === (month === '')) void edit.save()
        }}
      >
        <input id={id} aria-label="Day" inputMode="numeric" placeholder="Day" maxLength={2} autoComplete="off" disabled={disabled} className={cn(quietControl, asWide, 'min-w-9')} value={day} onChange={(event) => change({ day: event.currentTarget.value.replace(/\D/g, '') })} onKeyDown={editKeys(edit)} />
        <select aria-label="Month" disabled={disabled} className={cn(quietControl, asWide, 'appearance-none pt-0.5 pb-0 max-md:pt-0', month === '' && 'text-muted')} value={month} onChange={(event) => change({ month: event.currentTarget.value })} onKeyDown={editKeys(edit)}>
          <option value="">Month</option>
          {months.map((each) => <option key={each.value} value={each.value}>{each.label}</option>)}
        </select>
        <input aria-label="Year, optional" inputMode="numeric" placeholder="Year" maxLength={4} autoComplete="off" disabled={disabled} className={cn(quietControl, asWide, 'min-w-13')} value={year} onChange={(event) => change({ year: event.currentTarget.value.replace(/\D/g, '') })} onKeyDown={editKeys(edit)} />
      </div>
    </FieldRow>
  )
}

// As wide as what stands in it, so that it reads as a date is written.
const asWide = 'w-auto field-sizing-content'

function toParts(date: string): Parts {
  const match = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(date)
  return match ? { year: match[1] ?? '', month: match[2]!, day: String(Number(match[3])) } : { day: '', month: '', year: '' }
}

function toDate({ day, month, year }: Parts): string | null {
  if (day === '' && month === '' && year === '') return null
  const date = `${year === '' ? '-' : year.padStart(4, '0')}-${month}-${day.padStart(2, '0')}`
  if (!isCalendarDate(date)) throw new Error('There is no such day. Day and month are needed, the year is not.')
  return date
}

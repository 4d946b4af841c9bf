import { useId } from 'react'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { contacts } from '../../../model/contacts.ts'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { RecordPicker } from '../records/record-picker.tsx'
import { fromLocal, toLocal, type Activity } from './activity.ts'

/** When it was, who turned to whom, how long it took, who else was there: what of that its kind has. */
export function ActivityFields({ value, onChange }: { value: Activity; onChange: (change: Partial<Activity>) => void }) {
  const id = useId()
  const { kind, people } = value
  if (kind === 'note') return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-table text-muted">
      <label className="flex items-center gap-1.5 max-md:w-full">
        <span className="max-md:w-20">When</span>
        <Input type="datetime-local" aria-label="When" className="h-7 w-46 px-1.5 text-table max-md:grow" value={toLocal(value.happenedAt || new Date().toISOString())}
          onChange={(event) => { if (event.currentTarget.validity.valid) onChange({ happenedAt: fromLocal(event.currentTarget.value) }) }} />
      </label>
      {(kind === 'call' || kind === 'email') && (
        <Select aria-label="Direction" className="w-30 max-md:w-[calc(50%-6px)] [&_select]:h-7 [&_select]:text-table max-md:[&_select]:h-11" value={value.direction || 'out'} onChange={(event) => onChange({ direction: event.currentTarget.value as 'out' | 'in' })}
          options={kind === 'call' ? [{ value: 'out', label: 'Outgoing' }, { value: 'in', label: 'Incoming' }] : [{ value: 'out', label: 'Sent' }, { value: 'in', label: 'Received' }]} />
      )}
      {(kind === 'call' || kind === 'meeting') && (
        <label htmlFor={id} className="flex items-center gap-1.5 max-md:grow max-md:basis-0">
          <span>Minutes</span>
          <Input id={id} type="number" inputMode="numeric" min={0} max={100_000} step={1} className="h-7 w-18 px-1.5 text-table max-md:min-w-0 max-md:grow" value={value.minutes ?? ''}
            onChange={(event) => { if (event.currentTarget.validity.valid) onChange({ minutes: event.currentTarget.value === '' ? null : event.currentTarget.valueAsNumber }) }} />
        </label>
      )}
      <span className="flex flex-wrap items-center gap-1">
        {people.map((person) => (
          <span key={person.id} className="inline-flex h-7 items-center gap-1 rounded-full pr-1 pl-2 text-text inset-ring inset-ring-line max-md:h-9">
            {person.value}
            <button type="button" aria-label={`Take ${person.value} out`} className="inline-flex size-6 items-center justify-center rounded-full text-muted hover:text-text max-md:size-9" onClick={() => onChange({ people: people.filter((each) => each.id !== person.id) })}><X aria-hidden className="size-3" /></button>
          </span>
        ))}
        <RecordPicker
          entity={contacts.name} noun="contact" clearable={false} chosen={people.map((person) => person.id)} nameOf={nameOf} aboutOf={roleOf}
          onPick={(picked) => { if (picked && !people.some((person) => person.id === picked.id)) onChange({ people: [...people, { id: picked.id, value: nameOf(picked) }] }) }}
          trigger={<button type="button" className="inline-flex h-7 items-center gap-1 rounded-full px-2 text-muted hover:bg-hover hover:text-text max-md:h-11"><Plus aria-hidden className="size-3.5" />Who else</button>}
        />
      </span>
    </div>
  )
}

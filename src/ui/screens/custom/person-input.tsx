import { contacts } from '../../../model/contacts.ts'
import { cn } from '../../components/cn.ts'
import type { FieldControl } from '../../components/field.tsx'
import { controlClass } from '../../components/input.tsx'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { RecordPicker } from '../records/record-picker.tsx'
import { personIn, personText } from './typed-values.ts'

/** A contact, chosen while the record is being made. */
export function PersonInput({ label, control, value, onChange }: { label: string; control: FieldControl; value: string; onChange: (value: string) => void }) {
  const { person, name } = personIn(value)
  return (
    <RecordPicker
      entity={contacts.name} noun="contact" chosen={person === '' ? [] : [person]} nameOf={nameOf} aboutOf={roleOf}
      onPick={(picked) => onChange(picked === null ? '' : personText(picked.id, nameOf(picked)))}
      trigger={<button type="button" {...control} aria-label={`${label}: ${name || 'nobody'}`} className={cn(controlClass, 'flex h-8 w-full min-w-0 items-center px-2.5 text-left max-md:h-11', name === '' && 'text-muted')}><span className="truncate">{name || 'Nobody'}</span></button>}
    />
  )
}

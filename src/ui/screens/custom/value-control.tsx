import { useState, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import ExternalLink from 'lucide-react/icons/external-link'
import type { Rec } from '../../../data-api/types.ts'
import { useRecord } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { plainMembers, readValue, valueText, type Members } from '../../../model/custom-value.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { str } from '../../../model/text.ts'
import type { Json } from '../../../shared/json.ts'
import { cn } from '../../components/cn.ts'
import { Select } from '../../components/select.tsx'
import { customWords } from '../../sync-status/custom-words.ts'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { editKeys } from '../record/edit-keys.ts'
import { quietControl } from '../record/field-row.tsx'
import { hrefOf } from '../record/links.ts'
import { rowActionClass } from '../record/row-classes.ts'
import { useFieldEdit, type FieldEdit } from '../record/use-field-edit.ts'
import { openClass, valueClass } from '../tasks/property.tsx'
import { RecordPicker } from '../records/record-picker.tsx'
import { ChoicesPicker } from './choices-picker.tsx'

export interface ValueProps {
  field: CustomField
  value: Record<string, Json> | undefined
  id: string
  fixed: boolean
  onPick: (members: Members) => void
}

/** A value that is picked, not typed: written as soon as it is. */
export function PickedValue({ field, value, id, fixed, onPick }: ValueProps): ReactNode {
  if (field.kind === 'choices') return <ChoicesPicker field={field} value={value} fixed={fixed} onPick={onPick} id={id} />
  if (field.kind === 'person') return <PersonValue field={field} value={value} id={id} fixed={fixed} onPick={onPick} />
  const chosen = str(value?.['choice'])
  // What was chosen and is no longer offered still stands, and says so.
  const options = field.choices.filter((choice) => !choice.removed || choice.id === chosen).map((choice) => ({ value: choice.id, label: choice.removed ? `${choice.label} (no longer offered)` : choice.label }))
  return (
    <Select
      quiet id={id} aria-label={field.label} disabled={fixed} className={cn('[&_select]:pl-2 [&_select]:text-left', chosen === '' && '[&_select]:text-muted')}
      options={[{ value: '', label: 'None' }, ...options, ...(chosen === '' || options.some(({ value: each }) => each === chosen) ? [] : [{ value: chosen, label: chosen }])]}
      value={chosen} onChange={(event) => onPick(plainMembers(field, event.currentTarget.value || null))}
    />
  )
}

function PersonValue({ field, value, id, fixed, onPick }: ValueProps) {
  const person = str(value?.['person'])
  const { data: contact } = useRecord(contacts.name, person || null)
  const here = contact?.deletedAt === null ? contact : null
  const name = here ? nameOf(here) : customWords(field, value)
  return (
    <span className="flex min-w-0 items-center">
      <RecordPicker
        entity={contacts.name} noun="contact" chosen={here ? [here.id] : []} nameOf={nameOf} aboutOf={roleOf}
        onPick={(picked) => onPick(picked ? { person: picked.id, name: nameOf(picked) } : plainMembers(field, null))}
        trigger={<button id={id} type="button" disabled={fixed} aria-label={`${field.label}: ${name || 'nobody'}`} className={cn(valueClass, name === '' && 'text-muted')}>{name || 'Nobody'}</button>}
      />
      {here && <Link to="/contacts/$id" params={{ id: here.id }} className={openClass}>Open</Link>}
    </span>
  )
}

/** A value that is typed: saved when it is left or with ⏎; Escape takes back what was typed. */
export function TypedValue({ field, id, edit, fixed }: { field: CustomField; id: string; edit: FieldEdit<string>; fixed: boolean }): ReactNode {
  const [writing, setWriting] = useState(false)
  const words = writing || edit.dirty ? null : wordsOf(field, edit.value)
  const href = field.kind === 'link' && !edit.dirty ? hrefOf('links', edit.value) : null
  return (
    <div className="flex min-w-0 items-center">
      <input
        id={id} type={field.kind === 'date' ? 'date' : 'text'} autoComplete="off" placeholder="Empty" disabled={fixed} aria-label={field.label} aria-invalid={edit.error !== null}
        inputMode={field.kind === 'number' || field.kind === 'money' ? 'decimal' : field.kind === 'link' ? 'url' : undefined}
        className={cn(quietControl, 'grow', field.kind === 'date' && 'w-auto grow-0', field.kind === 'date' && edit.value === '' && 'text-muted')}
        value={words ?? edit.value} onChange={(event) => edit.change(event.currentTarget.value)}
        onFocus={() => setWriting(true)} onBlur={() => { setWriting(false); void edit.save() }}
        onKeyDown={editKeys(edit)}
      />
      {field.kind === 'money' && (words ?? '') === '' && <span className="shrink-0 px-2 text-table text-muted">{field.currency}</span>}
      {href && <a href={href} target="_blank" rel="noreferrer" aria-label={`Open ${field.label}`} className={rowActionClass}><ExternalLink aria-hidden className="size-4" /></a>}
    </div>
  )
}

/** A number as one reads it, with its thousands apart, and an amount with its currency; null: as it is written. */
function wordsOf(field: CustomField, written: string): string | null {
  if (field.kind !== 'number' && field.kind !== 'money') return null
  const read = readValue(field, written)
  return read.ok ? customWords(field, { ...read.members, id: field.id }) : null
}

export const isTyped = ({ kind }: CustomField): boolean => kind !== 'choice' && kind !== 'choices' && kind !== 'person'

/** The draft of a typed value. */
export function useTypedValue(entity: string, rec: Rec, field: CustomField, value: Record<string, Json> | undefined, write: (members: Members, baseRevision: number) => Promise<unknown>): FieldEdit<string> {
  return useFieldEdit<string>({
    name: `${entity}.${rec.id}.custom.${field.id}`, current: valueText(field, value), revision: rec.revision, same: (a, b) => a.trim() === b.trim(),
    save: async (typed, baseRevision) => {
      const read = readValue(field, typed, value)
      if (!read.ok) throw new Error(`${read.reason}.`)
      await write(read.members, baseRevision)
    },
  })
}

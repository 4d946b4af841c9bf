import { Suspense } from 'react'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { lazyPart } from '../../components/lazy-part.ts'
import { Select } from '../../components/select.tsx'
import type { TypedValues } from './typed-values.ts'

const PersonInput = lazyPart(() => import('./person-input.tsx').then((module) => ({ default: module.PersonInput })))

interface CustomInputsProps {
  entity: string
  values: TypedValues
  onChange: (values: TypedValues) => void
  /** The field that was refused ("custom.<id>"), and why. */
  error?: { field: string | undefined; message: string } | null
}

/** The fields that people made, in the form that makes a record. */
export function CustomInputs({ entity, values, onChange, error }: CustomInputsProps) {
  return useCustomFields(entity).map((field) => {
    const value = values[field.id] ?? ''
    const set = (next: string): void => onChange({ ...values, [field.id]: next })
    if (field.kind === 'choices') return <Several key={field.id} field={field} value={value} onChange={set} />
    return (
      <Field key={field.id} label={field.kind === 'money' ? `${field.label}, ${field.currency}` : field.label} error={error?.field === `custom.${field.id}` ? error.message : null}>
        {(control) => field.kind === 'person'
          ? <Suspense><PersonInput label={field.label} control={control} value={value} onChange={set} /></Suspense>
          : field.kind === 'choice'
          ? <Select {...control} value={value} options={[{ value: '', label: 'None' }, ...offered(field).map(({ label }) => ({ value: label, label }))]} onChange={(event) => set(event.currentTarget.value)} />
          : <Input {...control} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'number' || field.kind === 'money' ? 'decimal' : undefined} autoComplete="off" value={value} onChange={(event) => set(event.currentTarget.value)} />}
      </Field>
    )
  })
}

function Several({ field, value, onChange }: { field: CustomField; value: string; onChange: (value: string) => void }) {
  const chosen = value.split('\n').filter(Boolean)
  return (
    <fieldset className="col-span-full flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend className="mb-1 text-meta font-medium text-muted">{field.label}</legend>
      {offered(field).map(({ id, label }) => (
        <Checkbox key={id} label={label} checked={chosen.includes(id)} onChange={() => onChange((chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]).join('\n'))} />
      ))}
    </fieldset>
  )
}

const offered = (field: CustomField): CustomField['choices'] => field.choices.filter(({ removed }) => !removed)

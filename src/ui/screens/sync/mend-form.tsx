import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { fieldOf } from '../../sync-status/value-text.ts'
import { editableFields, type Act } from './change-words.ts'

interface MendFormProps {
  act: Act
  onCancel: () => void
  /** Values by record and field, only what was altered. */
  onRetry: (edits: Record<string, Record<string, string | null>>) => void
}

/** The plain fields of a refused act, to be mended and sent again. */
export function MendForm({ act, onCancel, onRetry }: MendFormProps) {
  const fields = editableFields(act)
  const [values, setValues] = useState(() => fields.map((field) => field.value))
  const first = Math.max(0, fields.findIndex(({ field }) => field === act.error?.field))
  const submit = (event: React.FormEvent): void => {
    event.preventDefault()
    const edits: Record<string, Record<string, string | null>> = {}
    fields.forEach(({ recordId, field, value }, at) => {
      const now = values[at] ?? ''
      if (now !== value) (edits[recordId] ??= {})[field] = now === '' ? null : now
    })
    onRetry(edits)
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLFormElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') { event.preventDefault(); onCancel() }
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); event.currentTarget.requestSubmit() }
  }
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-3 pr-2 pb-4 pl-7 max-md:pr-0 max-md:pl-12">
      {fields.map(({ recordId, entity, field, label }, at) => (
        <Field key={`${recordId} ${field}`} label={label} {...(act.error?.field === field ? { error: act.error.message } : {})}>
          {(control) => {
            const bound = {
              ...control, autoFocus: at === first, value: values[at] ?? '',
              onChange: (event: { target: { value: string } }) => setValues(values.map((value, index) => (index === at ? event.target.value : value))),
            }
            const { kind, choices = [] } = fieldOf(entity, field) ?? {}
            if (kind === 'choice') return <Select {...bound} options={optionsOf(choices, bound.value)} />
            return kind === 'longText' ? <Textarea {...bound} rows={3} /> : <Input {...bound} />
          }}
        </Field>
      ))}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary">Save and retry</Button>
      </div>
    </form>
  )
}

/** None, what there is to choose, and what was written where that is none of it. */
const optionsOf = (choices: readonly Option[], written: string): readonly Option[] =>
  [{ value: '', label: 'Not set' }, ...choices, ...(written === '' || choices.some(({ value }) => value === written) ? [] : [{ value: written, label: written }])]

interface Option { value: string; label: string }

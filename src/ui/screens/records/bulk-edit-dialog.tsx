import { useId, useState } from 'react'
import type { Json } from '../../../data-api/types.ts'
import { useFacets } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { bulkCustomFields, bulkHint, bulkValue } from './bulk-custom.ts'
import { BulkName } from './bulk-name.tsx'
import { countOf, useKind } from './kind.ts'

interface BulkEditDialogProps { count: number; onClose: () => void; onApply: (field: string, value: Json, label: string) => Promise<void> }

/** One field, one value, on all that are selected. Undo takes the whole back. */
export function BulkEditDialog({ count, onClose, onApply }: BulkEditDialogProps) {
  const kind = useKind(), { entity } = kind
  const fields = [...kind.bulkFields.map((value) => ({ value, label: entity.fields[value]?.label ?? value })), ...bulkCustomFields(kind.columns)]
  const form = useId()
  const [field, setField] = useState(fields[0]!.value)
  const [value, setValue] = useState('')
  const [called, setCalled] = useState('')
  const label = fields.find((each) => each.value === field)?.label ?? field
  const { custom, choices, days, always = false, names: ofColumn } = kind.columns.specs[field] ?? {}
  const names = custom?.kind === 'person' ? contacts.name : ofColumn
  // Of several names one is added to what each has, or taken out.
  const several = entity.fields[field]?.kind === 'list'
  const written = choices === undefined && names === undefined && !days
  const known = field in entity.columns && written ? field : kind.columns.lead
  const { data = [] } = useFacets(entity.name, known, value.trim() ? { prefix: value.trim(), limit: 8 } : { limit: 8 })
  const [error, setError] = useState<string | null>(null)
  const apply = (): void => {
    const read = custom === undefined ? null : bulkValue(custom, value, called)
    if (read !== null && !read.ok) {
      setError(`${read.reason}.`)
      return
    }
    onClose()
    if (read === null) void onApply(field, several ? { $set: { add: [{ id: value, value: called }] } } : value.trim() || null, label)
    else void onApply(read.field, read.value, label)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Edit ${countOf(kind, count)}`}
      width="sm"
      footer={(
        <>
          <Button onClick={onClose}>Cancel</Button>
          {several
            ? <Button variant="danger" onClick={() => { onClose(); void onApply(field, { $set: { remove: [value] } }, label) }} disabled={value === ''}>Take out</Button>
            : <Button variant="danger" onClick={apply} disabled={value.trim() !== '' || always}>Empty {label.toLowerCase()}</Button>}
          <Button variant="primary" type="submit" form={form} disabled={value.trim() === ''}>Apply</Button>
        </>
      )}
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); if (value.trim() !== '') apply() }}>
        <Field label="Field">{(control) => <Select {...control} value={field} options={fields} onChange={(event) => { setField(event.currentTarget.value); setValue(''); setError(null) }} />}</Field>
        <Field label="New value" error={error} hint={several ? 'Added to those each has.' : custom === undefined ? undefined : bulkHint(custom)}>
          {(control) => names !== undefined
            ? <BulkName of={names} label={label} control={control} value={value} onChange={(id, name) => { setValue(id); setCalled(name) }} />
            : choices !== undefined
            ? <Select {...control} data-autofocus value={value} options={[{ value: '', label: 'Choose' }, ...choices]} onChange={(event) => setValue(event.currentTarget.value)} />
            : custom?.kind === 'choice' || custom?.kind === 'choices'
            ? <Select {...control} data-autofocus value={value} options={[{ value: '', label: 'Choose' }, ...custom.choices.filter(({ removed }) => !removed).map((choice) => ({ value: choice.label, label: choice.label }))]} onChange={(event) => setValue(event.currentTarget.value)} />
            : <Input {...control} data-autofocus autoComplete="off" list={`${form}-known`} type={custom?.kind === 'date' || days ? 'date' : 'text'} value={value} onChange={(event) => { setValue(event.currentTarget.value); setError(null) }} />}
        </Field>
        {known === field && written && <datalist id={`${form}-known`}>{data.map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>}
      </form>
    </Dialog>
  )
}

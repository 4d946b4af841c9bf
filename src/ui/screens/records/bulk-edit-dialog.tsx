import { useId, useState } from 'react'
import { useFacets } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { countOf, useKind } from './kind.ts'

interface BulkEditDialogProps { count: number; onClose: () => void; onApply: (field: string, value: string | null, label: string) => Promise<void> }

/** One field, one value, on all that are selected. Undo takes the whole back. */
export function BulkEditDialog({ count, onClose, onApply }: BulkEditDialogProps) {
  const kind = useKind(), { entity } = kind
  const fields = kind.bulkFields.map((value) => ({ value, label: entity.fields[value]?.label ?? value }))
  const form = useId()
  const [field, setField] = useState(fields[0]!.value)
  const [value, setValue] = useState('')
  const label = fields.find((each) => each.value === field)?.label ?? field
  const known = field in entity.columns ? field : fields[0]!.value
  const { data = [] } = useFacets(entity.name, known, value.trim() ? { prefix: value.trim(), limit: 8 } : { limit: 8 })
  const apply = (): void => {
    onClose()
    void onApply(field, value.trim() || null, label)
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
          <Button variant="danger" onClick={apply} disabled={value.trim() !== ''}>Empty {label.toLowerCase()}</Button>
          <Button variant="primary" type="submit" form={form} disabled={value.trim() === ''}>Apply</Button>
        </>
      )}
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); if (value.trim() !== '') apply() }}>
        <Field label="Field">{(control) => <Select {...control} value={field} options={fields} onChange={(event) => setField(event.currentTarget.value)} />}</Field>
        <Field label="New value">
          {(control) => <Input {...control} data-autofocus autoComplete="off" list={`${form}-known`} value={value} onChange={(event) => setValue(event.currentTarget.value)} />}
        </Field>
        {known === field && <datalist id={`${form}-known`}>{data.map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>}
      </form>
    </Dialog>
  )
}

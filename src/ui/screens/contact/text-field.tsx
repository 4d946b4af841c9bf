import { useId } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { useFixed } from '../../app/may-write.ts'
import { text } from '../contacts/contact-values.ts'
import { FieldRow, quietControl } from './field-row.tsx'
import { editKeys } from './edit-keys.ts'
import { sameText, useFieldEdit } from './use-field-edit.ts'

interface TextFieldProps {
  rec: Rec
  field: string
  onHistory: (field: string) => void
  conflict?: boolean
}

/** A field of one line. Saved when it is left or with ⏎; Escape takes back what was typed. */
export function TextField({ rec, field, onHistory, conflict = false }: TextFieldProps) {
  const satchel = useSatchel()
  const id = useId()
  const fixed = useFixed(rec)
  const label = contacts.fields[field]?.label ?? field
  const edit = useFieldEdit({
    name: `contacts.${rec.id}.${field}`,
    current: text(rec, field),
    revision: rec.revision,
    same: sameText,
    save: (value, baseRevision) => satchel.entity('contacts').update(rec.id, { [field]: value.trim() || null }, { baseRevision, label: `Edit ${label.toLowerCase()}` }),
  })
  return (
    <FieldRow field={field} label={label} htmlFor={id} error={edit.error} restored={edit.restored} onSave={() => void edit.save()} onRevert={edit.revert} onHistory={() => onHistory(field)} conflict={conflict}>
      <input
        id={id}
        autoComplete="off"
        aria-invalid={edit.error !== null}
        placeholder="Empty"
        className={quietControl}
        value={edit.value}
        disabled={fixed}
        onChange={(event) => edit.change(event.currentTarget.value)}
        onBlur={() => void edit.save()}
        onKeyDown={editKeys(edit)}
      />
    </FieldRow>
  )
}

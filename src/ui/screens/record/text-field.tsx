import { useId, type ReactNode } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { useKind } from '../records/kind.ts'
import { text } from '../records/record-values.ts'
import { saveFields } from '../records/save-field.ts'
import { FieldRow, quietControl } from './field-row.tsx'
import { editKeys } from './edit-keys.ts'
import { sameText, useFieldEdit } from './use-field-edit.ts'

interface TextFieldProps {
  rec: Rec
  field: string
  onHistory: (field: string) => void
  conflict?: boolean
  /** Values to choose from while one types. */
  list?: string
  /** What one does with the value, at its right. */
  action?: ReactNode
  /** What stands in it while one types; nothing once it is left. */
  onTyped?: (value: string) => void
}

/** A field of one line. Saved when it is left or with ⏎; Escape takes back what was typed. */
export function TextField({ rec, field, onHistory, conflict = false, list, action, onTyped }: TextFieldProps) {
  const satchel = useSatchel()
  const kind = useKind(), { entity } = kind
  const id = useId()
  const fixed = useFixed(rec)
  const label = entity.fields[field]?.label ?? field
  const edit = useFieldEdit({
    name: `${entity.name}.${rec.id}.${field}`,
    current: text(rec, field),
    revision: rec.revision,
    same: sameText,
    save: (value, baseRevision) => saveFields(kind, satchel, rec.id, { [field]: value.trim() || null }, { baseRevision, label: `Edit ${label.toLowerCase()}` }),
  })
  return (
    <FieldRow field={field} label={label} htmlFor={id} error={edit.error} restored={edit.restored} onSave={() => void edit.save()} onRevert={edit.revert} onHistory={() => onHistory(field)} conflict={conflict}>
      <div className="flex min-w-0 items-center">
        <input
          id={id}
          autoComplete="off"
          aria-invalid={edit.error !== null}
          placeholder="Empty"
          list={list}
          className={cn(quietControl, 'grow')}
          value={edit.value}
          disabled={fixed}
          onChange={(event) => { edit.change(event.currentTarget.value); onTyped?.(event.currentTarget.value) }}
          onBlur={() => { onTyped?.(''); void edit.save() }}
          onKeyDown={editKeys(edit)}
        />
        {!edit.dirty && action}
      </div>
    </FieldRow>
  )
}

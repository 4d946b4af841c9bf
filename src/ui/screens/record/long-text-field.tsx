import { useId } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { useKind } from '../records/kind.ts'
import { text } from '../records/record-values.ts'
import { saveFields } from '../records/save-field.ts'
import { editKeys } from './edit-keys.ts'
import { FieldRow, quietControl } from './field-row.tsx'
import { sameText, useFieldEdit } from './use-field-edit.ts'

/** A field of several lines, as high as what stands in it. Saved when it is left, or with ⌘⏎. */
export function LongTextField({ rec, field, onHistory, conflict }: { rec: Rec; field: string; onHistory: (field: string) => void; conflict: boolean }) {
  const satchel = useSatchel()
  const kind = useKind()
  const id = useId()
  const fixed = useFixed(rec)
  const label = kind.entity.fields[field]?.label ?? field
  const edit = useFieldEdit({
    name: `${kind.entity.name}.${rec.id}.${field}`,
    current: text(rec, field),
    revision: rec.revision,
    same: sameText,
    save: (value, baseRevision) => saveFields(kind, satchel, rec.id, { [field]: value.trim() || null }, { baseRevision, label: `Edit ${label.toLowerCase()}` }),
  })
  return (
    <FieldRow field={field} stacked label={label} htmlFor={id} error={edit.error} restored={edit.restored} onSave={() => void edit.save()} onRevert={edit.revert} onHistory={() => onHistory(field)} conflict={conflict}>
      <textarea
        id={id}
        rows={1}
        placeholder="Empty"
        aria-invalid={edit.error !== null}
        className={cn(quietControl, 'h-auto min-h-8 field-sizing-content max-h-60 resize-none py-1.5 text-wrap max-md:h-auto max-md:min-h-11 max-md:py-2.5')}
        value={edit.value}
        disabled={fixed}
        onChange={(event) => edit.change(event.currentTarget.value)}
        onBlur={() => void edit.save()}
        onKeyDown={editKeys(edit, { multiline: true })}
      />
    </FieldRow>
  )
}

import { useId } from 'react'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customValue } from '../../../model/custom-value.ts'
import { useFixed } from '../../app/may-write.ts'
import { FieldError } from '../../components/field.tsx'
import { Divider } from '../record/fields-area.tsx'
import { FieldRow, NotSaved } from '../record/field-row.tsx'
import { dataOf } from '../records/record-values.ts'
import { Property } from '../tasks/property.tsx'
import { KindIcon } from './kind-icon.tsx'
import { useWriteValue } from './use-write-value.ts'
import { isTyped, PickedValue, TypedValue, useTypedValue } from './value-control.tsx'

interface RowsProps { entity: string; rec: Rec; onHistory: (field: string) => void }

/** The fields that people made, each written in where it stands, as rows of a record's page. Nothing where there are none. */
export function CustomRows({ entity, rec, onHistory }: RowsProps) {
  const fields = useCustomFields(entity)
  if (fields.length === 0) return null
  return (
    <>
      <Divider />
      <div>{fields.map((field) => <Row key={`${rec.id}-${field.id}`} {...{ entity, rec, field, onHistory }} />)}</div>
    </>
  )
}

interface OneProps { entity: string; rec: Rec; field: CustomField }

function Row({ entity, rec, field, onHistory }: OneProps & Pick<RowsProps, 'onHistory'>) {
  const id = useId(), fixed = useFixed(rec)
  const value = customValue(dataOf(rec), field.id)
  const { write, pick } = useWriteValue(entity, rec, field)
  const edit = useTypedValue(entity, rec, field, value, write)
  const name = `custom.${field.id}`
  return (
    <FieldRow field={name} label={field.label} htmlFor={id} error={edit.error} restored={edit.restored} onSave={() => void edit.save()} onRevert={edit.revert} onHistory={() => onHistory(name)}>
      {isTyped(field)
        ? <TypedValue {...{ field, id, edit, fixed }} />
        // On a phone it begins where what is typed begins.
        : <div className="max-md:[&>button]:-ml-2 max-md:[&>span>button]:-ml-2"><PickedValue {...{ field, value, id, fixed }} onPick={pick} /></div>}
    </FieldRow>
  )
}

/** The same as lines of a list of properties. */
export function CustomProperties({ entity, rec, fixed }: { entity: string; rec: Rec; fixed: boolean }) {
  return useCustomFields(entity).map((field) => <Line key={`${rec.id}-${field.id}`} {...{ entity, rec, field, fixed }} />)
}

function Line({ entity, rec, field, fixed }: OneProps & { fixed: boolean }) {
  const id = useId()
  const value = customValue(dataOf(rec), field.id)
  const { write, pick } = useWriteValue(entity, rec, field)
  const edit = useTypedValue(entity, rec, field, value, write)
  return (
    <Property icon={<KindIcon kind={field.kind} />} label={<span className="min-w-0 truncate" title={field.label}>{field.label}</span>}>
      {isTyped(field) ? <TypedValue {...{ field, id, edit, fixed }} /> : <PickedValue {...{ field, value, id, fixed }} onPick={pick} />}
      {edit.error && <div className="px-2 pb-1"><FieldError>{edit.error}</FieldError></div>}
      {edit.restored && !edit.error && <NotSaved onSave={() => void edit.save()} onRevert={edit.revert} />}
    </Property>
  )
}

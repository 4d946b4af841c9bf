import { productModel } from '../../../model/model.ts'
import type { FieldControl } from '../../components/field.tsx'
import { controlClass } from '../../components/input.tsx'
import { cn } from '../../components/cn.ts'
import { Select } from '../../components/select.tsx'
import { members } from './name-ids.ts'
import { useNamesOf } from './names.tsx'
import { RecordPicker } from './record-picker.tsx'
import { dataOf } from './record-values.ts'
import { useMembers } from '../../sync-status/use-members.ts'

interface BulkNameProps { of: string; label: string; control: FieldControl; value: string; /** `called`: what the record is called. */ onChange: (id: string, called: string) => void }

/** The record, or the person, that many records are to name. */
export function BulkName({ of, label, control, value, onChange }: BulkNameProps) {
  const people = useMembers()
  const nameOf = useNamesOf(new Map([[of, value === '' ? [] : [value]]]))
  if (of === members) return <Select {...control} data-autofocus value={value} options={[{ value: '', label: 'Choose' }, ...people.map(({ userId, name }) => ({ value: userId, label: name }))]} onChange={(event) => onChange(event.currentTarget.value, '')} />
  const entity = productModel.entities.get(of)!
  return (
    <RecordPicker
      entity={of} noun={entity.label.one} chosen={value === '' ? [] : [value]} nameOf={(rec) => entity.title(dataOf(rec))} onPick={(picked) => onChange(picked?.id ?? '', picked === null ? '' : entity.title(dataOf(picked)))}
      trigger={<button type="button" {...control} data-autofocus aria-label={label} className={cn(controlClass, 'flex h-8 w-full items-center px-2.5 text-left max-md:h-11', value === '' && 'text-muted')}>{value === '' ? `Choose a ${entity.label.one}` : nameOf(of, value) ?? ''}</button>}
    />
  )
}

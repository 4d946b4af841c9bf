import { useEffect, useRef } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { customValue } from '../../../model/custom-value.ts'
import { productModel } from '../../../model/model.ts'
import { str } from '../../../model/text.ts'
import { Select } from '../../components/select.tsx'
import { showError } from '../../components/toast.tsx'
import { customWords } from '../../sync-status/custom-words.ts'
import { fieldPatch, personMembers } from './custom-edit.ts'
import { useKind } from './kind.ts'
import { members } from './name-ids.ts'
import { useNameOf } from './names.tsx'
import { RecordPicker } from './record-picker.tsx'
import { dataOf, nameOf, text } from './record-values.ts'
import { saveFields } from './save-field.ts'
import { useMembers } from '../../sync-status/use-members.ts'

interface EditorProps { rec: Rec; column: string; onEnd: (move: number) => void }

/** Writes the field of a column of a record, as an act that says what it was. */
export function useFieldWrite(): (rec: Rec, field: string, value: Json) => void {
  const satchel = useSatchel(), kind = useKind()
  return (rec, field, value) => {
    const label = `Set ${(kind.entity.fields[field]?.label ?? kind.columns.labelOf(field)).toLowerCase()} of ${nameOf(kind.entity, rec)}`
    saveFields(kind, satchel, rec.id, fieldPatch(kind.columns, field, value), { baseRevision: rec.revision, label }).catch(showError)
  }
}

/** One of a column's choices, or none of them. */
export function ChoiceEditor({ rec, column, onEnd }: EditorProps) {
  const { entity, columns: { specs, labelOf } } = useKind()
  const { choices = [], always } = specs[column] ?? {}
  const key = entity.columns[column]!.sort(dataOf(rec)), now = choices.find((choice) => choice.key === key)?.value ?? ''
  return <SelectEditor rec={rec} field={column} label={labelOf(column)} value={now} options={[...choices, ...(always ? [] : [{ value: '', label: `No ${labelOf(column).toLowerCase()}` }])]} onEnd={onEnd} />
}

/** The record, or the person, that a column names; that a field which people made names, too. */
export function NameEditor({ rec, column, onEnd }: EditorProps) {
  const { columns: { specs, labelOf } } = useKind()
  const { names, custom } = specs[column]!, of = names ?? contacts.name
  const people = useMembers(), name = useNameOf()
  const write = useFieldWrite()
  const value = custom === undefined ? undefined : customValue(dataOf(rec), custom.id)
  const now = custom === undefined ? text(rec, column) : str(value?.['person'])
  if (of === members) {
    const options = [{ value: '', label: 'Nobody' }, ...people.map(({ userId, name: called }) => ({ value: userId, label: called })), ...(now !== '' && !people.some(({ userId }) => userId === now) ? [{ value: now, label: name(of, now) ?? 'Somebody in this workspace' }] : [])]
    return <SelectEditor rec={rec} field={column} label={labelOf(column)} value={now} options={options} onEnd={onEnd} />
  }
  const { label, title } = productModel.entities.get(of)!
  return (
    <RecordPicker
      entity={of} noun={label.one} chosen={now === '' ? [] : [now]} nameOf={(each) => title(dataOf(each))}
      open onOpenChange={(open) => { if (!open) onEnd(0) }}
      onPick={(picked) => write(rec, column, picked === null || custom === undefined ? picked?.id ?? null : personMembers(picked.id, title(dataOf(picked))))}
      trigger={<button type="button" tabIndex={-1} className="flex h-7 w-full min-w-0 items-center truncate rounded-md px-1 text-left text-table inset-ring inset-ring-control">{custom === undefined ? name(of, now) ?? '' : customWords(custom, value)}</button>}
    />
  )
}

function SelectEditor({ rec, field, label, value, options, onEnd }: { rec: Rec; field: string; label: string; value: string; options: readonly { value: string; label: string }[]; onEnd: (move: number) => void }) {
  const write = useFieldWrite()
  const span = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const select = span.current?.querySelector('select')
    select?.focus()
    // Where the browser asks for a click of its own, the arrows choose all the same.
    try { select?.showPicker() } catch { /* see above */ }
  }, [])
  return (
    <span ref={span} className="absolute inset-x-0.5 z-2">
      <Select
        aria-label={label} value={value} options={options} className="[&_select]:h-7 [&_select]:text-table"
        onChange={(event) => { const next = event.currentTarget.value; if (next !== value) write(rec, field, next || null); onEnd(0) }}
        onBlur={() => onEnd(0)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape' || event.key === 'Enter') { event.preventDefault(); onEnd(0) }
          if (event.key === 'Tab') { event.preventDefault(); onEnd(event.shiftKey ? -1 : 1) }
        }}
      />
    </span>
  )
}

import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { FieldError } from '../../components/field.tsx'
import { editKeys } from '../record/edit-keys.ts'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import { textOf } from './task-values.ts'

/** Text whose edits merge word by word, saved when one leaves it. */
export function NotesField({ entity, rec, fixed, placeholder }: { entity: string; rec: Rec; fixed: boolean; placeholder: string }) {
  const satchel = useSatchel()
  const edit = useFieldEdit({
    name: `${entity}.${rec.id}.notes`, current: textOf(rec, 'notes'), revision: rec.revision, same: sameText,
    basis: { from: textOf(rec, 'notes'), state: rec.$text?.['notes'] ?? null },
    // With what it was begun with, so that nothing that others write meanwhile counts as taken out.
    save: (notes, baseRevision, began) => satchel.entity(entity).update(rec.id, { notes: began === undefined ? notes.trim() : { $edit: { ...began, text: notes.trim() } } }, { baseRevision, label: `Edit ${placeholder.toLowerCase()}` }),
  })
  return (
    <div>
      <textarea
        aria-label={placeholder} placeholder={placeholder} rows={3} disabled={fixed} aria-invalid={edit.error !== null}
        className="field-sizing-content -mx-2 w-[calc(100%+16px)] resize-none rounded-md bg-transparent px-2 py-1.5 text-ui outline-none placeholder:text-muted not-disabled:hover:bg-hover focus:bg-transparent focus-visible:outline-2 focus-visible:outline-accent max-md:text-body"
        value={edit.value} onChange={(event) => edit.change(event.currentTarget.value)} onBlur={() => void edit.save()}
        onKeyDown={(event) => { if (event.key !== 'Escape' || edit.dirty) editKeys(edit, { multiline: true })(event) }}
      />
      {edit.error && <FieldError>{edit.error}</FieldError>}
    </div>
  )
}

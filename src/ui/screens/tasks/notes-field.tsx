import { useEffect, useRef, useState } from 'react'
import Pencil from 'lucide-react/icons/pencil'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { FieldError } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { RichEditor } from '../../rich-text/rich-editor.tsx'
import { RichView } from '../../rich-text/rich-view.tsx'
import { NotSaved } from '../record/field-row.tsx'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import { basisOf, useJoinedText } from '../record/use-joined-text.ts'
import { useTick } from '../record/use-tick.ts'
import { textOf } from './task-values.ts'

/** A formatted text whose edits merge word by word: read, with its boxes to tick, written in once one goes into it, and saved when one leaves it, however one does. */
export function NotesField({ entity, rec, fixed, placeholder }: { entity: string; rec: Rec; fixed: boolean; placeholder: string }) {
  const satchel = useSatchel()
  const edit = useFieldEdit({
    name: `${entity}.${rec.id}.notes`, current: textOf(rec, 'notes'), revision: rec.revision, same: sameText, basis: basisOf(rec, 'notes'),
    // With what it was begun with, so that nothing that others write meanwhile counts as taken out.
    save: (notes, baseRevision, began) => satchel.entity(entity).update(rec.id, { notes: began === undefined ? notes.trim() : { $edit: { ...began, text: notes.trim() } } }, { baseRevision, label: `Edit ${placeholder.toLowerCase()}` }),
  })
  const joined = useJoinedText(entity, rec, 'notes', edit)
  const tick = useTick(entity, rec, 'notes')
  const [editing, setEditing] = useState(false)
  // An editor that was left empty makes room for a plain line.
  const [visit, setVisit] = useState(0)
  const area = useRef<HTMLDivElement>(null)
  const returns = useRef(false)
  const leave = async (byKey = false): Promise<void> => {
    if (!await edit.save()) return
    returns.current = byKey
    setEditing(false)
    setVisit((count) => count + 1)
  }
  // Who left it by a key goes on from there, once it is read again.
  useEffect(() => {
    if (!returns.current || editing || edit.dirty) return
    returns.current = false
    const place = area.current?.querySelector<HTMLElement>('[data-edit]') ?? area.current
    place?.focus()
  })
  if (fixed) return edit.value === '' ? null : <RichView text={textOf(rec, 'notes')} className="text-ui" />
  if (!editing && !edit.dirty && edit.value !== '') {
    return (
      <div
        ref={area} className="group/notes relative -mx-2 cursor-text rounded-md px-2 py-1.5 hover:bg-hover"
        onClick={(event) => { if (!(event.target as Element).closest('a, button, pre') && getSelection()?.isCollapsed !== false) setEditing(true) }}
      >
        <RichView text={edit.value} className="text-ui" onTick={tick} />
        <IconButton
          data-edit size="sm" label={`Edit ${placeholder.toLowerCase()}`} onClick={() => setEditing(true)}
          className="absolute top-1 right-1 bg-bg opacity-0 group-hover/notes:opacity-100 focus-visible:opacity-100 max-md:size-8"
        ><Pencil /></IconButton>
      </div>
    )
  }
  return (
    <div
      ref={area} tabIndex={-1} className="flex flex-col gap-1.5 outline-none [&_textarea:not(:focus)]:-mx-2 [&_textarea:not(:focus)]:w-[calc(100%+16px)] [&_textarea:not(:focus)]:bg-transparent [&_textarea:not(:focus)]:px-2 [&_textarea:not(:focus)]:inset-ring-transparent [&_textarea:not(:focus):hover]:bg-hover"
      onFocus={(event) => { if (event.target !== event.currentTarget) setEditing(true) }}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return
        // Whoever only looks at another window comes back to where they wrote.
        if (document.hasFocus()) void leave()
        else void edit.save()
      }}
    >
      <RichEditor
        key={visit} label={placeholder} placeholder={placeholder} autoFocus={editing} invalid={edit.error !== null} value={edit.value} onChange={edit.change}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || !(event.key === 'Escape' || (event.key === 'Enter' && (event.metaKey || event.ctrlKey)))) return
          event.preventDefault()
          event.stopPropagation()
          void leave(true)
        }}
      />
      {joined && <InlineNotice>This was changed elsewhere while you write. Both are in it.</InlineNotice>}
      {edit.error && <FieldError>{edit.error}</FieldError>}
      {edit.restored && !editing && !edit.error && <NotSaved onSave={() => void leave()} onRevert={edit.revert} />}
    </div>
  )
}

import { useState } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import GitMerge from 'lucide-react/icons/git-merge'
import Pencil from 'lucide-react/icons/pencil'
import StickyNote from 'lucide-react/icons/sticky-note'
import Trash2 from 'lucide-react/icons/trash-2'
import { Link } from '@tanstack/react-router'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { FieldError } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Menu } from '../../components/menu.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { useUndo } from '../../app/undo.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { text } from '../records/record-values.ts'
import { SyncDot } from '../records/sync-dot.tsx'
import { TimelineRow } from './timeline-row.tsx'
import { editKeys } from './edit-keys.ts'
import { sameText, useFieldEdit } from './use-field-edit.ts'

/** The draft that a note's words are while they are edited. */
export const noteDraft = (id: string): string => `notes.${id}.body`

/**
 * A note on the timeline: read, edited in place, deleted with undo. One that somebody deletes while it is being edited stays until its words are
 * saved, which brings it back, or given up.
 */
export function NoteItem({ note }: { note: Rec }) {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const gone = note.deletedAt !== null
  const mayWrite = useMayWrite()
  const edit = useFieldEdit({
    name: noteDraft(note.id),
    current: text(note, 'body'),
    revision: note.revision,
    same: sameText,
    basis: { from: text(note, 'body'), state: note.$text?.['body'] ?? null },
    // With what it was begun with, so that nothing that others write meanwhile counts as taken out.
    save: (body, baseRevision, began) => {
      const patch = { body: began === undefined ? body.trim() : { $edit: { ...began, text: body.trim() } } }
      if (!gone) return satchel.entity('notes').update(note.id, patch, { baseRevision, label: 'Edit note' })
      return satchel.bulk((writer) => writer.together(() => {
        writer.restore('notes', note.id)
        writer.update('notes', note.id, patch, { baseRevision })
      }), { label: 'Edit note' })
    },
  })
  const [editing, setEditing] = useState(edit.dirty)
  // One long note must not push the rest of what happened out of sight.
  const [whole, setWhole] = useState(false)
  const long = isLong(text(note, 'body'))
  const finish = async (): Promise<void> => { if (await edit.save()) setEditing(false) }
  const remove = (): void => {
    // What was begun is given up with it.
    edit.revert()
    satchel.bulk((writer) => writer.delete('notes', note.id), { label: 'Delete note' })
      .then(({ actId }) => showToast({ message: 'Note deleted', ...undoOf(actId, 'Delete note') }), showError)
  }
  if (gone && !editing) return null
  return (
    <TimelineRow icon={<StickyNote aria-hidden />} strong>
      <div className="flex items-center gap-2 text-meta text-muted">
        <span>Note</span>
        <When at={text(note, 'happenedAt') || note.createdAt} />
        <SyncDot sync={note.$sync} />
        {note.$sync.conflicts > 0 && <Link to="/conflicts" className="flex items-center gap-1 font-medium text-warn hover:underline"><GitMerge aria-hidden className="size-3" />Two versions; decide</Link>}
        {!gone && mayWrite && <span className="ml-auto">
          <Menu
            label="Note"
            align="end"
            trigger={<IconButton size="sm" label="Note actions"><Ellipsis /></IconButton>}
            items={[
              { label: 'Edit', icon: <Pencil aria-hidden />, onSelect: () => setEditing(true) },
              { label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: remove },
            ]}
          />
        </span>}
      </div>
      {editing ? (
        <div className="flex flex-col gap-1.5">
          <Textarea
            autoFocus
            aria-label="Note"
            aria-invalid={edit.error !== null}
            value={edit.value}
            onChange={(event) => edit.change(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); void finish() }
              else {
                editKeys(edit, { multiline: true })(event)
                if (event.key === 'Escape') setEditing(false)
              }
            }}
          />
          {/* A long note reaches beyond the screen: what is to be known and done about it stays in sight. */}
          <div className="sticky bottom-0 -mx-1 flex flex-col gap-1.5 bg-bg px-1 pt-1 pb-1.5">
            {gone && <InlineNotice tone="warn">This note was deleted elsewhere while you write. Saving brings it back with your words.</InlineNotice>}
            {!gone && edit.began !== undefined && edit.began.from !== text(note, 'body') && (
              <InlineNotice tone="warn">This note was changed elsewhere while you write. Saving keeps both.</InlineNotice>
            )}
            {edit.error && <FieldError>{edit.error}</FieldError>}
            <div className="flex justify-end gap-2 max-md:grid max-md:grid-cols-2">
              <Button variant="ghost" size="sm" onClick={() => { edit.revert(); setEditing(false) }}>Cancel</Button>
              <Button variant="primary" size="sm" onClick={() => void finish()}>Save</Button>
            </div>
          </div>
        </div>
      ) : (
        <>
          <p className={cn('text-ui break-words whitespace-pre-wrap', long && !whole && 'line-clamp-12')} onDoubleClick={() => { if (mayWrite) setEditing(true) }}>{text(note, 'body')}</p>
          {long && <Button variant="ghost" size="sm" className="-ml-2" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? 'Show less' : 'Show all'}</Button>}
        </>
      )}
    </TimelineRow>
  )
}

const isLong = (body: string): boolean => body.length > 1_200 || body.split('\n', 14).length > 13

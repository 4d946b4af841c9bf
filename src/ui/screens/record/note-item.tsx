import { useState } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import History from 'lucide-react/icons/history'
import GitMerge from 'lucide-react/icons/git-merge'
import Pencil from 'lucide-react/icons/pencil'
import CalendarDays from 'lucide-react/icons/calendar-days'
import Mail from 'lucide-react/icons/mail'
import Phone from 'lucide-react/icons/phone'
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
import { showError, showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { useUndo } from '../../app/undo.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { RichEditor } from '../../rich-text/rich-editor.tsx'
import { RichView } from '../../rich-text/rich-view.tsx'
import { useMentionName } from '../../rich-text/mention-name.ts'
import { RecordLink } from '../../sync-status/record-link.tsx'
import { notes } from '../../../model/notes.ts'
import { SubjectProvider } from '../records/kind.ts'
import { text } from '../records/record-values.ts'
import { SyncDot } from '../records/sync-dot.tsx'
import { TimelineRow } from './timeline-row.tsx'
import type { NoteWriter } from './note-writers.ts'
import { activityOf, activityPatch, activityWords, kindLabel, type Activity, type Person } from './activity.ts'
import { ActivityFields } from './activity-fields.tsx'
import { FieldHistory } from './field-history.tsx'
import { NotSaved } from './field-row.tsx'
import { sameText, useFieldEdit } from './use-field-edit.ts'
import { basisOf, useJoinedText } from './use-joined-text.ts'
import { useTick } from './use-tick.ts'

/** The draft that a note's words are while they are edited. */
export const noteDraft = (id: string): string => `notes.${id}.body`

/**
 * A note on the timeline: read, edited in place, deleted with undo. One that somebody deletes while it is being edited stays until its words are
 * saved, which brings it back, or given up. Escape leaves it, and what was written waits there for a word.
 */
export function NoteItem({ note, writer }: { note: Rec; writer: NoteWriter | undefined }) {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const gone = note.deletedAt !== null
  const mayWrite = useMayWrite()
  const edit = useFieldEdit({
    name: noteDraft(note.id),
    current: text(note, 'body'),
    revision: note.revision,
    same: sameText,
    basis: basisOf(note, 'body'),
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
  const joined = useJoinedText('notes', note, 'body', edit)
  const tick = useTick('notes', note, 'body')
  const [editing, setEditing] = useState(edit.dirty)
  const activity = activityOf(note), label = kindLabel(activity.kind), Icon = icons[activity.kind]
  // What is said of it beside its words is written at once, each by itself.
  const describe = (change: Partial<Activity>): void => {
    const { happenedAt, ...rest } = activityPatch({ ...activity, ...change })
    const patch = { ...rest, ...(change.happenedAt ? { happenedAt: happenedAt! } : {}), ...(change.minutes === null ? { minutes: null } : {}) }
    satchel.entity('notes').update(note.id, patch, { baseRevision: note.revision, label: `Edit ${label.toLowerCase()}` }).catch(showError)
  }
  // One long note must not push the rest of what happened out of sight.
  const [whole, setWhole] = useState(false)
  const long = isLong(edit.value)
  const [versions, setVersions] = useState(false)
  const finish = async (): Promise<void> => { if (await edit.save()) setEditing(false) }
  const remove = (): void => {
    // What was begun is given up with it.
    edit.revert()
    satchel.bulk((writer) => writer.delete('notes', note.id), { label: `Delete ${label.toLowerCase()}` })
      .then(({ actId }) => showToast({ message: `${label} deleted`, ...undoOf(actId, `Delete ${label.toLowerCase()}`) }), showError)
  }
  if (gone && !editing && !edit.dirty) return null
  return (
    <TimelineRow icon={<Icon aria-hidden />} strong>
      <div className="flex flex-wrap items-center gap-x-2 text-meta text-muted">
        {writer?.by && <span className="font-medium text-text">{writer.by}</span>}
        <span className={activity.kind === 'note' || writer?.by ? '' : 'font-medium text-text'}>{label}</span>
        {activityWords(activity).map((words) => <span key={words}>{words}</span>)}
        {activity.people.length > 0 && <span className="flex min-w-0 flex-wrap gap-x-1">with {activity.people.map((person, index) => <PersonName key={person.id} {...person} last={index === activity.people.length - 1} />)}</span>}
        <When at={text(note, 'happenedAt') || note.createdAt} />
        {writer?.edited && (
          <span>edited{writer.edited.by !== null && writer.edited.by !== writer.by && ` by ${writer.edited.by}`} <When at={writer.edited.at} /></span>
        )}
        <SyncDot sync={note.$sync} />
        {note.$sync.conflicts > 0 && <Link to="/conflicts" className="flex items-center gap-1 font-medium text-warn hover:underline"><GitMerge aria-hidden className="size-3" />Two versions; decide</Link>}
        {!gone && mayWrite && <span className="ml-auto">
          <Menu
            label="Note"
            align="end"
            trigger={<IconButton size="sm" label="Note actions"><Ellipsis /></IconButton>}
            items={[
              { label: 'Edit', icon: <Pencil aria-hidden />, onSelect: () => setEditing(true) },
              ...(writer?.edited ? [{ label: 'Earlier versions', icon: <History aria-hidden />, onSelect: () => setVersions(true) }] : []),
              { label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: remove },
            ]}
          />
        </span>}
      </div>
      {editing ? (
        <div className="flex flex-col gap-1.5">
          <ActivityFields value={activity} onChange={describe} />
          <RichEditor
            autoFocus
            label={label}
            invalid={edit.error !== null}
            value={edit.value}
            onChange={edit.change}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); void finish() }
              if (event.key === 'Escape') {
                event.preventDefault()
                event.stopPropagation()
                if (!edit.dirty) edit.revert()
                setEditing(false)
              }
            }}
          />
          {/* A long note reaches beyond the screen: what is to be known and done about it stays in sight. */}
          <div className="sticky bottom-0 -mx-1 flex flex-col gap-1.5 bg-bg px-1 pt-1 pb-1.5">
            {gone && <InlineNotice tone="warn">This note was deleted elsewhere while you write. Saving brings it back with your words.</InlineNotice>}
            {!gone && joined && <InlineNotice>This note was changed elsewhere while you write. Both are in it.</InlineNotice>}
            {edit.error && <FieldError>{edit.error}</FieldError>}
            <div className="flex justify-end gap-2 max-md:grid max-md:grid-cols-2">
              <Button variant="ghost" size="sm" onClick={() => { edit.revert(); setEditing(false) }}>{edit.dirty ? 'Discard' : 'Cancel'}</Button>
              <Button variant="primary" size="sm" onClick={() => void finish()}>Save</Button>
            </div>
          </div>
        </div>
      ) : (
        <>
          {edit.value !== '' && (
            <div
              className={cn('text-ui', long && !whole && 'max-h-64 overflow-hidden mask-b-from-80%')}
              onDoubleClick={(event) => { if (mayWrite && !(event.target as Element).closest('a, button')) setEditing(true) }}
            ><RichView text={edit.value} onTick={gone || !mayWrite || edit.dirty ? undefined : tick} /></div>
          )}
          {long && <Button variant="ghost" size="sm" className="-ml-2" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? 'Show less' : 'Show all'}</Button>}
          {versions && <SubjectProvider value={noteSubject}><FieldHistory rec={note} field="body" onClose={() => setVersions(false)} /></SubjectProvider>}
          {edit.dirty && <div className="-mx-2"><NotSaved onSave={() => void finish()} onContinue={() => setEditing(true)} onRevert={edit.revert} /></div>}
        </>
      )}
    </TimelineRow>
  )
}

const noteSubject = { entity: notes }

const isLong = (body: string): boolean => body.length > 1_200 || body.split('\n', 14).length > 13

const icons = { note: StickyNote, call: Phone, meeting: CalendarDays, email: Mail }

function PersonName({ id, value, last }: Person & { last: boolean }) {
  const { name, gone } = useMentionName('contacts', id, value)
  return <span>{gone ? name : <RecordLink entity="contacts" id={id} className="text-text hover:underline">{name}</RecordLink>}{last ? '' : ','}</span>
}

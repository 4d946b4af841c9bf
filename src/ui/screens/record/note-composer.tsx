import { useEffect, useRef, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { useDraft } from '../../app/drafts.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../components/button.tsx'
import { FieldError } from '../../components/field.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { RichEditor } from '../../rich-text/rich-editor.tsx'
import { useSubject } from '../records/kind.ts'
import { activityKinds, activityPatch, kindLabel, newActivity, type Activity, type ActivityKind } from './activity.ts'
import { ActivityFields } from './activity-fields.tsx'
import { focusIn, noteWanted, toNote } from './to-note.ts'

interface NoteComposerProps {
  /** The record that it is about. */
  id: string
  autoFocus?: boolean
  /** There is no note yet. */
  first?: boolean
  onSaved?: () => void
}

const asNote = newActivity()

/** Writes a note, or logs a call, a meeting or an e-mail. What is typed survives a reload until it is saved. */
export function NoteComposer({ id, autoFocus = false, first = false, onSaved }: NoteComposerProps) {
  const satchel = useSatchel()
  const { noteField, entity } = useSubject()
  const draft = useDraft(`note.${id}`, ''), about = useDraft<Activity>(`note.${id}.about`, asNote)
  const [error, setError] = useState<string | null>(null)
  const saving = useRef(false), area = useRef<HTMLDivElement>(null)
  const { kind } = about.value
  const turn = (next: ActivityKind): void => { if (next !== kind) about.set({ ...newActivity(next), happenedAt: about.value.happenedAt, people: about.value.people }) }
  const latest = useRef(turn)
  useEffect(() => { latest.current = turn })
  useEffect(() => {
    const element = area.current, wanted = (event: Event): void => latest.current((event as CustomEvent<ActivityKind>).detail)
    element?.addEventListener(noteWanted, wanted)
    return () => element?.removeEventListener(noteWanted, wanted)
  }, [])
  useShortcuts(activityKinds.filter((each) => each.kind !== 'note').map((each) => ({
    keys: each.keys, label: `Log ${each.kind === 'email' ? 'an' : 'a'} ${each.label.toLowerCase()}`, group: entity.label.one[0]!.toUpperCase() + entity.label.one.slice(1), run: () => toNote(each.kind),
  })))
  const clear = (): void => { draft.clear(); about.clear() }
  const isWritten = draft.value.trim() !== '' || kind !== 'note'
  const save = async (): Promise<void> => {
    if (!isWritten || saving.current) return
    saving.current = true
    const written = draft.value
    try {
      const label = kind === 'note' ? 'Write a note' : `Log ${kind === 'email' ? 'an' : 'a'} ${kindLabel(kind).toLowerCase()}`
      await satchel.entity('notes').create({ [noteField]: id, ...(written.trim() === '' ? {} : { body: written.trim() }), ...activityPatch(about.value) }, { label })
      draft.saved(written)
      about.clear()
      setError(null)
      onSaved?.()
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
    } finally {
      saving.current = false
    }
  }
  return (
    <div
      ref={area} data-note-area className="flex flex-col gap-1.5 max-md:[&_:is(.rich-host,.rich-text,textarea)]:scroll-mb-48"
      onKeyDown={(event) => { if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !event.defaultPrevented) { event.preventDefault(); void save() } }}
    >
      <RichEditor
        isComposer
        label="Note"
        invalid={error !== null}
        autoFocus={autoFocus}
        placeholder={kind !== 'note' ? 'What it was about' : first ? 'Log your first note' : 'Write a note, / for more'}
        value={draft.value}
        onChange={draft.set}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); void save() }
          // What was written stays as a draft; the single keys act again.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing && !event.currentTarget.closest('dialog') && event.target instanceof HTMLElement) event.target.blur()
        }}
      />
      {error && <FieldError>{error}</FieldError>}
      {draft.restored && isWritten && <p className="text-meta text-muted">Your draft is still here.</p>}
      <div className="flex flex-wrap items-center gap-2">
        <div role="radiogroup" aria-label="What is logged" className="-ml-1 flex gap-0.5" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')], { letters: false, sideways: true })}>
          {activityKinds.map((each) => (
            <Button key={each.kind} variant="ghost" size="sm" role="radio" aria-checked={kind === each.kind} tabIndex={kind === each.kind ? 0 : -1} className="font-normal aria-checked:bg-hover aria-checked:text-text" onClick={() => { turn(each.kind); focusIn(area.current) }}>{each.label}</Button>
          ))}
        </div>
        {/* Under the kinds, which stay where they are while one goes through them. */}
        {kind !== 'note' && <div className="w-full"><ActivityFields value={about.value} onChange={(change) => about.set({ ...about.value, ...change })} /></div>}
        {isWritten && (
          <span className="ml-auto flex gap-2">
            <Button variant="ghost" size="sm" onClick={clear}>Discard</Button>
            <Button variant="primary" size="sm" onClick={() => void save()}>{kind === 'note' ? 'Save note' : `Log ${kindLabel(kind).toLowerCase()}`} <Kbd inverse>{modKey('⏎')}</Kbd></Button>
          </span>
        )}
      </div>
    </div>
  )
}

import { useRef, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { useDraft } from '../../app/drafts.ts'
import { Button } from '../../components/button.tsx'
import { FieldError } from '../../components/field.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { useKind } from '../records/kind.ts'

interface NoteComposerProps {
  /** The record that it is about. */
  id: string
  autoFocus?: boolean
  /** There is no note yet. */
  first?: boolean
  onSaved?: () => void
}

/** Writes a note. What is typed survives a reload until it is saved. */
export function NoteComposer({ id, autoFocus = false, first = false, onSaved }: NoteComposerProps) {
  const satchel = useSatchel()
  const { noteField } = useKind()
  const draft = useDraft(`note.${id}`, '')
  const [error, setError] = useState<string | null>(null)
  const saving = useRef(false)
  const save = async (): Promise<void> => {
    if (draft.value.trim() === '' || saving.current) return
    saving.current = true
    try {
      await satchel.entity('notes').create({ [noteField]: id, body: draft.value.trim(), happenedAt: new Date().toISOString() }, { label: 'Write a note' })
      draft.clear()
      setError(null)
      onSaved?.()
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
    } finally {
      saving.current = false
    }
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Textarea
        data-note-composer
        aria-label="Note"
        aria-invalid={error !== null}
        autoFocus={autoFocus}
        rows={2}
        placeholder={first ? 'Log your first note' : 'Write a note'}
        value={draft.value}
        onChange={(event) => draft.set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); void save() }
          // What was written stays as a draft; the single keys act again.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing && !event.currentTarget.closest('dialog')) event.currentTarget.blur()
        }}
      />
      {error && <FieldError>{error}</FieldError>}
      {draft.value.trim() !== '' && (
        <div className="flex items-center justify-end gap-2">
          <span className="mr-auto text-meta text-muted">{draft.restored ? 'Your draft is still here.' : ''}</span>
          <Button variant="ghost" size="sm" onClick={draft.clear}>Discard</Button>
          <Button variant="primary" size="sm" onClick={() => void save()}>Save note <Kbd inverse>{modKey('⏎')}</Kbd></Button>
        </div>
      )}
    </div>
  )
}

import { useId, useMemo, useRef, useState } from 'react'
import { useHistory, useHistoryNaming, useList } from '../../../data-api/hooks.ts'
import type { HistoryEntry, Rec } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { ChangeItem } from './change-item.tsx'
import { NoteComposer } from './note-composer.tsx'
import { noteDraft, NoteItem } from './note-item.tsx'
import { useSubject } from '../records/kind.ts'
import { mostNoteActs, notesOf } from './ask-timeline.ts'
import { noteWriters } from './note-writers.ts'
import { activityKinds, activityOf, type ActivityKind } from './activity.ts'
import { readDraft } from '../../app/drafts.ts'
import { useFixed } from '../../app/may-write.ts'

type Item = { at: string; id: string } & ({ note: Rec } | { entry: HistoryEntry })

const firstShown = 40
const none: readonly HistoryEntry[] = []

/** Notes, what was logged and changes in one line of time, the newest first. */
export function Timeline({ rec, writeNote = false, onRestored }: { rec: Rec; writeNote?: boolean; onRestored?: () => void }) {
  const { entity, noteField } = useSubject()
  const [all, setAll] = useState(false)
  const fixed = useFixed(rec)
  const [only, setOnly] = useState<'everything' | ActivityKind>('everything')
  const { data } = useList('notes', notesOf(noteField, rec.id))
  // One that is gone is there as long as somebody writes in it.
  const notes = useMemo(() => (data?.rows ?? []).filter((note) => note.deletedAt === null || (rec.deletedAt === null && readDraft(noteDraft(note.id)) !== null)), [data, rec.deletedAt])
  const history = useHistory(entity.name, rec.id)
  const written = useHistoryNaming('notes', { field: noteField, id: rec.id }, mostNoteActs)
  const writers = useMemo(() => noteWriters(written.data ?? none), [written.data])
  const items = useMemo(() => (only === 'everything' ? merge(notes, history.data ?? []) : merge(notes.filter((note) => activityOf(note).kind === only), [])), [notes, history.data, only])
  const deviceOf = useDeviceLabels(history.data ?? none)
  const section = useRef<HTMLElement>(null), id = useId()
  const kept = useFocusKept(section, (area) => area.querySelector('[data-note-area] :is([contenteditable="true"], textarea)'))
  const shown = all ? items : items.slice(0, firstShown)
  return (
    <section ref={section} {...kept} aria-labelledby={id} className="flex min-w-0 flex-col gap-3">
      <div className="flex items-center gap-3">
        <h2 id={id} className="grow text-ui">Timeline</h2>
        <span className="flex min-w-0 overflow-x-auto max-md:-mr-4 max-md:pr-4">
          {[{ kind: 'everything', plural: 'Everything' } as const, ...activityKinds].map((each) => (
            <Button key={each.kind} variant="ghost" size="sm" aria-pressed={only === each.kind} className="shrink-0 font-normal aria-pressed:bg-hover aria-pressed:text-text" onClick={() => setOnly(each.kind)}>{each.plural}</Button>
          ))}
        </span>
      </div>
      {!fixed && <NoteComposer id={rec.id} autoFocus={writeNote} first={data !== undefined && notes.length === 0} />}
      <ol className="flex flex-col">
        {shown.map((item) => ('note' in item
          ? <NoteItem key={item.id} note={item.note} writer={writers.get(item.id)} />
          : <ChangeItem key={item.id} rec={rec} entry={item.entry} device={deviceOf(item.entry)} {...(onRestored ? { onRestored } : {})} />))}
      </ol>
      {shown.length < items.length && <Button variant="ghost" size="sm" className="w-fit" onClick={() => setAll(true)}>Show {items.length - shown.length} older</Button>}
    </section>
  )
}

function merge(notes: readonly Rec[], entries: readonly HistoryEntry[]): Item[] {
  const items: Item[] = [
    ...notes.map((note) => ({ at: typeof note['happenedAt'] === 'string' ? note['happenedAt'] : note.createdAt, id: note.id, note })),
    ...entries.map((entry) => ({ at: entry.at, id: entry.changeId, entry })),
  ]
  return items.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { notes } from '../../../model/notes.ts'
import { plainWords } from '../../../model/text.ts'
import { Section } from '../../components/screen.tsx'
import { When } from '../../components/when.tsx'
import { RecordLink, useRecordName } from '../../sync-status/record-link.tsx'
import { text } from '../records/record-values.ts'

/** The last notes, whoever they are about. */
export function RecentNotes() {
  const { data } = useList(notes.name, { sort: ['-happenedAt'], limit: 5 })
  if (!data || data.rows.length === 0) return null
  return (
    <Section title="Recent notes">
      <ul className="flex flex-col">
        {data.rows.map((note) => <NoteRow key={note.id} note={note} />)}
      </ul>
    </Section>
  )
}

function NoteRow({ note }: { note: Rec }) {
  const { name, owned } = useRecordName(notes.name, note.id)
  return (
    <li>
      <RecordLink entity={notes.name} id={note.id} className="-mx-2 flex flex-col rounded-md px-2 py-2 hover:bg-hover">
        <span className="flex items-baseline gap-2 text-ui">
          <span className="truncate font-medium">{owned ? name : ' '}</span>
          <When at={text(note, 'happenedAt') || note.createdAt} className="ml-auto shrink-0 text-muted" />
        </span>
        <span className="line-clamp-2 text-table text-muted">{text(note, 'body').split('\n').map(plainWords).join(' ')}</span>
      </RecordLink>
    </li>
  )
}

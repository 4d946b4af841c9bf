import { Link } from '@tanstack/react-router'
import type { ImportReport } from '../../../data-api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { notes } from '../../../model/notes.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { Section } from '../../components/screen.tsx'
import { saveFile } from '../../sync-status/save-file.ts'
import { Fact, Facts } from '../settings/facts.tsx'
import { FailedRows } from './failed-rows.tsx'
import { ImportTold } from './import-told.tsx'
import { countOf, importLabel } from './import-words.ts'
import { UndoImport } from './undo-import.tsx'

export interface ImportCounts {
  created: number
  updated: number
  skipped: number
  duplicates: number
  failed: number
  /** Records that were to be written, while it goes on or where it was cut short; 0 once it is over. */
  planned?: number
  /** Records that were not written, where it was stopped or could not go on. */
  left?: number
}

interface ImportResultProps {
  importId: string
  /** Of what it has records. */
  entities: readonly string[]
  counts: ImportCounts
  /** What undo names; null where it was undone already. */
  groupId: string | null
  /** Of the session that ran it; gone after a reload. */
  report: ImportReport | null
  undone: boolean
  /** Before one goes on to another import. */
  onMore: () => void
}

/** What came of an import, the rows that failed as a file to mend, and its undo. */
export function ImportResult({ importId, entities, counts, groupId, report, undone, onMore }: ImportResultProps) {
  const planned = counts.planned ?? 0, left = counts.left ?? 0
  if (planned > 0 && !undone) return <Unfinished importId={importId} entities={entities} planned={planned} groupId={groupId} onMore={onMore} />
  const wrote = counts.created + counts.updated > 0, { many } = importLabel(entities)
  const lines: [string, number][] = [
    [`New ${many}`, counts.created], [`Added to ${many} that were here`, counts.updated], ['Already here, left as they are', counts.skipped],
    ['New, but look like somebody here', counts.duplicates], ['Could not be imported', counts.failed],
  ]
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-title font-semibold">{undone ? 'This import was undone' : wrote ? `${countOf(counts.created + counts.updated, entities)} imported` : 'Nothing new in it'}</p>
        <p className="text-ui text-muted">
          {undone ? 'What it had written is in the trash, except what was changed since.'
            : wrote ? 'They are saved on this device.' : 'Every row was here already or could not be read. Nothing was changed.'}
        </p>
      </div>
      {!undone && (
        <Facts>
          {lines.filter(([, count], at) => at === 0 || count > 0).map(([label, count]) => <Fact key={label} label={label}>{formatCount(count)}</Fact>)}
        </Facts>
      )}
      {report && <ImportTold warnings={report.warnings} alsoMade={report.alsoMade} />}
      {report?.failedCsv && !undone && (
        <Section title={`${plural(report.failed, 'row')} could not be imported`}>
          <FailedRows mark={report} actions={<Button size="sm" onClick={() => saveFile(report.failedCsv!, 'rows-to-mend.csv', 'text/csv;charset=utf-8')}>Save the rows</Button>} />
        </Section>
      )}
      {!report && left > 0 && !undone && (
        <InlineNotice tone="warn">{countOf(left, entities)} of it {left === 1 ? 'was' : 'were'} not written: it was stopped, or could not go on. Import the file again, and it goes on from there.</InlineNotice>
      )}
      {!report && counts.failed > 0 && !undone && (
        <InlineNotice>The rows that could not be imported were at hand until this window was closed. Import the file again to get them; what is here already is left as it is.</InlineNotice>
      )}
      <div className="flex flex-wrap gap-2">
        {wrote && !undone && listed(entities).map((entity, at) => <SeeThem key={entity} entity={entity} first={at === 0} />)}
        {wrote && !undone && counts.duplicates > 0 && <Link to="/duplicates" className={buttonClass()}>Review lookalikes</Link>}
        <Link to="/import" search={{}} onClick={onMore} className={buttonClass()}>Import more</Link>
        {wrote && groupId && !undone && <UndoImport importId={importId} groupId={groupId} entities={entities} count={counts.created + counts.updated} />}
      </div>
    </div>
  )
}

/** It goes on elsewhere, or a closed window cut it short: how much of it is written is in no report. */
function Unfinished({ importId, entities, planned, groupId, onMore }: { importId: string; entities: readonly string[]; planned: number; groupId: string | null; onMore: () => void }) {
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-title font-semibold">This import is not finished</p>
        <p className="text-ui text-muted">
          {countOf(planned, entities)} were to be written. If no other window is at it, it was cut short: what was written is safe, and importing the
          file again goes on from there.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link to="/import" search={{}} onClick={onMore} className={buttonClass('primary')}>Import the file again</Link>
        {groupId && <UndoImport importId={importId} groupId={groupId} entities={entities} count={null} />}
      </div>
    </div>
  )
}

/** Those that have a list to be seen in: notes are seen on what they are about. */
const listed = (entities: readonly string[]): string[] => [...new Set(entities.length === 0 ? [contacts.name] : entities)].filter((entity) => entity !== notes.name)

/** To the list of what was imported. */
function SeeThem({ entity, first }: { entity: string; first: boolean }) {
  const { many } = importLabel([entity])
  const look = buttonClass(first ? 'primary' : 'secondary')
  switch (entity) {
    case companies.name: return <Link to="/companies" search={{}} className={look}>See your {many}</Link>
    case projects.name: return <Link to="/projects" search={{}} className={look}>See your {many}</Link>
    case tasks.name: return <Link to="/tasks" search={{ view: 'all' }} className={look}>See your {many}</Link>
    default: return <Link to="/contacts" search={{}} className={look}>See your {many}</Link>
  }
}

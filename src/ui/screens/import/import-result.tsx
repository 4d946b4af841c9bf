import { Link } from '@tanstack/react-router'
import type { ImportReport } from '../../../data-api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { saveFile } from '../../sync-status/save-file.ts'
import { Fact, Facts } from '../settings/facts.tsx'
import { UndoImport } from './undo-import.tsx'

export interface ImportCounts {
  created: number
  updated: number
  skipped: number
  duplicates: number
  failed: number
  /** Contacts that were to be written, while it goes on or where it was cut short; 0 once it is over. */
  planned?: number
}

interface ImportResultProps {
  importId: string
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
export function ImportResult({ importId, counts, groupId, report, undone, onMore }: ImportResultProps) {
  const planned = counts.planned ?? 0
  if (planned > 0 && !undone) return <Unfinished importId={importId} planned={planned} groupId={groupId} onMore={onMore} />
  const wrote = counts.created + counts.updated > 0
  const lines: [string, number][] = [
    ['New contacts', counts.created], ['Added to contacts that were here', counts.updated], ['Already here, left as they are', counts.skipped],
    ['New, but look like somebody here', counts.duplicates], ['Could not be imported', counts.failed],
  ]
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-title font-semibold">{undone ? 'This import was undone' : wrote ? `${plural(counts.created + counts.updated, 'contact')} imported` : 'Nothing new in it'}</p>
        <p className="text-ui text-muted">
          {undone ? 'What it had written is in the trash, except what was changed since.'
            : wrote ? 'They are saved on this device.' : 'Every row was here already or could not be read. Your contacts are as they were.'}
        </p>
      </div>
      {!undone && (
        <Facts>
          {lines.filter(([, count], at) => at === 0 || count > 0).map(([label, count]) => <Fact key={label} label={label}>{formatCount(count)}</Fact>)}
        </Facts>
      )}
      {report && report.warnings.length > 0 && <InlineNotice><ul>{report.warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul></InlineNotice>}
      {report?.failedCsv && (
        <InlineNotice
          tone="warn"
          className="md:items-center"
          actions={<Button size="sm" onClick={() => saveFile(report.failedCsv!, 'rows-to-mend.csv', 'text/csv;charset=utf-8')}>Save the rows</Button>}
        >
          {plural(report.failed, 'row')} could not be imported. Save {report.failed === 1 ? 'it' : 'them'} with the reason, mend {report.failed === 1 ? 'it' : 'them'}, and import that file.
        </InlineNotice>
      )}
      {!report && counts.failed > 0 && !undone && (
        <InlineNotice>The rows that could not be imported were at hand until this window was closed. Import the file again to get them; what is here already is left as it is.</InlineNotice>
      )}
      <div className="flex flex-wrap gap-2">
        {wrote && !undone && <Link to="/contacts" search={{}} className={buttonClass('primary')}>See your contacts</Link>}
        {wrote && !undone && counts.duplicates > 0 && <Link to="/duplicates" className={buttonClass()}>Review lookalikes</Link>}
        <Link to="/import" search={{}} onClick={onMore} className={buttonClass()}>Import more</Link>
        {wrote && groupId && !undone && <UndoImport importId={importId} groupId={groupId} count={counts.created + counts.updated} />}
      </div>
    </div>
  )
}

/** It goes on elsewhere, or a closed window cut it short: how much of it is written is in no report. */
function Unfinished({ importId, planned, groupId, onMore }: { importId: string; planned: number; groupId: string | null; onMore: () => void }) {
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p className="text-title font-semibold">This import is not finished</p>
        <p className="text-ui text-muted">
          {plural(planned, 'contact')} were to be written. If no other window is at it, it was cut short: what was written is safe, and importing the
          file again goes on from there.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link to="/import" search={{}} onClick={onMore} className={buttonClass('primary')}>Import the file again</Link>
        {groupId && <UndoImport importId={importId} groupId={groupId} count={null} />}
      </div>
    </div>
  )
}

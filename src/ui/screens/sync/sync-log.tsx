import { useState } from 'react'
import { useSyncLog } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatInstant } from '../../components/format.ts'
import { saveFile } from '../../sync-status/save-file.ts'

const page = 200

/** What sync did, newest first; it is in the database and survives a reload. */
export function SyncLog() {
  const [limit, setLimit] = useState(page)
  const { data: entries } = useSyncLog(limit)
  if (entries?.length === 0) return <EmptyState title="Nothing logged yet">What sync does on this device is written down here.</EmptyState>
  const save = (): void => saveFile((entries ?? []).map(({ at, level, event, text }) => `${at} ${level} ${event} ${text}`).join('\n'), 'satchel-sync-log.txt')
  return (
    <>
      <div className="flex justify-end"><Button size="sm" onClick={save}>Save as text</Button></div>
      <ol aria-label="Sync log" className="flex flex-col divide-y divide-line border-y border-line">
        {entries?.map((entry, index) => (
          <li key={`${entry.at} ${index}`} className="flex gap-4 py-1.5 text-table max-md:flex-col max-md:gap-0">
            <time dateTime={entry.at} className="w-44 shrink-0 text-muted">{formatInstant(entry.at)}</time>
            <span className="min-w-0 break-words">
              {entry.level !== 'info' && <strong className={cn('mr-2 font-medium', entry.level === 'error' ? 'text-danger' : 'text-warn')}>{entry.level === 'error' ? 'Error' : 'Warning'}</strong>}
              {entry.text}
            </span>
          </li>
        ))}
      </ol>
      {entries && entries.length >= limit && <Button className="self-start" onClick={() => setLimit(limit + page)}>Show older</Button>}
    </>
  )
}

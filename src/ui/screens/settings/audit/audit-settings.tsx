import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useAuditLog } from '../../../../data-api/audit-hooks.ts'
import { useSatchel, useSync } from '../../../../data-api/hooks.ts'
import type { AuditEntry, AuditQuery } from '../../../../data-api/types.ts'
import { Button, buttonClass } from '../../../components/button.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { InlineNotice } from '../../../components/inline-notice.tsx'
import { Section } from '../../../components/screen.tsx'
import { showError } from '../../../components/toast.tsx'
import { AuditFilters, periodOf, type AuditChoice } from './audit-filters.tsx'
import { AuditRow } from './audit-row.tsx'

/** Who did what in the workspace, when and from where; for its admins. The log is the server's, so it takes the network. */
export function AuditSettings() {
  const { status } = useSync()
  const satchel = useSatchel()
  const [choice, setChoice] = useState<AuditChoice>({ kind: '', person: '', device: '', entity: '', from: '', to: '', record: '' })
  const query = queryOf(choice)
  const { data, error, hasNextPage, fetchNextPage, isFetching, refetch } = useAuditLog(query)
  const entries = data?.pages.flatMap((page) => page.entries) ?? []
  const known = useKnown(entries)
  const offline = status.state === 'offline'
  const period = periodOf(choice)
  return (
    <Section
      title="Audit log"
      actions={(
        <>
          <Link to="/print" search={{ audit: 'report', person: choice.person || undefined, from: period.from, until: period.until }} className={buttonClass('secondary', 'sm')}>Report</Link>
          <Button size="sm" disabled={offline} onClick={() => { satchel.audit.exportAddress(query).then(download, showError) }}>Download</Button>
        </>
      )}
    >
      <p className="-mt-1 text-table text-muted">Every change, sign-in, export and refusal in this workspace. Nothing can be taken out or altered without it showing.</p>
      <AuditFilters choice={choice} onChange={setChoice} known={known} />
      {(offline || error) && <InlineNotice>{offline ? 'The audit log is on the server. You are offline; it is here again when you are back.' : 'The audit log is on the server, which cannot be reached now.'}</InlineNotice>}
      {data && entries.length === 0 && !hasNextPage && <EmptyState title="Nothing found">No entry fits this filter.</EmptyState>}
      {entries.length > 0 && (
        <ol aria-label="Audit log" className="flex flex-col border-t border-line">
          {entries.map((entry) => <AuditRow key={entry.n} entry={entry} onRecord={(record) => setChoice({ ...choice, record })} />)}
        </ol>
      )}
      <div className="flex gap-1">
        {hasNextPage && <Button size="sm" waiting={isFetching} onClick={() => void fetchNextPage()}>{isFetching ? 'Reading' : entries.length === 0 ? 'Look further back' : 'Show older'}</Button>}
        {(data ?? error) && <Button size="sm" variant="ghost" disabled={offline} waiting={isFetching} onClick={() => void refetch()}>Refresh</Button>}
      </div>
    </Section>
  )
}

/** The browser saves what comes, however much it is, without this page holding it. */
function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = 'audit.jsonl'
  link.click()
}

function queryOf(choice: AuditChoice): AuditQuery {
  const { from, until } = choice.from === '' && choice.to === '' ? { from: undefined, until: undefined } : periodOf(choice)
  return {
    ...(choice.kind && { kind: choice.kind }), ...(choice.person && { person: choice.person }), ...(choice.device && { device: choice.device }), ...(choice.entity && { entity: choice.entity }),
    ...(choice.record && { record: choice.record }), ...(choice.from && from && { from }), ...(choice.to && until && { until }),
  }
}

export interface Known { people: Map<string, string>; devices: Map<string, string> }

/** Everybody and every device that an entry was seen of since the screen was opened: what one can filter by. */
function useKnown(entries: readonly AuditEntry[]): Known {
  const [known] = useState<Known>({ people: new Map(), devices: new Map() })
  for (const { person, device } of entries) {
    if (person !== null && !known.people.has(person.id)) known.people.set(person.id, person.name)
    // Two of them are called the same where nobody named them.
    if (device !== null && device.id !== '' && !known.devices.has(device.id)) known.devices.set(device.id, person === null ? device.name : `${device.name}, ${person.name}`)
  }
  return known
}

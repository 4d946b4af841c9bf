import type { ReactNode } from 'react'
import { useAuditReport } from '../../../data-api/audit-hooks.ts'
import type { AuditEntry, AuditReport } from '../../../data-api/types.ts'
import { cn } from '../../components/cn.ts'
import { formatInstant, plural } from '../../components/format.ts'
import { AuditValue } from '../settings/audit/audit-value.tsx'
import { actWords, factWords, fieldWords, whoWords } from '../settings/audit/audit-words.ts'
import { RecordName } from '../settings/audit/record-name.tsx'
import { PrintSheet } from './print-sheet.tsx'

/** What a person, or everybody, had access to and changed in a period, on paper; for who has to answer for it. */
export function PrintAudit({ person, from, until }: { person?: string | undefined; from: string; until: string }) {
  const { data: report, error } = useAuditReport({ from, until, ...(person === undefined ? {} : { person }) })
  const title = 'Access and change report'
  if (report === undefined) {
    return (
      <PrintSheet title={title} ready={false} reading={!error}>
        <h1 id="screen-heading" tabIndex={-1} className="text-title outline-none">{title}</h1>
        {error && <p className="mt-2 text-ui ink-muted">The report is made by the server from its audit log, and it cannot be reached now, or you may not read the log.</p>}
      </PrintSheet>
    )
  }
  return (
    <PrintSheet title={title} ready>
      <h1 id="screen-heading" tabIndex={-1} className="text-display outline-none">{title}</h1>
      <p className="mt-1 text-body">{report.person === null ? 'Everybody' : report.person.name || report.person.id} in {report.workspace}</p>
      <p className="text-table ink-muted">{formatInstant(report.from)} to {formatInstant(report.until)}. Made {formatInstant(report.madeAt)}.</p>
      {report.truncated && <p className="mt-2 text-table">There is more than is listed here. Choose a shorter period, or download the log.</p>}
      <Devices report={report} />
      <Part title="Accessed" entries={report.accessed} none="Nothing was downloaded, read over the API or exported, as far as the server was told." />
      <Part title="Changed" entries={report.changed} none="Nothing was changed." />
      <Part title="Accounts and settings" entries={report.acts} none="Nothing was done." />
      <Part title="Refused" entries={report.refused} none="Nothing was refused." />
      <p className="mt-8 border-t ink-line pt-2 text-meta ink-muted">From the workspace’s audit log, whose entries are chained by their hashes. What a device exported without a network is known once it has synced again.</p>
    </PrintSheet>
  )
}

/** A phone has no room for a column more. */
const onPaperOnly = 'max-md:hidden print:table-cell'

function Devices({ report: { devices } }: { report: AuditReport }) {
  return (
    <Block title="Devices and addresses" note={plural(devices.length, 'device')}>
      <table className="w-full border-collapse text-left text-meta">
        <thead><tr>{['Who', 'Device', 'Addresses', 'First', 'Last'].map((name) => <th key={name} scope="col" className={cn('border-b ink-line py-1 pr-2 font-medium', name === 'First' && onPaperOnly)}>{name}</th>)}</tr></thead>
        <tbody>
          {devices.map((device) => (
            <tr key={`${device.person} ${device.id} ${device.name}`} className="break-inside-avoid border-b ink-line align-top">
              <td className="py-1 pr-2">{device.person}</td>
              <td className="py-1 pr-2 break-words">{device.name || 'Not signed in'}</td>
              <td className="py-1 pr-2 break-all">{device.addresses.join(', ')}</td>
              <td className={cn('py-1 pr-2', onPaperOnly)}>{formatInstant(device.first)}</td>
              <td className="py-1">{formatInstant(device.last)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Block>
  )
}

function Part({ title, entries, none }: { title: string; entries: readonly AuditEntry[]; none: string }) {
  return (
    <Block title={title} note={entries.length === 0 ? '' : plural(entries.length, 'entry', 'entries')}>
      {entries.length === 0 && <p className="py-1 text-table ink-muted">{none}</p>}
      {entries.map((entry) => (
        <div key={entry.n} className="flex break-inside-avoid gap-4 border-b ink-line py-1.5 text-meta max-md:flex-col max-md:gap-0 print:flex-row print:gap-4">
          <span className="w-[38mm] shrink-0 ink-muted">{formatInstant(entry.at)}</span>
          <div className="min-w-0 grow">
            <p>{whoWords(entry)} {actWords(entry)}<RecordName entry={entry} /></p>
            {fieldWords(entry).map((field) => <p key={field.label} className="break-words"><span className="ink-muted">{field.label}:</span> <AuditValue of={field} side="from" /> → <AuditValue of={field} side="to" /></p>)}
            <p className="break-words ink-muted">{factWords(entry).filter(([label]) => onPaper.includes(label)).map(([label, words]) => `${label}: ${words}`).join(' · ')}</p>
          </div>
        </div>
      ))}
    </Block>
  )
}

const onPaper = ['Device', 'Address', 'Reason', 'Name', 'It was', 'How many', 'Goes to', 'Topics', 'May', 'Record']

function Block({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h2 className="break-after-avoid border-b ink-line pb-1 text-ui">{title} {note && <span className="font-normal ink-muted">{note}</span>}</h2>
      {children}
    </section>
  )
}

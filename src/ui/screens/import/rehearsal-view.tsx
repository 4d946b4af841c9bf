import { useEffect, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { InspectedFile, PlannedRow, Rehearsal, RowAction } from '../../../data-api/types.ts'
import { Badge, type Tone } from '../../components/badge.tsx'
import { cn } from '../../components/cn.ts'
import { formatCalendarDate, formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Table, Td, Th, Tr } from '../../components/table.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { showError } from '../../components/toast.tsx'
import { RecordLink } from '../../sync-status/record-link.tsx'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { notes } from '../../../model/notes.ts'
import { parseDue } from '../../../model/due.ts'
import { productModel } from '../../../model/model.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { FailedRows } from './failed-rows.tsx'
import { ImportTold } from './import-told.tsx'
import { Pager } from './pager.tsx'
import { importLabel } from './import-words.ts'

type Filter = RowAction | 'lookalike' | 'all'
const page = 50

/** What the import would do, row by row with the reason, before anything is written. */
export function RehearsalView({ rehearsal, files }: { rehearsal: Rehearsal; files: readonly InspectedFile[] }) {
  const satchel = useSatchel()
  const { counts } = rehearsal, label = importLabel(rehearsal.entities)
  const [filter, setFilter] = useState<Filter>(counts.error > 0 ? 'error' : 'all')
  const [offset, setOffset] = useState(0)
  const [shown, setShown] = useState<{ rows: PlannedRow[]; total: number } | null>(null)
  useEffect(() => {
    let gone = false
    satchel.importer.planned({ ...(filter === 'all' ? {} : { action: filter }), offset, limit: page }).then(
      (result) => { if (!gone) setShown(result) },
      (thrown: unknown) => { if (!gone) showError(thrown) },
    )
    return () => { gone = true }
  }, [satchel, rehearsal, filter, offset])
  const tabs: { id: Filter; label: string; count: number }[] = [
    { id: 'all', label: 'All', count: counts.total },
    { id: 'create', label: 'New', count: counts.create },
    { id: 'update', label: 'Added to', count: counts.update },
    { id: 'skip', label: 'Already here', count: counts.skip },
    { id: 'lookalike', label: 'Look alike', count: counts.lookalike },
    { id: 'error', label: 'Cannot be read', count: counts.error },
  ]
  /** Also of what stands within the records of one. */
  const fileName = (id: string): string | undefined => (files.length > 1 ? files.find((file) => id.startsWith(file.fileId))?.name : undefined)
  return (
    <div className="flex flex-col gap-4">
      <ImportTold warnings={rehearsal.warnings} alsoMade={rehearsal.alsoMade} />
      {filter === 'lookalike' && <InlineNotice>These are created, because a likeness proves nothing. They are never merged by themselves.</InlineNotice>}
      <div className="flex flex-col">
        <Tabs label="What would happen" className="px-0 max-md:px-0" tabs={tabs.filter((tab) => tab.id === 'all' || tab.count > 0)} value={filter} onChange={(next) => { setFilter(next); setOffset(0) }}>
          {filter === 'error' ? <FailedRows mark={rehearsal} /> : <Table aria-label="Rows of the import">
            <thead><tr><Th className="w-16">Row</Th><Th className="max-md:px-2">{label.one.charAt(0).toUpperCase() + label.one.slice(1)}</Th><Th className="w-32 max-md:w-16"><span className="max-md:sr-only">What happens</span></Th><Th className="max-md:hidden">About it</Th></tr></thead>
            <tbody>
              {shown?.rows.map((row) => (
                <Tr key={`${row.fileId} ${row.row}`}>
                  <Td className="text-muted" title={fileName(row.fileId)}>
                    {files.length > 1 && <span className="block max-w-36 truncate max-md:max-w-14">{fileName(row.fileId)}</span>}
                    {formatCount(row.row)}
                  </Td>
                  <Td className="max-w-72 max-md:max-w-36 max-md:px-2">
                    <span className={cn('block truncate', row.action === 'error' ? 'text-muted' : 'font-medium')}>{row.action === 'error' ? rawText(row) : row.title}</span>
                    <span className="block [overflow-wrap:anywhere] text-muted md:hidden"><Reason row={row} /></span>
                  </Td>
                  <Td><ActionBadge row={row} /></Td>
                  <Td className="min-w-52 [overflow-wrap:anywhere] text-muted max-md:hidden"><Reason row={row} /></Td>
                </Tr>
              ))}
            </tbody>
          </Table>}
        </Tabs>
        {filter !== 'error' && shown && <div className="flex pt-3 empty:hidden"><Pager offset={offset} page={page} total={shown.total} onOffset={setOffset} /></div>}
      </div>
    </div>
  )
}

/** What the file says in a row that names nobody. */
const rawText = (row: PlannedRow): string => row.raw.filter((cell) => cell.trim()).slice(0, 4).join(' · ').slice(0, 120) || 'Empty'

/** The reason, where the badge has not said it; it leads to the record it speaks of. Of something new, what tells it from others. */
function Reason({ row }: { row: PlannedRow }) {
  const other = row.lookalikeId ?? row.targetId
  if (other === null) return row.action === 'create' ? [summary(row), row.reason.replace(/^New(?:; |$)/, '')].filter(Boolean).join(' · ') : row.reason
  if (row.reason === badges[row.action][1]) return null
  return <RecordLink entity={row.entity} id={other} className="[&[href]]:underline [&[href]]:decoration-line [&[href]]:underline-offset-3">{row.reason}</RecordLink>
}

/** What tells it from others: a few of its columns that are no names. */
function summary({ entity: name, data }: PlannedRow): string {
  const entity = productModel.entities.get(name)
  return (telling[name] ?? []).map((id) => {
    const value = entity?.columns[id]?.sort(data), field = entity?.fields[id]
    return field?.choices?.find((choice) => choice.value === data[id])?.label ?? (typeof value === 'string' ? shown(value) : '')
  }).filter((words) => words !== '' && words !== 'To do').slice(0, 3).join(' · ')
}

const telling: Readonly<Record<string, readonly string[]>> = {
  [contacts.name]: ['title', 'company', 'email', 'phone', 'city'], [companies.name]: ['industry', 'domain', 'city', 'phone'], [projects.name]: ['status', 'startsOn', 'endsOn', 'tags'], [tasks.name]: ['due', 'priority', 'status', 'tags'], [notes.name]: ['kind'],
}

/** A due as people write it. */
function shown(value: string): string {
  const due = parseDue(value)
  return due === null ? value : [formatCalendarDate(due.date), due.time].filter(Boolean).join(' ')
}

function ActionBadge({ row }: { row: PlannedRow }) {
  if (row.action === 'create' && row.lookalikeId) return <Badge tone="warn">New, looks alike</Badge>
  const [tone, words] = badges[row.action]
  return <Badge tone={tone}>{words}</Badge>
}

const badges: Record<RowAction, [Tone, string]> = {
  create: ['neutral', 'New'], update: ['accent', 'Added to'], skip: ['neutral', 'Already here'], error: ['danger', 'Left out'],
}

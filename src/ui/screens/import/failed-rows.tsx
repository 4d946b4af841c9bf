import { useEffect, useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { FailedRow } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { controlClass } from '../../components/input.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Table, Td, Th } from '../../components/table.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { filledColumns, type FilledColumns } from './filled-columns.ts'
import { phaseWords, rowKey } from './import-state.ts'
import { Pager } from './pager.tsx'
import { useImport } from './use-import.ts'

const page = 25

/** The rows that could not be imported, each cell to be mended where it stands, and tried again. `mark`: what they came of; another one means other rows. */
export function FailedRows({ mark, actions }: { mark: object; actions?: ReactNode }) {
  const satchel = useSatchel(), { state, mend, tryAgain, cancel } = useImport()
  const isPhone = useIsPhone(), navigate = useNavigate()
  const [offset, setOffset] = useState(0)
  const [shown, setShown] = useState<{ mark: object; rows: FailedRow[]; total: number } | null>(null)
  useEffect(() => {
    let gone = false
    satchel.importer.failed({ offset, limit: page }).then((result) => { if (!gone) setShown({ mark, ...result }) }, (thrown: unknown) => { if (!gone) showError(thrown) })
    return () => { gone = true }
  }, [satchel, mark, offset])
  if (shown === null) return null
  const isOld = shown.mark !== mark
  const cellsOf = (row: FailedRow): readonly string[] => state.mended[rowKey(row)]?.cells ?? row.cells
  const write = (row: FailedRow, at: number, cell: string): void => mend({ fileId: row.fileId, row: row.row, cells: row.columns.map((_, i) => (i === at ? cell : cellsOf(row)[i] ?? '')) })
  const again = async (): Promise<void> => {
    const before = shown.total
    const report = await tryAgain()
    setOffset(0)
    if (report !== null && report.created + report.updated > 0) await navigate({ to: '/import/$batch', params: { batch: report.importId }, search: {} })
    const { total } = await satchel.importer.failed({ offset: 0, limit: 0 })
    showToast({ message: total === 0 ? 'Nothing is left to mend' : total < before ? `${formatCount(before - total)} mended, ${formatCount(total)} left` : 'None of them can be imported yet; the reason stands beside each' })
  }
  const changed = Object.keys(state.mended).length
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    again().catch(showError)
  }
  const groups = [...new Set(shown.rows.map((row) => row.fileId))].map((fileId) => shown.rows.filter((row) => row.fileId === fileId))
  const severalFiles = groups.length > 1 || shown.total > shown.rows.length
  return (
    <div className="flex flex-col gap-3" onKeyDown={onKeyDown}>
      {groups.map((rows) => {
        const columns = filledColumns(rows)
        const Rows = isPhone ? RowCards : RowTable, { fileId, file } = rows[0]!
        return (
          <div key={fileId} className="flex flex-col gap-1 pt-1 max-md:pt-3">
            {severalFiles && <h3 className="truncate text-table text-muted md:px-4">{file}</h3>}
            <Rows rows={rows} columns={columns} cellsOf={cellsOf} write={write} />
          </div>
        )
      })}
      {state.retrying && state.progress && (
        <div className="flex flex-col gap-2">
          <ProgressBar label={phaseWords[state.progress.phase]} done={state.progress.done} total={state.progress.total} />
          <Button size="sm" className="self-start" onClick={() => { cancel().catch(showError) }}>Cancel</Button>
        </div>
      )}
      {state.error && <p role="alert" className="text-ui text-danger">{state.error} What you mended is kept.</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" variant={changed > 0 ? 'primary' : 'secondary'} disabled={state.retrying || isOld} onClick={() => { again().catch(showError) }}>Try again</Button>
        {actions}
        <span className="text-table text-muted">{changed > 0 ? `${formatCount(changed)} mended` : 'Mend the cells here; what is right already is not touched.'}</span>
        <Pager offset={offset} page={page} total={shown.total} onOffset={setOffset} />
      </div>
    </div>
  )
}

interface RowsProps {
  /** Of one file. */
  rows: readonly FailedRow[]
  columns: FilledColumns
  cellsOf: (row: FailedRow) => readonly string[]
  write: (row: FailedRow, at: number, cell: string) => void
}

function RowTable({ rows, columns: { shown, names }, cellsOf, write }: RowsProps) {
  return (
    <Table aria-label="Rows to mend">
      <thead><tr><Th className="w-16">Row</Th><Th className="min-w-52">What is wrong</Th>{shown.map((at) => <Th key={at}>{names[at]}</Th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.row} className="border-b border-line">
            <Td className="text-muted tabular-nums">{formatCount(row.row)}</Td>
            <Td className="[overflow-wrap:anywhere] text-danger">{row.reason}</Td>
            {shown.map((at) => (
              <Td key={at} className={cn('min-w-36 py-1', names.length === 1 && 'min-w-96')}>
                <Cell label={`${names[at]}, row ${row.row}`} value={cellsOf(row)[at] ?? ''} changed={cellsOf(row)[at] !== row.cells[at]} onChange={(cell) => write(row, at, cell)} />
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function RowCards({ rows, columns: { shown, names }, cellsOf, write }: RowsProps) {
  return (
    <ul aria-label="Rows to mend" className="flex flex-col gap-4">
      {rows.map((row) => (
        <li key={row.row} className="flex flex-col gap-2 rounded-lg p-3 inset-ring inset-ring-line">
          <p className="text-ui"><span className="font-medium">Row {formatCount(row.row)}</span> <span className="text-danger">{row.reason}</span></p>
          {shown.map((at) => (
            <label key={at} className="flex flex-col gap-1 text-meta font-medium text-muted">
              {names[at]}
              <Cell label={`${names[at]}, row ${row.row}`} value={cellsOf(row)[at] ?? ''} changed={cellsOf(row)[at] !== row.cells[at]} onChange={(cell) => write(row, at, cell)} />
            </label>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Cell({ label, value, changed, onChange }: { label: string; value: string; changed: boolean; onChange: (cell: string) => void }) {
  return (
    <Textarea
      aria-label={label}
      rows={1}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cn(controlClass, 'min-h-8 px-2.5 py-1 text-table font-normal text-text max-md:min-h-11 max-md:py-2.5', changed && 'inset-ring-accent')}
    />
  )
}

import { useState, type ReactNode } from 'react'
import { productModel } from '../../../../model/model.ts'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/cn.ts'
import { Input } from '../../../components/input.tsx'
import { Select } from '../../../components/select.tsx'
import type { Known } from './audit-settings.tsx'

/** Where it is '', everything is shown. Days as the date field has them. */
export interface AuditChoice { kind: string; person: string; device: string; entity: string; from: string; to: string; record: string }

const dayMs = 86_400_000

/** The chosen days as times; the last thirty where none are. `until` is no part of it. */
export function periodOf({ from, to }: Pick<AuditChoice, 'from' | 'to'>, now = Date.now()): { from: string; until: string } {
  const end = to === '' ? now : new Date(`${to}T00:00:00`).getTime() + dayMs
  return { from: new Date(from === '' ? end - 30 * dayMs : new Date(`${from}T00:00:00`).getTime()).toISOString(), until: new Date(end).toISOString() }
}

const kinds = [
  { value: '', label: 'Everything' }, { value: 'changes', label: 'Changes' }, { value: 'access', label: 'Access and exports' }, { value: 'acts', label: 'Accounts and settings' }, { value: 'refusals', label: 'Refusals' },
]

export function AuditFilters({ choice, onChange, known }: { choice: AuditChoice; onChange: (choice: AuditChoice) => void; known: Known }) {
  const set = (name: keyof AuditChoice) => (event: { target: { value: string } }): void => onChange({ ...choice, [name]: event.target.value })
  const entities = [...productModel.entities.values()].filter(({ name }) => name !== 'history').map(({ name, label }) => ({ value: name, label: label.many }))
  // On a phone the entries come first.
  const [shown, setShown] = useState(false)
  const isFiltered = Object.values(choice).some((value) => value !== '')
  return (
    <>
      <Button size="sm" className="self-start md:hidden" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? 'Hide the filter' : isFiltered ? 'Filter, on' : 'Filter'}</Button>
      <div role="group" aria-label="Filter" className={cn('grid grid-cols-3 gap-2 max-md:grid-cols-2', !shown && 'max-md:hidden')}>
        <Labelled label="What"><Select options={kinds} value={choice.kind} onChange={set('kind')} /></Labelled>
        <Labelled label="Who"><Select options={[{ value: '', label: 'Everybody' }, ...asOptions(known.people)]} value={choice.person} onChange={set('person')} /></Labelled>
        <Labelled label="Device"><Select options={[{ value: '', label: 'Every device' }, ...asOptions(known.devices)]} value={choice.device} onChange={set('device')} /></Labelled>
        <Labelled label="Records"><Select options={[{ value: '', label: 'All records' }, ...entities]} value={choice.entity} onChange={set('entity')} /></Labelled>
        <Labelled label="From"><Input type="date" value={choice.from} max={choice.to || undefined} onChange={set('from')} /></Labelled>
        <Labelled label="To"><Input type="date" value={choice.to} min={choice.from || undefined} onChange={set('to')} /></Labelled>
        {isFiltered && (
          <div className="col-span-full flex items-center gap-2 text-table text-muted">
            {choice.record && <span className="truncate">Only the record {choice.record}</span>}
            <Button size="sm" variant="ghost" onClick={() => onChange({ kind: '', person: '', device: '', entity: '', from: '', to: '', record: '' })}>Clear the filter</Button>
          </div>
        )}
      </div>
    </>
  )
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return <label className="flex min-w-0 flex-col gap-1 text-meta text-muted">{label}{children}</label>
}

const asOptions = (names: ReadonlyMap<string, string>): { value: string; label: string }[] =>
  [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label))

import { useEffect, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { countsDays, isComplete, months, needsValue, operatorLabels, operatorsFor, type Filter, type Operator } from './filters.ts'
import { useKind } from './kind.ts'
import { ValuesFilter } from './values-filter.tsx'

interface FilterEditorProps {
  column: string
  filter: Filter | undefined
  /** Null takes the filter away. What says too little to filter by is not passed on. */
  onChange: (filter: Filter | null) => void
  onDone: () => void
}

/** One condition: what is asked, and of what. The list follows as one types. */
export function FilterEditor({ column, filter, onChange, onDone }: FilterEditorProps) {
  const { columns } = useKind()
  const operators = operatorsFor(columns, column)
  const [operator, setOperator] = useState<Operator>(filter?.[1] ?? operators[0]!)
  const [value, setValue] = useState<string | string[]>(filter?.[2] ?? '')
  const [touched, setTouched] = useState(false)

  const apply = (): void => {
    const next: Filter = needsValue(operator) ? [column, operator, value] : [column, operator]
    if (isComplete(next)) onChange(next)
    else if (filter) onChange(null)
  }
  useEffect(() => {
    if (!touched) return
    const timer = window.setTimeout(apply, 150)
    return () => window.clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- runs when the person changed something, not when the list answered
  }, [touched, operator, value])

  // Closing sooner than the list follows must not lose what was chosen.
  const finish = (): void => {
    if (touched) apply()
    onDone()
  }
  const change = (next: { operator?: Operator; value?: string | string[] }): void => {
    setTouched(true)
    if (next.operator !== undefined) {
      setOperator(next.operator)
      const wantsList = next.operator === 'anyOf'
      if (wantsList !== Array.isArray(value)) setValue(wantsList ? (value === '' ? [] : [String(value)]) : '')
    }
    if (next.value !== undefined) setValue(next.value)
  }

  return (
    <div className="flex flex-col gap-2" onKeyDown={(event) => { if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) finish() }}>
      <div className="text-meta font-medium text-muted">{columns.labelOf(column)}</div>
      <Select
        aria-label="Condition"
        value={operator}
        options={operators.map((each) => ({ value: each, label: operatorLabels[each] }))}
        onChange={(event) => change({ operator: event.currentTarget.value as Operator })}
      />
      {needsValue(operator) && <ValueControl column={column} operator={operator} value={value} onChange={(next) => change({ value: next })} />}
      <div className="flex justify-between">
        <Button variant="ghost" size="sm" disabled={!filter} onClick={() => { onChange(null); onDone() }}>Remove</Button>
        <Button size="sm" onClick={finish}>Done</Button>
      </div>
    </div>
  )
}

function ValueControl({ column, operator, value, onChange }: { column: string; operator: Operator; value: string | string[]; onChange: (value: string | string[]) => void }) {
  const text = Array.isArray(value) ? value[0] ?? '' : value
  const { specs } = useKind().columns
  const type = specs[column]?.type
  if (operator === 'anyOf') return <ValuesFilter column={column} value={Array.isArray(value) ? value : []} onChange={onChange} />
  if (operator === 'inMonth') {
    return <Select data-autofocus aria-label="Month" value={text} options={[{ value: '', label: 'Choose a month' }, ...months]} onChange={(event) => onChange(event.currentTarget.value)} />
  }
  if (countsDays(operator)) {
    return <Input data-autofocus type="number" min={1} inputMode="numeric" aria-label="Days" placeholder="Days" value={text} onChange={(event) => onChange(event.currentTarget.value)} />
  }
  return <Input data-autofocus type={type === 'text' || type === 'number' ? type : 'date'} aria-label="Value" value={text} onChange={(event) => onChange(event.currentTarget.value)} />
}

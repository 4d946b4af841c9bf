import { useState } from 'react'
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

/** One condition: what is asked, and of what. The list follows at once, letter by letter. */
export function FilterEditor({ column, filter, onChange, onDone }: FilterEditorProps) {
  const { columns } = useKind()
  const operators = operatorsFor(columns, column)
  const [operator, setOperator] = useState<Operator>(filter?.[1] ?? operators[0]!)
  const [value, setValue] = useState<string | string[]>(filter?.[2] ?? '')

  const change = (asked: Operator, of: string | string[]): void => {
    setOperator(asked)
    setValue(of)
    const next: Filter = needsValue(asked) ? [column, asked, of] : [column, asked]
    if (isComplete(next)) onChange(next)
    else if (filter) onChange(null)
  }
  const changeOperator = (next: Operator): void => {
    const wantsList = next === 'anyOf'
    change(next, wantsList === Array.isArray(value) ? value : wantsList ? (value === '' ? [] : [String(value)]) : '')
  }

  return (
    <div className="flex flex-col gap-2" onKeyDown={(event) => { if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onDone() }}>
      <div className="text-meta font-medium text-muted">{columns.labelOf(column)}</div>
      <Select
        aria-label="Condition"
        value={operator}
        options={operators.map((each) => ({ value: each, label: operatorLabels[each] }))}
        onChange={(event) => changeOperator(event.currentTarget.value as Operator)}
      />
      {needsValue(operator) && <ValueControl column={column} operator={operator} value={value} onChange={(next) => change(operator, next)} />}
      <div className="flex justify-between">
        <Button variant="ghost" size="sm" disabled={!filter} onClick={() => { onChange(null); onDone() }}>Remove</Button>
        <Button size="sm" onClick={onDone}>Done</Button>
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

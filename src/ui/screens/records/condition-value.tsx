import { useMemo } from 'react'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { cn } from '../../components/cn.ts'
import { controlClass, Input } from '../../components/input.tsx'
import { Popover } from '../../components/popover.tsx'
import { Select } from '../../components/select.tsx'
import { countsDays, months, valueWords, type Filter } from './filters.ts'
import { useKind } from './kind.ts'
import { useNamesIn } from './names.tsx'
import { ValuesFilter } from './values-filter.tsx'

/** What a condition compares with, by the kind of its column: text, a day, a month, a number, or several of the values there are. */
export function ConditionValue({ filter, at, onChange }: { filter: Filter; at: number; onChange: (value: string | string[]) => void }) {
  const [column, operator, value] = filter
  const { columns } = useKind(), { specs } = columns
  const nameOf = useNamesIn(columns, useMemo(() => [filter], [filter]))
  const text = Array.isArray(value) ? value[0] ?? '' : value ?? '', type = specs[column]?.type
  const label = `Value of condition ${at + 1}`
  if (operator === 'anyOf') {
    const chosen = Array.isArray(value) ? value : []
    const words = chosen.map((each) => valueWords(specs[column], each, nameOf)).join(', ')
    return (
      <Popover
        label={label}
        className="w-72 p-3"
        trigger={(
          <button type="button" aria-label={`${label}: ${words || 'none chosen'}`} className={cn(controlClass, 'flex h-8 items-center gap-2 pr-2.5 pl-2.5 text-left max-md:h-11')}>
            <span className={cn('min-w-0 grow truncate', chosen.length === 0 && 'text-muted')}>{words || 'Choose values'}</span>
            <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
          </button>
        )}
      >
        {(close) => (
          // An Enter with nothing typed is done with the values, not with the whole filter.
          <div onKeyDown={(event) => { if (event.key === 'Enter' && !event.defaultPrevented) { event.preventDefault(); close() } }}>
            <ValuesFilter column={column} value={chosen} onChange={onChange} />
          </div>
        )}
      </Popover>
    )
  }
  if (operator === 'inMonth') return <Select aria-label={label} value={text} options={[{ value: '', label: 'Choose a month' }, ...months]} onChange={(event) => onChange(event.currentTarget.value)} />
  const days = countsDays(operator)
  return (
    <Input
      aria-label={label} placeholder={days ? 'Days' : 'Value'} value={text} autoComplete="off"
      {...(days || type === 'number' ? { type: 'number', inputMode: 'numeric' as const, ...(days ? { min: 1 } : {}) } : { type: type === 'text' ? 'text' : 'date' })}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

import { useDeferredValue, useState, type KeyboardEvent } from 'react'
import { useFacets } from '../../../data-api/hooks.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { formatCount } from '../../components/format.ts'
import { Input } from '../../components/input.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { firstMatch } from './first-match.ts'
import { useKind } from './kind.ts'

/** A column's values, the frequent ones first, to choose several of. What is chosen stays in sight. */
export function FacetPicker({ column, value, onChange }: { column: string; value: string[]; onChange: (value: string[]) => void }) {
  const { entity, columns: { labelOf } } = useKind()
  const [typed, setTyped] = useState('')
  const prefix = useDeferredValue(typed.trim())
  const { data = [] } = useFacets(entity.name, column, prefix ? { prefix, limit: 50 } : { limit: 50 })
  const missing = value.filter((each) => !data.some((facet) => facet.value === each)).map((each) => ({ value: each, count: null }))
  const toggle = (each: string): void => onChange(value.includes(each) ? value.filter((other) => other !== each) : [...value, each])
  /** Enter takes the first match, or what was typed as it stands; a second Enter, with nothing typed, closes as elsewhere. */
  const choose = (event: KeyboardEvent<HTMLInputElement>): void => {
    const wanted = typed.trim()
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || wanted === '') return
    event.preventDefault()
    event.stopPropagation()
    const match = firstMatch(wanted, data.map((facet) => facet.value))
    if (!value.includes(match)) onChange([...value, match])
    setTyped('')
  }
  return (
    <div className="flex flex-col gap-2" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('input')], { letters: false })}>
      <Input data-autofocus aria-label={`Find in ${labelOf(column)}`} placeholder="Find a value" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={choose} />
      <ul className="-mx-1 flex h-52 flex-col overflow-y-auto">
        {[...missing, ...data].map((facet) => (
          <li key={facet.value}>
            <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table hover:bg-hover max-md:min-h-11">
              <Checkbox checked={value.includes(facet.value)} onChange={() => toggle(facet.value)} />
              <span className="min-w-0 grow truncate">{facet.value}</span>
              {facet.count !== null && <span className="text-meta text-muted">{formatCount(facet.count)}</span>}
            </label>
          </li>
        ))}
        {missing.length + data.length === 0 && <li className="px-1 py-2 text-table text-muted">No value begins with this.</li>}
      </ul>
    </div>
  )
}

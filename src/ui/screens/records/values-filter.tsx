import { ChoiceFilter } from './choice-filter.tsx'
import { FacetPicker } from './facet-picker.tsx'
import { useKind } from './kind.ts'
import { NameFilter } from './name-filter.tsx'

/** Several values of a column to choose from: its choices, the names it refers to, or what stands in it. */
export function ValuesFilter({ column, value, onChange }: { column: string; value: string[]; onChange: (value: string[]) => void }) {
  const { specs, labelOf } = useKind().columns
  const { custom, choices, names } = specs[column] ?? {}, label = labelOf(column)
  if (custom !== undefined && custom.choices.length > 0) return <ChoiceFilter label={label} choices={custom.choices} value={value} onChange={onChange} />
  if (choices !== undefined) return <ChoiceFilter label={label} choices={choices.map((choice) => ({ id: choice.value, label: choice.label }))} value={value} onChange={onChange} />
  if (names !== undefined) return <NameFilter label={label} of={names} value={value} onChange={onChange} />
  return <FacetPicker column={column} value={value} onChange={onChange} />
}

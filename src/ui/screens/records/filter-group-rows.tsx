import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Select } from '../../components/select.tsx'
import { deepest, groupOf, isGroup, itemsOf, jointOf, type FilterGroup, type FilterItem, type Joint, type Path } from './filter-tree.ts'
import { changedColumn, changedOperator, needsValue, operatorLabels, operatorsFor, type Filter, type Operator } from './filters.ts'
import { ConditionValue } from './condition-value.tsx'
import { useKind } from './kind.ts'

interface FilterGroupRowsProps {
  group: FilterGroup
  path: Path
  /** The path of the row that takes the focus, as text. */
  added: string | null
  begin: () => FilterItem
  onAdd: (path: Path, item: FilterItem) => void
  onChange: (path: Path, change: (item: FilterItem) => FilterItem | null) => void
}

/** A group's conditions under each other, each after its "and" or "or"; groups within it in a frame of their own. */
export function FilterGroupRows({ group, path, added, begin, onAdd, onChange }: FilterGroupRowsProps) {
  const joint = jointOf(group), items = itemsOf(group)
  const name = path.length === 0 ? 'Conditions' : `Group ${path.map((at) => at + 1).join('.')}`
  return (
    <fieldset className={cn('flex min-w-0 flex-col gap-2', path.length > 0 && 'grow rounded-md bg-side p-2 inset-ring inset-ring-line')}>
      <legend className="sr-only">{name}</legend>
      {items.map((item, at) => {
        const here = [...path, at]
        const remove = <IconButton label={isGroup(item) ? `Remove group ${here.map((each) => each + 1).join('.')}` : `Remove condition ${at + 1}`} onClick={() => onChange(here, () => null)}><X /></IconButton>
        return (
          <div key={at} className="flex min-w-0 items-start gap-2 max-md:flex-wrap max-md:items-center max-md:gap-1">
            <div className="flex h-8 w-17 shrink-0 items-center justify-end max-md:h-11 max-md:grow max-md:justify-start">
              <JointCell at={at} joint={joint} name={name} onChange={(next) => onChange(path, () => groupOf(next, items))} />
            </div>
            <div className="flex min-w-0 grow max-md:order-last max-md:basis-full">
              {isGroup(item)
                ? <FilterGroupRows group={item} path={here} added={added} begin={begin} onAdd={onAdd} onChange={onChange} />
                : <Condition filter={item} at={at} focused={added === here.join('.')} onChange={(next) => onChange(here, () => next)} />}
            </div>
            {remove}
          </div>
        )
      })}
      <div className={cn('flex flex-wrap gap-1', items.length > 0 && 'pl-19 max-md:pl-0')}>
        <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} onClick={() => onAdd(path, begin())}>Add condition</Button>
        {path.length < deepest && <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} onClick={() => onAdd(path, groupOf(joint === 'all' ? 'any' : 'all', [begin()]))}>Add group</Button>}
      </div>
    </fieldset>
  )
}

/** "Where", then what joins all that follow: chosen at the second, said at the others. */
function JointCell({ at, joint, name, onChange }: { at: number; joint: Joint; name: string; onChange: (joint: Joint) => void }) {
  const word = joint === 'all' ? 'and' : 'or'
  if (at === 0) return <span className="pr-1 text-table text-muted">Where</span>
  if (at > 1) return <span className="pr-1 text-table text-muted">{word}</span>
  return <Select aria-label={`${name} are joined by`} value={joint} className="w-17 max-md:w-22" options={[{ value: 'all', label: 'and' }, { value: 'any', label: 'or' }]} onChange={(event) => onChange(event.currentTarget.value as Joint)} />
}

function Condition({ filter, at, focused, onChange }: { filter: Filter; at: number; focused: boolean; onChange: (filter: Filter) => void }) {
  const { columns } = useKind()
  const [column, operator] = filter
  return (
    <div className="grid min-w-0 grow grid-cols-[minmax(0,10rem)_minmax(0,10rem)_minmax(0,1fr)] gap-2 max-md:grid-cols-2 max-md:gap-1">
      <Select
        aria-label={`Field of condition ${at + 1}`} autoFocus={focused} value={column} options={columns.ids.filter((id) => columns.specs[id]?.unasked !== true).map((id) => ({ value: id, label: columns.labelOf(id) }))}
        onChange={(event) => onChange(changedColumn(columns, filter, event.currentTarget.value))}
      />
      <Select
        aria-label={`Operator of condition ${at + 1}`} value={operator} options={operatorsFor(columns, column).map((each) => ({ value: each, label: operatorLabels[each] }))}
        onChange={(event) => onChange(changedOperator(filter, event.currentTarget.value as Operator))}
      />
      {needsValue(operator) && <div className="min-w-0 max-md:col-span-2"><ConditionValue filter={filter} at={at} onChange={(value) => onChange([column, operator, value])} /></div>}
    </div>
  )
}

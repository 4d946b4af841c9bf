import { useDeferredValue, useId, useState } from 'react'
import Plus from 'lucide-react/icons/plus'
import { useList } from '../../../data-api/hooks.ts'
import type { Where } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { useNow } from '../../components/when.tsx'
import { FilterGroupRows } from './filter-group-rows.tsx'
import { addIn, asGroup, asItems, itemsOf, replaceIn, toWhere, type FilterGroup, type FilterItem, type Path } from './filter-tree.ts'
import { operatorsFor } from './filters.ts'
import { countOf, useKind } from './kind.ts'

interface FilterBuilderProps {
  title?: string
  filters: readonly FilterItem[]
  /** What else narrows the list that is filtered. */
  within?: Where | undefined
  search?: string
  onApply: (filters: readonly FilterItem[]) => void
  onClose: () => void
}

/** All conditions in one place, joined by "and" or "or", in groups. How many match is seen before it is applied. */
export function FilterBuilder({ title = 'Filter', filters, within, search = '', onApply, onClose }: FilterBuilderProps) {
  const kind = useKind(), { columns } = kind
  const form = useId()
  const begin = (): FilterItem => [columns.ids[0]!, operatorsFor(columns, columns.ids[0]!)[0]!]
  const [group, setGroup] = useState<FilterGroup>(() => (filters.length === 0 ? { all: [begin()] } : asGroup(filters)))
  /** The row that was added last takes the focus. */
  const [added, setAdded] = useState<string | null>(null)
  const minute = Math.floor(useNow() / 60_000)
  const asked = useDeferredValue(group)
  const where = toWhere(columns, asItems(asked), minute * 60_000)
  const both = [...(within ? [within] : []), ...(where ? [where] : [])]
  const { data } = useList(kind.entity.name, { ...(search ? { search } : {}), ...(both.length > 0 ? { where: { and: both } } : {}), limit: 0 })
  const apply = (): void => { onApply(asItems(group)); onClose() }
  const add = (path: Path, item: FilterItem): void => {
    const at = pathLength(group, path)
    setAdded([...path, at, ...(Array.isArray(item) ? [] : [0])].join('.'))
    setGroup(addIn(group, path, item))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      // It narrows too, and stands in no condition.
      description={search === '' ? undefined : `Of what the search “${search}” finds.`}
      width="lg"
      footer={(
        <>
          <span role="status" className="mr-auto self-center text-table text-muted">{data && `${countOf(kind, data.total)} ${data.total === 1 ? 'matches' : 'match'}`}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form}>Apply</Button>
        </>
      )}
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); apply() }}>
        <FilterGroupRows
          group={group} path={[]} added={added} begin={begin} onAdd={add}
          onChange={(path, change) => { setAdded(null); setGroup(replaceIn(group, path, change)) }}
        />
        {itemsOf(group).length > 0 && <Button variant="ghost" size="sm" className="self-start text-muted" onClick={() => setGroup({ all: [] })}>Clear all</Button>}
        {itemsOf(group).length === 0 && <p className="flex items-center gap-1 text-table text-muted"><Plus aria-hidden className="size-3.5" />Without a condition, everything is shown.</p>}
      </form>
    </Dialog>
  )
}

const pathLength = (group: FilterGroup, path: Path): number => {
  const [at, ...rest] = path
  if (at === undefined) return itemsOf(group).length
  const item = itemsOf(group)[at]
  return item === undefined || Array.isArray(item) ? 0 : pathLength(item, rest)
}

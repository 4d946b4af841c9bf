import { useDeferredValue } from 'react'
import { useNavigate } from '@tanstack/react-router'
import ListIcon from 'lucide-react/icons/list'
import Zap from 'lucide-react/icons/zap'
import { useList } from '../../../data-api/hooks.ts'
import { lists } from '../../../model/lists.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { isLiveList, listName } from './list-values.ts'

/** Lists in ⌘K, as soon as something is typed. */
export function PaletteLists({ search, close }: { search: string; close: () => void }) {
  const navigate = useNavigate()
  const wanted = useDeferredValue(search.trim())
  const { data } = useList(lists.name, { search: wanted, limit: 5 }, { enabled: wanted !== '' })
  if (wanted === '' || (data?.rows.length ?? 0) === 0) return null
  return (
    <PaletteGroup heading="Lists">
      {data!.rows.map((list) => (
        <PaletteItem key={list.id} value={list.id} onSelect={() => { close(); void navigate({ to: '/lists/$id', params: { id: list.id } }) }}>
          {isLiveList(list) ? <Zap aria-hidden className="size-4 shrink-0 text-muted" /> : <ListIcon aria-hidden className="size-4 shrink-0 text-muted" />}
          <span className="min-w-0 truncate"><Highlight text={listName(list)} search={wanted} /></span>
          <span className="ml-auto shrink-0 text-table text-muted">{isLiveList(list) ? 'Live list' : 'List'}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

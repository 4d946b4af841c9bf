import { memo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import ListIcon from 'lucide-react/icons/list'
import Zap from 'lucide-react/icons/zap'
import { lists } from '../../../model/lists.ts'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { useFound, type Found } from '../../app/use-found.ts'
import { Highlight } from '../../components/highlight.tsx'
import { isLiveList, listName } from './list-values.ts'

/** Lists in ⌘K, as soon as something is typed. */
export function PaletteLists({ search, close }: { search: string; close: () => void }) {
  const found = useFound(lists.name, search.trim(), { limit: 5 })
  return found.rows.length === 0 ? null : <Lists close={close} found={found} />
}

const Lists = memo(function Lists({ close, found: { rows, words } }: { close: () => void; found: Found }) {
  const navigate = useNavigate()
  return (
    <PaletteGroup heading="Lists">
      {rows.map((list) => (
        <PaletteItem key={list.id} value={list.id} onSelect={() => { close(); void navigate({ to: '/lists/$id', params: { id: list.id } }) }}>
          {isLiveList(list) ? <Zap aria-hidden className="size-4 shrink-0 text-muted" /> : <ListIcon aria-hidden className="size-4 shrink-0 text-muted" />}
          <span className="min-w-0 truncate"><Highlight text={listName(list)} search={words} /></span>
          <span className="ml-auto shrink-0 text-table text-muted">{isLiveList(list) ? 'Live list' : 'List'}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
})

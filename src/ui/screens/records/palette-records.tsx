import { memo, useEffect } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { PaletteGroup, PaletteItem } from '../../app/palette-item.tsx'
import { useFound, type Found } from '../../app/use-found.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { foundWords } from './found-words.ts'
import { headingOf, type Kind } from './kind.ts'
import { nameOf } from './record-values.ts'

interface PaletteRecordsProps {
  kind: Pick<Kind, 'entity' | 'list' | 'square' | 'about' | 'found'> & Required<Pick<Kind, 'page'>>
  search: string
  close: () => void
  /** Gets the record that ⏎ opens; absent: another group says it. */
  suggest?: (value: string) => void
  most: number
  /** Shown while nothing is typed. */
  recent?: number
}

/** Records in ⌘K: those that match, or the last touched while nothing is typed. */
export function PaletteRecords({ kind, search, close, suggest, most, recent }: PaletteRecordsProps) {
  const found = useFound(kind.entity.name, search.trim(), { limit: most }, recent === undefined ? undefined : { sort: ['-updatedAt'], limit: recent })
  const { words } = found, first = found.rows[0]?.id
  useEffect(() => { if (first !== undefined) suggest?.(first) }, [suggest, first, words])
  return found.rows.length === 0 ? null : <Records kind={kind} close={close} found={found} />
}

const Records = memo(function Records({ kind, close, found: { rows, words } }: Pick<PaletteRecordsProps, 'kind' | 'close'> & { found: Found }) {
  const navigate = useNavigate()
  const { entity, list, page } = kind
  return (
    <PaletteGroup heading={words ? headingOf(kind) : 'Last touched'}>
      {rows.map((rec) => (
        <PaletteItem key={rec.id} value={rec.id} onSelect={() => { close(); void navigate({ to: page, params: { id: rec.id } }) }}>
          <Avatar name={nameOf(entity, rec)} square={kind.square} />
          <span className="max-w-3/4 shrink-0 truncate"><Highlight text={nameOf(entity, rec)} search={words} /></span>
          <span className="ml-auto min-w-0 truncate text-table text-muted"><Highlight text={foundWords(kind, rec, words)} search={words} /></span>
        </PaletteItem>
      ))}
      {words !== '' && (
        <PaletteItem value={`all ${entity.label.many}`} onSelect={() => { close(); void navigate({ to: list, search: { q: words } }) }}>
          <span className="text-muted">Show all {entity.label.many} that match “{words}”</span>
        </PaletteItem>
      )}
    </PaletteGroup>
  )
})

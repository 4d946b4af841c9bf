import { useLocation } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { views } from '../../../model/views.ts'
import { NavLink } from '../../app/sidebar.tsx'
import type { Kind } from './kind.ts'
import { text } from './record-values.ts'
import { listSearch, type ListSearch } from './search-params.ts'

export function useSavedViews(entity: string): readonly Rec[] {
  const { data } = useList(views.name, { where: { entity }, sort: ['position', 'name'], limit: 200 })
  return data?.rows ?? []
}

/** Where a saved view leads: a view is an address with a name. */
export const searchOfView = ({ columns }: Listed, view: Rec): ListSearch => ({ ...listSearch(columns, (view['query'] ?? {}) as Record<string, unknown>), view: view.id })

/** What of an entity's screens the sidebar has to know. */
export type Listed = Pick<Kind, 'entity' | 'list' | 'columns' | 'leaves'>

/** An entity's saved views, under the line that leads to its list. */
export function SavedViews({ of }: { of: Listed }) {
  const { entity, list, columns } = of
  const saved = useSavedViews(entity.name)
  const open = useLocation({ select: (location) => (location.pathname === list ? listSearch(columns, location.search as Record<string, unknown>).view : undefined) })
  if (saved.length === 0) return null
  return (
    <ul aria-label={`Saved views of ${entity.label.many}`} className="flex flex-col gap-0.5">
      {saved.map((view) => (
        <li key={view.id}>
          <NavLink indent to={list} search={searchOfView(of, view)} label={text(view, 'name')} current={open === view.id} />
        </li>
      ))}
    </ul>
  )
}

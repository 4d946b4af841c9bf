import { lists } from '../../../model/lists.ts'
import { NavLink } from '../../app/sidebar.tsx'
import { text } from '../records/record-values.ts'
import { useLists } from './use-lists.ts'

const most = 12

/** The lists, under the line that leads to all of them. */
export function ListLinks() {
  const all = useLists()
  if (all.length === 0) return null
  return (
    <ul aria-label={`All ${lists.label.many}`} className="flex flex-col gap-0.5">
      {all.slice(0, most).map((list) => <li key={list.id}><NavLink indent to="/lists/$id" params={{ id: list.id }} activeOptions={{ includeSearch: false }} label={text(list, 'name')} /></li>)}
    </ul>
  )
}

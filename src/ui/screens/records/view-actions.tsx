import { useEffect, useEffectEvent, useRef, useState } from 'react'
import Bookmark from 'lucide-react/icons/bookmark'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json } from '../../../data-api/types.ts'
import { views } from '../../../model/views.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { NameDialog } from './name-dialog.tsx'
import { searchOfView, useSavedViews } from './saved-views.tsx'
import { sameView, viewKeys, viewOf, type ListSearch } from './search-params.ts'
import { useKind } from './kind.ts'
import { text } from './record-values.ts'
import type { TableState } from './use-table-state.ts'

/** Keeps the way one looks at the table: save, update, rename, delete. */
export function ViewActions({ state }: { state: TableState }) {
  const satchel = useSatchel()
  const kind = useKind()
  const { undoOf } = useUndo()
  const saved = useSavedViews(kind.entity.name)
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)
  const view = saved.find((each) => each.id === state.search.view)
  const query = viewOf({ ...state.search, ...(state.query ? { q: state.query } : {}) })
  const changed = view ? !sameView(searchOfView(kind, view), query) : !sameView(kind.beginnings?.[state.layout] ?? {}, query)
  useFollowed(view === undefined ? undefined : searchOfView(kind, view), query, state)
  const entity = satchel.entity(views.name)
  const json = query as Record<string, Json>
  const mayWrite = useMayWrite()

  const create = async (name: string): Promise<void> => {
    const made = await entity.create({ name, entity: kind.entity.name, query: json, position: saved.length }, { label: `Save view ${name}` })
    state.patch({ view: made.id })
  }
  const update = (): void => { if (view) entity.update(view.id, { query: json }, { label: `Update view ${text(view, 'name')}` }).then(() => showToast({ message: `“${text(view, 'name')}” updated` }), showError) }
  const remove = (): void => {
    if (!view) return
    const label = `Delete view ${text(view, 'name')}`
    satchel.bulk((writer) => writer.delete('views', view.id), { label }).then(({ actId }) => {
      state.patch({ view: undefined })
      showToast({ message: `View “${text(view, 'name')}” deleted`, ...undoOf(actId, label) })
    }, showError)
  }
  if (!mayWrite) return null
  return (
    <>
      {changed && view && <Button variant="ghost" size="sm" className="text-accent" onClick={update}>Update view</Button>}
      {changed && <Button variant="ghost" size="sm" icon={<Bookmark aria-hidden />} onClick={() => setNaming('new')}><span className="max-md:sr-only">{view ? 'Save as new' : 'Save view'}</span></Button>}
      {view && (
        <Menu
          label={`View ${text(view, 'name')}`}
          align="end"
          trigger={<IconButton label="View actions"><Ellipsis /></IconButton>}
          items={[
            { label: 'Rename view', onSelect: () => setNaming('rename') },
            { label: 'Delete view', danger: true, onSelect: remove },
          ]}
        />
      )}
      <NameDialog
        key={naming}
        open={naming !== null}
        title={naming === 'rename' ? 'Rename view' : 'Save view'}
        initial={naming === 'rename' && view ? text(view, 'name') : ''}
        onClose={() => setNaming(null)}
        onName={async (name) => { if (naming === 'rename' && view) await entity.update(view.id, { name }, { label: `Rename view to ${name}` }); else await create(name) }}
      />
    </>
  )
}

/** Whoever looks at a view as it was kept goes along where it is kept otherwise, on another device or in another tab; whoever has changed something since does not. */
function useFollowed(kept: ListSearch | undefined, shown: ListSearch, { patch }: TableState): void {
  const before = useRef(kept)
  const text = JSON.stringify(kept)
  const follow = useEffectEvent(() => {
    const from = before.current
    before.current = kept
    if (kept === undefined || from === undefined || from.view !== kept.view || !sameView(from, shown) || sameView(kept, shown)) return
    patch({ ...Object.fromEntries(viewKeys.map((key) => [key, kept[key]])), shut: undefined, at: undefined })
  })
  useEffect(() => { follow() }, [text])
}

import { lazy, Suspense, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useGroups, useList, useSync } from '../../../data-api/hooks.ts'
import type { ListOptions } from '../../../data-api/types.ts'
import { useLastSeen } from '../../app/use-last-seen.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Screen, ScreenCorner } from '../../components/screen.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { arriving } from '../../sync-status/arriving.ts'
import { NoteDialog } from '../record/note-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { EmptyList } from './empty-list.tsx'
import { FilterBuilder } from './filter-builder.tsx'
import { FilterBar } from './filter-bar.tsx'
import { headingOf, useKind } from './kind.ts'
import { ListToolbar } from './list-toolbar.tsx'
import { openCreate } from './open-create.ts'
import { PeekPanel } from './peek-panel.tsx'
import { layRows } from './row-layout.ts'
import { PhoneList } from './phone-list.tsx'
import { RecordTable } from './record-table.tsx'
import { text } from './record-values.ts'
import { useSavedViews } from './saved-views.tsx'
import { TableFooter } from './table-footer.tsx'
import { useRecordActs } from './use-record-acts.ts'
import { useSelection } from './use-selection.ts'
import { useTableState } from './use-table-state.ts'
import { useWindow } from './use-window.ts'

const noGroups: ListOptions = {}
const CreateList = lazy(() => import('../lists/create-list.tsx').then((module) => ({ default: module.CreateList })))

/** All records of an entity, or those of a list: find, sort, filter, select, edit. How one looks at them is in the address. */
export function ListScreen({ notice, waiting = false }: { notice?: ReactNode; waiting?: boolean }) {
  const kind = useKind(), { entity, page: recordPage } = kind
  const state = useTableState()
  const phone = useIsPhone()
  // A phone's list has no heads: it is in the order of the groups.
  const asked = phone ? state.options : state.openOptions
  const groups = useGroups(entity.name, phone ? noGroups : state.options)
  const heads = state.group === null || phone ? null : groups.data ?? null
  const page = useWindow(asked, heads === null ? state.search.at ?? 0 : 0)
  const layout = useMemo(() => layRows(heads, state.shut, page.total), [heads, state.shut, page.total])
  const found = heads === null ? page.total : heads.reduce((sum, { count }) => sum + count, 0)
  const { patch } = state
  const chosen = useSelection(asked, state.search.sel, (sel) => patch({ sel }))
  const corner = useContext(ScreenCorner)
  const navigate = useNavigate()
  const acts = useRecordActs()
  const [selecting, setSelecting] = useState(false)
  const startSelecting = useCallback(() => setSelecting(true), [])
  // To select none is also to be done with selecting.
  const selection = { ...chosen, clear: () => { chosen.clear(); setSelecting(false) } }
  const [noteFor, setNoteFor] = useState<string | null>(null)
  const view = useSavedViews(entity.name).find((each) => each.id === state.search.view)

  const { data: first } = useList(entity.name, { ...kind.within?.options, limit: 1 })
  const all = first?.total ?? null
  const { download } = useSync().status
  const arrivingNow = arriving(entity.name, download, all ?? 0)
  const narrowed = state.query.trim() !== '' || state.filters.length > 0
  const empty = page.loaded && found === 0 && !waiting
  useLastSeen(page.loaded, page.rows)
  const bulk = selection.ids.size > 0 || selecting
  const [building, setBuilding] = useState(false)
  const build = (): void => setBuilding(true)
  const [listing, setListing] = useState(false)
  const mayWrite = useMayWrite()
  useShortcuts([
    { keys: 'c', label: `New ${entity.label.one}`, group: 'Everywhere', run: () => openCreate(entity.name) },
    ...kind.columns.groupable.filter((id) => id !== state.group).map((id) => ({ keys: null, label: `Group by ${kind.columns.labelOf(id).toLowerCase()}`, group: headingOf(kind), run: () => state.setGroup(id) })),
    ...(heads === null ? [] : [
      { keys: null, label: 'Without groups', group: headingOf(kind), run: () => state.setGroup(null) },
      { keys: null, label: 'Close all groups', group: headingOf(kind), run: () => state.setShut(heads.map(({ key }) => key)) },
      { keys: null, label: 'Open all groups', group: headingOf(kind), run: () => state.setShut([]) },
    ]),
    { keys: 'f', label: 'Filter with groups of conditions', group: headingOf(kind), run: build },
    ...(narrowed && mayWrite && !kind.within ? [{ keys: null, label: 'Make a live list of this filter', group: headingOf(kind), run: () => setListing(true) }] : []),
  ])
  const remove = (ids: string[]): void => { void acts.remove(ids).then((done) => { if (done) selection.remove(ids) }) }
  return (
    <Screen title={kind.within?.title ?? (view ? text(view, 'name') : headingOf(kind))} layout="wide" hideHeading={!kind.within} {...(kind.within ? { lead: kind.within.lead, meta: kind.within.meta, actions: kind.within.actions } : {})}>
      <div className="flex h-12 shrink-0 items-center border-b border-line px-4 max-md:h-15 max-md:px-2">
        <ListToolbar state={state} phone={phone} selecting={bulk} onSelecting={(on) => { if (on) setSelecting(true); else selection.clear() }} onBuild={build} />
      </div>
      {notice}
      <FilterBar filters={state.filters} onChange={state.setFilters} onBuild={build} {...(mayWrite && !kind.within ? { onList: () => setListing(true) } : {})} />
      {groups.error && <InlineNotice tone="warn" className="m-4" title="These rows cannot be grouped." actions={<Button size="sm" onClick={() => state.setGroup(null)}>Without groups</Button>}>{groups.error.message}</InlineNotice>}
      {page.error && <InlineNotice tone="danger" className="m-4" title="The list could not be read.">{page.error.message} Your {entity.label.many} are safe.</InlineNotice>}
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          {empty
            ? !narrowed && kind.within ? kind.within.empty : <EmptyList narrowed={narrowed} arriving={arrivingNow} onClear={() => { state.setQuery(''); state.setFilters([]) }} />
            : phone
              ? <PhoneList state={state} window={page} selection={selection} selecting={bulk} onSelecting={startSelecting} onNote={setNoteFor} onDelete={remove} />
              : (
                <RecordTable
                  state={state}
                  window={page}
                  selection={selection}
                  layout={layout}
                  onOpen={(id) => void navigate({ to: recordPage, params: { id } })}
                  onEdit={(id, field) => void navigate({ to: recordPage, params: { id }, search: { edit: field } })}
                  onNote={setNoteFor}
                  onDelete={remove}
                />
              )}
          {bulk && <BulkBar selection={selection} total={page.total} />}
          <TableFooter shown={page.loaded ? found : null} all={all} narrowed={narrowed} arriving={arrivingNow}>{phone && !kind.within && corner?.(false)}</TableFooter>
        </div>
        {state.peek !== null && !phone && <PeekPanel id={state.peek} onClose={() => state.setPeek(null)} />}
      </div>
      {building && <FilterBuilder filters={state.filters} search={[kind.within?.options.search ?? '', state.query.trim()].filter(Boolean).join(' ')} within={kind.within?.options.where} onApply={state.setFilters} onClose={() => setBuilding(false)} />}
      {listing && (
        <Suspense>
          <CreateList
            beginning={{ entity: entity.name, filter: { ...(state.options.search ? { q: state.options.search } : {}), ...(state.filters.length > 0 ? { f: state.filters } : {}) } }}
            onClose={() => setListing(false)}
            onMade={(id) => { setListing(false); void navigate({ to: '/lists/$id', params: { id } }) }}
          />
        </Suspense>
      )}
      <NoteDialog id={noteFor} onClose={() => setNoteFor(null)} />
    </Screen>
  )
}

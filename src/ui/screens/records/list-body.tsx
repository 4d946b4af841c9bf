import { memo, Suspense, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useGroups, useList, useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions } from '../../../data-api/types.ts'
import { useLastSeen } from '../../app/use-last-seen.ts'
import { inSight } from '../../components/in-sight.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { lazyPart } from '../../components/lazy-part.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useShownStore } from '../../components/screen-life.ts'
import { ScreenCorner } from '../../components/screen.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { arriving } from '../../sync-status/arriving.ts'
import { NoteDialog } from '../record/note-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { EmptyList } from './empty-list.tsx'
import { NothingHere } from './not-here.tsx'
import { FilterBar } from './filter-bar.tsx'
import { headingOf, layoutsInMenu, useKind } from './kind.ts'
import { ListToolbar } from './list-toolbar.tsx'
import { Names } from './names.tsx'
import { openCreate } from './open-create.ts'
import { layRows } from './row-layout.ts'
import { PhoneList } from './phone-list.tsx'
import { RecordTable } from './record-table.tsx'
import { sheetOf } from './sheet-of.ts'
import { TableFooter } from './table-footer.tsx'
import { useRecordActs } from './use-record-acts.ts'
import { useSelection } from './use-selection.ts'
import type { TableState } from './use-table-state.ts'
import { useWindow } from './use-window.ts'

const noGroups: ListOptions = {}
const loadPeek = () => import('./peek-panel.tsx').then((module) => ({ default: module.PeekPanel }))
const loadBuilder = () => import('./filter-builder.tsx').then((module) => ({ default: module.FilterBuilder }))
const PeekPanel = lazyPart(loadPeek), FilterBuilder = lazyPart(loadBuilder)
const CreateList = lazyPart(() => import('../lists/create-list.tsx').then((module) => ({ default: module.CreateList })))

interface ListBodyProps {
  state: TableState
  notice?: ReactNode
  waiting?: boolean
  /** Stands over the rows, where something is made by writing a line. */
  above?: ReactNode
  /** What is said while there is nothing at all; the usual words unless told. */
  empty?: ReactNode
}

/** Records as one looks at them, with all that one does there: as a table, or laid out as the address says. */
export const ListBody = memo(function ListBody({ state, notice, waiting = false, above, empty: nothing }: ListBodyProps) {
  const kind = useKind(), { entity, page: recordPage, peekKey = 'peek' } = kind
  const table = state.layout === 'table', Layout = kind.layouts?.[state.layout]
  const phone = useIsPhone()
  const asked = state.openOptions
  const groups = useGroups(entity.name, table ? state.options : noGroups)
  const heads = state.group === null || !table ? null : groups.data ?? null
  const page = useWindow(asked, heads === null ? state.search.at ?? 0 : 0, state.columns, table)
  const { data: laidOut } = useList(entity.name, { ...ungrouped(state.options), limit: 1 }, { enabled: !table })
  const layout = useMemo(() => layRows(heads, state.shut, page.total), [heads, state.shut, page.total])
  const found = !table ? laidOut?.total ?? 0 : heads === null ? page.total : heads.reduce((sum, { count }) => sum + count, 0)
  const loaded = table ? page.loaded : laidOut !== undefined
  const { patch } = state
  const chosen = useSelection(asked, state.search.sel, (sel) => patch({ sel }))
  const corner = useContext(ScreenCorner)
  // Before they are first wanted, and after everything that is wanted now.
  useEffect(() => {
    const timer = window.setTimeout(() => { for (const load of [loadPeek, loadBuilder]) load().catch(() => undefined) }, 2_000)
    return () => window.clearTimeout(timer)
  }, [])
  const navigate = useNavigate()
  const acts = useRecordActs(), { sync } = useSatchel()
  const [selecting, setSelecting] = useState(false)
  const startSelecting = useCallback(() => setSelecting(true), [])
  // To select none is also to be done with selecting.
  const selection = { ...chosen, clear: () => { chosen.clear(); setSelecting(false) } }
  const [noteFor, setNoteFor] = useState<string | null>(null)

  const { data: first } = useList(entity.name, { ...kind.within?.options, ...(kind.leaves === undefined ? {} : { where: kind.leaves.where }), limit: 1 })
  const all = first?.total ?? null
  const { download } = useShownStore(sync.onStatus, sync.status)
  const arrivingNow = arriving(entity.name, download, all ?? 0)
  const narrowed = state.query.trim() !== '' || state.filters.length > 0
  const empty = loaded && found === 0 && !waiting && (table || kind.bare?.includes(state.layout) === true)
  const own = kind.within ? kind.within.empty : nothing
  useLastSeen(page.loaded, page.rows)
  const bulk = selection.ids.size > 0 || selecting
  const [building, setBuilding] = useState(false)
  const build = (): void => setBuilding(true)
  const [listing, setListing] = useState(false)
  const mayWrite = useMayWrite()
  useShortcuts([
    ...(kind.adds === false ? [] : [{ keys: 'c', label: `New ${entity.label.one}`, group: 'Everywhere', writes: true, run: () => openCreate(entity.name) }]),
    ...kind.columns.groupable.filter((id) => id !== state.group).map((id) => ({ keys: null, label: `Group by ${kind.columns.labelOf(id).toLowerCase()}`, group: headingOf(kind), run: () => state.setGroup(id) })),
    ...(heads === null ? [] : [
      { keys: null, label: 'Without groups', group: headingOf(kind), run: () => state.setGroup(null) },
      { keys: null, label: 'Close all groups', group: headingOf(kind), run: () => state.setShut(heads.map(({ key }) => key)) },
      { keys: null, label: 'Open all groups', group: headingOf(kind), run: () => state.setShut([]) },
    ]),
    ...layoutsInMenu(kind).filter(({ value }) => value !== state.layout).map(({ value, label }) => ({ keys: null, label: `As a ${label.toLowerCase()}`, group: headingOf(kind), run: () => state.setLayout(value) })),
    // The browser would print the rows in sight.
    ...(kind.within ? [] : [{ keys: 'mod+p', label: 'Print this list', group: headingOf(kind), run: () => void navigate(sheetOf(kind, state.search)) }]),
    { keys: 'f', label: 'Filter with groups of conditions', group: headingOf(kind), run: build },
    ...(narrowed && mayWrite && kind.listed && !kind.within ? [{ keys: null, label: 'Make a live list of this filter', group: headingOf(kind), run: () => setListing(true) }] : []),
  ])
  const remove = (ids: string[]): void => { void acts.remove(ids).then((done) => { if (done) selection.remove(ids) }) }
  const open = (id: string, search: { edit?: string } = {}): void => {
    if (recordPage !== undefined) void navigate({ to: recordPage, params: { id }, search })
    // Instead of the list it is a step that one comes back from.
    else if (phone) void navigate({ to: kind.list, search: { ...state.search, [peekKey]: id } })
    else state.setPeek(id)
  }
  const groupIds = useMemo(() => {
    const names = state.group === null ? undefined : kind.columns.specs[state.group]?.names
    return names === undefined || heads === null ? noIds : new Map([[names, heads.flatMap(({ value }) => value ?? [])]])
  }, [kind.columns, state.group, heads])
  const closePeek = (): void => {
    const id = state.peek
    state.setPeek(null)
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return
      inSight(`[data-card="${id}"] [data-card-button], [data-task="${id}"] [data-task-button]`)?.focus()
      if (document.activeElement === document.body) inSight('[role=grid]')?.focus()
    })
  }
  // The table's own does more.
  useShortcuts(table || state.peek === null ? [] : [{ keys: 'Escape', label: 'Close the panel', group: headingOf(kind), onlyKey: true, run: closePeek }])
  const Around = kind.Around ?? Plainly
  const clear = (): void => { state.setQuery(''); state.setFilters([]) }
  return (
    <>
      <div className="flex h-12 shrink-0 items-center border-b border-line px-4 max-md:h-15 max-md:px-2 print:hidden">
        <ListToolbar state={state} rows={table} phone={phone} selecting={bulk} onSelecting={(on) => { if (on) setSelecting(true); else selection.clear() }} onBuild={build} />
      </div>
      {notice}
      <FilterBar filters={state.filters} onChange={state.setFilters} onBuild={build} {...(mayWrite && kind.listed && !kind.within ? { onList: () => setListing(true) } : {})} />
      {groups.error && <InlineNotice tone="warn" className="m-4" title="These rows cannot be grouped." actions={<Button size="sm" onClick={() => state.setGroup(null)}>Without groups</Button>}>{groups.error.message}</InlineNotice>}
      {page.error && <InlineNotice tone="danger" className="m-4" title="The list could not be read.">{page.error.message} Your {entity.label.many} are safe.</InlineNotice>}
      {above}
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          {Layout !== undefined && !empty && <Suspense><Layout state={state} onOpen={open} /></Suspense>}
          {empty && (!narrowed && own !== undefined ? <NothingHere of={[entity.name]} many={entity.label.many} icon={kind.icon}>{own}</NothingHere> : <EmptyList narrowed={narrowed} arriving={arrivingNow} onClear={clear} />)}
          {table && !empty && (
            <Names columns={kind.columns} shown={state.columns} rows={page.rows} ids={groupIds}>
              <Around rows={page.rows}>
                {phone
                  ? <PhoneList state={state} window={page} layout={layout} selection={selection} selecting={bulk} onSelecting={startSelecting} onOpen={open} onNote={setNoteFor} onDelete={remove} />
                  : <RecordTable state={state} window={page} selection={selection} layout={layout} onOpen={open} onEdit={(id, field) => open(id, { edit: field })} onNote={setNoteFor} onDelete={remove} />}
              </Around>
            </Names>
          )}
          {bulk && <BulkBar selection={selection} total={found} />}
          <TableFooter shown={loaded ? found : null} all={all} narrowed={narrowed} arriving={arrivingNow}>{phone && !kind.within && corner?.(false)}</TableFooter>
        </div>
        {state.peek !== null && !phone && (
          <Suspense fallback={<div className="w-105 shrink-0 border-l border-line bg-bg max-lg:w-90" />}>
            <PeekPanel id={state.peek} onClose={closePeek} onOpen={state.setPeek} />
          </Suspense>
        )}
      </div>
      {building && (
        <Suspense>
          <FilterBuilder filters={state.filters} search={[kind.within?.options.search ?? '', state.query.trim()].filter(Boolean).join(' ')} within={kind.within?.options.where} onApply={state.setFilters} onClose={() => setBuilding(false)} />
        </Suspense>
      )}
      {listing && (
        <Suspense>
          <CreateList
            beginning={{ entity: entity.name, filter: { ...(state.options.search ? { q: state.options.search } : {}), ...(state.filters.length > 0 ? { f: state.filters } : {}) } }}
            onClose={() => setListing(false)}
            onMade={(id) => { setListing(false); void navigate({ to: '/lists/$id', params: { id } }) }}
          />
        </Suspense>
      )}
      {kind.noteField !== undefined && <NoteDialog id={noteFor} onClose={() => setNoteFor(null)} />}
    </>
  )
})

const noIds: ReadonlyMap<string, readonly string[]> = new Map()

/** The same without groups, whose order costs, and tells nothing of how many there are. */
const ungrouped = ({ group: _, ...options }: ListOptions): ListOptions => options

function Plainly({ children }: { children: ReactNode }) { return <>{children}</> }

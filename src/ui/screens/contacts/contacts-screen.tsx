import { useCallback, useContext, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useList, useSync } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { useLastSeen } from '../../app/use-last-seen.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen, ScreenCorner } from '../../components/screen.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { arriving } from '../../sync-status/arriving.ts'
import { NoteDialog } from '../contact/note-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ContactsTable } from './contacts-table.tsx'
import { ContactsToolbar } from './contacts-toolbar.tsx'
import { EmptyContacts } from './empty-contacts.tsx'
import { FilterBar } from './filter-bar.tsx'
import { PeekPanel } from './peek-panel.tsx'
import { PhoneList } from './phone-list.tsx'
import { useSavedViews } from './saved-views.tsx'
import { TableFooter } from './table-footer.tsx'
import { text } from './contact-values.ts'
import { useContactActs } from './use-contact-acts.ts'
import { useSelection } from './use-selection.ts'
import { useTableState } from './use-table-state.ts'
import { useWindow } from './use-window.ts'

/** All contacts: find, sort, filter, select, edit. How one looks at them is in the address. */
export default function ContactsScreen() {
  const state = useTableState()
  const page = useWindow(state.options, state.search.at ?? 0)
  const { patch } = state
  const chosen = useSelection(state.options, state.search.sel, (sel) => patch({ sel }))
  const phone = useIsPhone()
  const corner = useContext(ScreenCorner)
  const navigate = useNavigate()
  const acts = useContactActs()
  const [selecting, setSelecting] = useState(false)
  const startSelecting = useCallback(() => setSelecting(true), [])
  // To select none is also to be done with selecting.
  const selection = { ...chosen, clear: () => { chosen.clear(); setSelecting(false) } }
  const [noteFor, setNoteFor] = useState<string | null>(null)
  const view = useSavedViews().find((each) => each.id === state.search.view)

  const { data: first } = useList(contacts.name, { limit: 1 })
  const all = first?.total ?? null
  const { download } = useSync().status
  const arrivingNow = arriving(contacts.name, download, all ?? 0)
  const narrowed = state.query.trim() !== '' || state.filters.length > 0
  const empty = page.loaded && page.total === 0
  useLastSeen(page.loaded, page.rows)
  const bulk = selection.ids.size > 0 || selecting
  const remove = (ids: string[]): void => { void acts.remove(ids).then((done) => { if (done) selection.remove(ids) }) }
  return (
    <Screen title={view ? text(view, 'name') : 'Contacts'} layout="wide" hideHeading>
      <div className="flex h-12 shrink-0 items-center border-b border-line px-4 max-md:h-15 max-md:px-2">
        <ContactsToolbar state={state} phone={phone} selecting={bulk} onSelecting={(on) => { if (on) setSelecting(true); else selection.clear() }} />
      </div>
      <FilterBar filters={state.filters} onChange={state.setFilters} />
      {page.error && <InlineNotice tone="danger" className="m-4" title="The list could not be read.">{page.error.message} Your contacts are safe.</InlineNotice>}
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          {empty
            ? <EmptyContacts narrowed={narrowed} arriving={arrivingNow} onClear={() => { state.setQuery(''); state.setFilters([]) }} />
            : phone
              ? <PhoneList state={state} window={page} selection={selection} selecting={bulk} onSelecting={startSelecting} onNote={setNoteFor} onDelete={remove} />
              : (
                <ContactsTable
                  state={state}
                  window={page}
                  selection={selection}
                  onOpen={(id) => void navigate({ to: '/contacts/$id', params: { id } })}
                  onEdit={(id, field) => void navigate({ to: '/contacts/$id', params: { id }, search: { edit: field } })}
                  onNote={setNoteFor}
                  onDelete={remove}
                />
              )}
          {bulk && <BulkBar selection={selection} total={page.total} />}
          <TableFooter shown={page.loaded ? page.total : null} all={all} narrowed={narrowed} arriving={arrivingNow}>{phone && corner?.(false)}</TableFooter>
        </div>
        {state.peek !== null && !phone && <PeekPanel id={state.peek} onClose={() => state.setPeek(null)} />}
      </div>
      <NoteDialog contactId={noteFor} onClose={() => setNoteFor(null)} />
    </Screen>
  )
}

import { lazy, Suspense, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useSatchel } from '../../data-api/hooks.ts'
import { Shell } from '../app/shell.tsx'
import { KeptScreens } from '../app/kept-screens.tsx'
import { MayWrite, mayWriteAs, useRoleHere, viewOnlyWords } from '../app/may-write.ts'
import { openPalette } from '../app/open-overlay.ts'
import { useShortcuts } from '../app/shortcuts.ts'
import { setPreferences } from '../app/preferences.ts'
import { useLastSeenEnds } from '../app/use-last-seen.ts'
import { focusSoon } from '../components/in-sight.ts'
import { AskRegion } from '../components/ask.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { lazyPart } from '../components/lazy-part.ts'
import { Screen, ScreenCorner } from '../components/screen.tsx'
import { showToast } from '../components/toast.tsx'
import { SyncChip } from '../sync-status/sync-chip.tsx'
import { SyncLayer } from '../sync-status/sync-layer.tsx'
import { AppBottomBar, AppSidebar } from './navigation.tsx'
import { CreateContact } from './contacts/create-contact.tsx'
import { useDroppedElsewhere } from './import/dropped-elsewhere.ts'
import { onOpenAddToList, type AddToList as Wanted } from './lists/open-add-to-list.ts'
import { onOpenCreate, openCreate, type Creating } from './records/open-create.ts'

// Loaded with the screen of companies; from anywhere else it takes a moment.
const CreateCompany = lazyPart(() => import('./companies/create-company.tsx').then((module) => ({ default: module.CreateCompany })))
const AddToList = lazyPart(() => import('./lists/add-to-list.tsx').then((module) => ({ default: module.AddToList })))
const Nothing = () => null
// Nobody waits for it: it comes when the start is over. A first visit whose network goes before it is here goes without.
const Bell = lazy(() => import('./reminders/bell.tsx').catch(() => ({ default: Nothing })))
const PaletteResults = lazyPart(() => import('./palette-results.tsx').then((module) => ({ default: module.PaletteResults })))

/** The shell with this product's navigation, its create dialog and its keys. */
export function Root() {
  const navigate = useNavigate()
  const [creating, setCreating] = useState<Creating | null>(null)
  const mayWrite = mayWriteAs(useRoleHere())
  const bell = useLater(3_000)
  const path = useLocation({ select: (location) => location.pathname })
  useLastSeenEnds(path, useSatchel().ready)
  // At once, and never a chunk that loads later: the letters typed right after C belong in the dialog, not to the shortcuts ("#" is the trash).
  useEffect(() => onOpenCreate((asked) => { if (mayWrite) flushSync(() => setCreating(asked)); else showToast({ message: viewOnlyWords }) }), [mayWrite])
  useDroppedElsewhere(mayWrite && path !== '/invite' ? () => void navigate({ to: '/import' }) : null)
  const [listing, setListing] = useState<Wanted | null>(null)
  useEffect(() => onOpenAddToList((wanted) => { if (mayWrite) flushSync(() => setListing(wanted)) }), [mayWrite])
  // So that the letters right after L find the dialog there. Where the network went before it came, it is asked for again when it is wanted.
  useEffect(() => { if (bell) import('./lists/add-to-list.tsx').catch(() => undefined) }, [bell])
  useShortcuts([
    { keys: '/', label: 'Search', group: 'Everywhere', onlyKey: true, run: openPalette },
    { keys: 'c', label: 'New contact', group: 'Everywhere', writes: true, run: () => openCreate('contacts') },
    { keys: null, label: 'New company', group: 'Everywhere', writes: true, run: () => openCreate('companies') },
    { keys: 'g t', label: 'Go to Today', group: 'Go', run: () => void navigate({ to: '/today' }) },
    { keys: 'g c', label: 'Go to Contacts', group: 'Go', run: () => void navigate({ to: '/contacts' }) },
    { keys: 'g o', label: 'Go to Companies', group: 'Go', run: () => void navigate({ to: '/companies' }) },
    { keys: 'g k', label: 'Go to Tasks', group: 'Go', run: () => void navigate({ to: '/tasks' }) },
    { keys: 'g p', label: 'Go to Projects', group: 'Go', run: () => void navigate({ to: '/projects' }) },
    { keys: 'g l', label: 'Go to Lists', group: 'Go', run: () => void navigate({ to: '/lists' }) },
    { keys: null, label: 'New task', group: 'Everywhere', writes: true, run: () => { void navigate({ to: '/tasks' }).then(() => { focusSoon('[data-quick-add]') }) } },
    { keys: 'g i', label: 'Go to Import', group: 'Go', run: () => void navigate({ to: '/import' }) },
    { keys: 'g s', label: 'Go to Sync', group: 'Go', run: () => void navigate({ to: '/sync' }) },
    { keys: 'g h', label: 'Go to History', group: 'Go', run: () => void navigate({ to: '/history' }) },
    { keys: null, label: 'Go to Trash', group: 'Go', run: () => void navigate({ to: '/trash' }) },
    { keys: null, label: 'Go to Conflicts', group: 'Go', run: () => void navigate({ to: '/conflicts' }) },
    { keys: null, label: 'Go to Duplicates', group: 'Go', run: () => void navigate({ to: '/duplicates' }) },
    { keys: null, label: 'Go to Settings', group: 'Go', run: () => void navigate({ to: '/settings' }) },
    { keys: null, label: 'Take the tour', group: 'Everywhere', run: () => setPreferences({ tourStep: 0 }) },
    { keys: null, label: 'Go to Storage and backup', group: 'Go', run: () => void navigate({ to: '/sync', search: { tab: 'storage' } }) },
  ], { frame: true, mayWrite })
  // The welcome, an invitation and what is to be printed stand alone.
  const bare = path === '/welcome' || path === '/print' || path === '/invite'
  const closed = !mayWrite && (path.startsWith('/import') || path === '/duplicates')
  return (
    <MayWrite value={mayWrite}>
      <Shell
        sidebar={bare ? null : <AppSidebar />}
        bottomBar={bare ? null : <AppBottomBar />}
        paletteResults={(search, close, suggest) => <Suspense><PaletteResults search={search} close={close} suggest={suggest} /></Suspense>}
      >
        <ScreenCorner value={bare ? null : cornerChip}>
          <KeptScreens />
          {closed ? <ViewOnly /> : <Outlet />}
        </ScreenCorner>
        <SyncLayer />
        {creating?.entity === 'contacts' && <CreateContact into={creating.into} onClose={() => setCreating(null)} />}
        {creating?.entity === 'companies' && <Suspense><CreateCompany into={creating.into} onClose={() => setCreating(null)} /></Suspense>}
        {listing && <Suspense><AddToList {...listing} onClose={() => setListing(null)} /></Suspense>}
        <AskRegion />
        {bell && <Suspense><Bell /></Suspense>}
      </Shell>
    </MayWrite>
  )
}

/** True once so many ms have passed since it was first shown. */
function useLater(ms: number): boolean {
  const [later, setLater] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(true), ms)
    return () => window.clearTimeout(timer)
  }, [ms])
  return later
}

function ViewOnly() {
  return <Screen title="View only"><EmptyState title="You may look at this workspace, not change it">Ask an admin for another role, and this is open to you.</EmptyState></Screen>
}

const cornerChip = (bare: boolean) => <SyncChip short bare={bare} />

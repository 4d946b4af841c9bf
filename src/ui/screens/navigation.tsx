import Building2 from 'lucide-react/icons/building-2'
import CalendarDays from 'lucide-react/icons/calendar-days'
import Duplicates from 'lucide-react/icons/copy'
import CloudDownload from 'lucide-react/icons/import'
import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import Ellipsis from 'lucide-react/icons/ellipsis'
import FolderKanban from 'lucide-react/icons/folder-kanban'
import HistoryIcon from 'lucide-react/icons/history'
import ListIcon from 'lucide-react/icons/list'
import Plus from 'lucide-react/icons/plus'
import Search from 'lucide-react/icons/search'
import Settings from 'lucide-react/icons/settings'
import Trash2 from 'lucide-react/icons/trash-2'
import Users from 'lucide-react/icons/users'
import { lazy, Suspense, useState } from 'react'
import { useMayWrite } from '../app/may-write.ts'
import { usePreferences } from '../app/use-preferences.ts'
import { WorkspaceSwitcher } from '../app/workspace-switcher.tsx'
import { BottomBar, BottomButton, BottomLink } from '../app/bottom-bar.tsx'
import { openPalette } from '../app/open-overlay.ts'
import { pressShortcut } from '../app/shortcuts.ts'
import { NavLink, Sidebar } from '../app/sidebar.tsx'
import { Sheet } from '../components/sheet.tsx'
import { Offers } from '../sync-status/offers.tsx'
import { SyncChip } from '../sync-status/sync-chip.tsx'
import { companyList } from './companies/company-columns.ts'
import { contactList } from './contacts/contact-columns.ts'
import { ListLinks } from './lists/list-links.tsx'
import { projectList } from './projects/project-columns.ts'
import { SavedViews } from './records/saved-views.tsx'
import { taskList } from './tasks/task-columns.ts'

// Nobody waits for it. A first visit whose network goes before it is here goes without.
const Tour = lazy(() => import('./tour/tour.tsx').catch(() => ({ default: () => null })))

export function AppSidebar() {
  const mayWrite = useMayWrite()
  return (
    <Sidebar title={<WorkspaceSwitcher />} foot={<><TourAt place="sidebar" /><Offers place="sidebar" /><SyncChip /><NavLink to="/settings" label="Settings" icon={<Settings />} /></>}>
      <NavLink to="/today" label="Today" icon={<CalendarDays />} />
      <NavLink to="/tasks" search={{}} activeOptions={{ includeSearch: false }} label="Tasks" icon={<CircleCheckBig />} />
      <SavedViews of={taskList} />
      <NavLink to="/contacts" search={{}} activeOptions={{ exact: true, includeSearch: false }} label="Contacts" icon={<Users />} />
      <SavedViews of={contactList} />
      <NavLink to="/companies" search={{}} activeOptions={{ exact: true, includeSearch: false }} label="Companies" icon={<Building2 />} />
      <SavedViews of={companyList} />
      <NavLink to="/projects" search={{}} activeOptions={{ includeSearch: false }} label="Projects" icon={<FolderKanban />} />
      <SavedViews of={projectList} />
      <NavLink to="/lists" activeOptions={{ exact: true }} label="Lists" icon={<ListIcon />} />
      <ListLinks />
      <div className="mt-3 flex flex-col gap-0.5">
        {mayWrite && <NavLink to="/import" label="Import" icon={<CloudDownload />} />}
        {mayWrite && <NavLink to="/duplicates" label="Duplicates" icon={<Duplicates />} />}
        <NavLink to="/trash" label="Trash" icon={<Trash2 />} />
        <NavLink to="/history" label="History" icon={<HistoryIcon />} />
      </div>
    </Sidebar>
  )
}

function TourAt({ place }: { place: 'sidebar' | 'bottom' }) {
  return usePreferences().tourStep === null ? null : <Suspense><Tour place={place} /></Suspense>
}

/** The phone: Today, Contacts, +, Tasks, and the rest in a sheet. What + makes is what C makes on the screen that one is on. */
export function AppBottomBar() {
  const [more, setMore] = useState(false)
  const mayWrite = useMayWrite()
  return (
    <>
      <Offers place="bottom" />
      <TourAt place="bottom" />
      <BottomBar>
        <BottomLink to="/today" label="Today" icon={<CalendarDays />} />
        <BottomLink to="/contacts" activeOptions={{ includeSearch: false }} label="Contacts" icon={<Users />} />
        {mayWrite && <BottomButton label="New" icon={<Plus />} onClick={() => pressShortcut('c')} />}
        <BottomLink to="/tasks" search={{}} activeOptions={{ includeSearch: false }} label="Tasks" icon={<CircleCheckBig />} />
        <BottomButton label="More" icon={<Ellipsis />} onClick={() => setMore(true)} />
      </BottomBar>
      <Sheet open={more} onClose={() => setMore(false)} title="More">
        <div className="flex flex-col gap-1 pb-2 [&_a]:h-12 [&_a]:text-body" onClick={(event) => { if ((event.target as Element).closest('a')) setMore(false) }}>
          <WorkspaceSwitcher className="-mx-1 rounded-md px-2" />
          <SyncChip />
          <button type="button" className="flex h-12 items-center gap-2 rounded-md px-2 text-body text-muted hover:bg-hover hover:text-text [&_svg]:size-4" onClick={() => { setMore(false); openPalette() }}><Search aria-hidden />Search</button>
          <NavLink to="/projects" label="Projects" icon={<FolderKanban />} />
          <NavLink to="/companies" label="Companies" icon={<Building2 />} />
          <NavLink to="/lists" label="Lists" icon={<ListIcon />} />
          {mayWrite && <NavLink to="/import" label="Import" icon={<CloudDownload />} />}
          {mayWrite && <NavLink to="/duplicates" label="Duplicates" icon={<Duplicates />} />}
          <NavLink to="/trash" label="Trash" icon={<Trash2 />} />
          <NavLink to="/history" label="History" icon={<HistoryIcon />} />
          <NavLink to="/settings" label="Settings" icon={<Settings />} />
          <SavedViews of={taskList} />
          <SavedViews of={contactList} />
          <SavedViews of={companyList} />
          <SavedViews of={projectList} />
        </div>
      </Sheet>
    </>
  )
}

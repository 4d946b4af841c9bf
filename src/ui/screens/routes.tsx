import type { ReactNode } from 'react'
import { createRootRouteWithContext, createRoute, createRouter, redirect, type RouteComponent } from '@tanstack/react-router'
import type { Satchel } from '../../data-api/types.ts'
import { z } from '../../shared/zod.ts'
import { hasStarted } from '../app/started.ts'
import { lazyPart } from '../components/lazy-part.ts'
import { companyList } from './companies/company-columns.ts'
import { contactList } from './contacts/contact-columns.ts'
import { whereHinted } from './open-hinted.ts'
import { RouteError } from './route-error.tsx'
import { RouteMissing } from './route-missing.tsx'
import { listSearch, type ListSearch } from './records/search-params.ts'
import { Root } from './root.tsx'
import { projectSearch, projectsSearch, projectsView, tasksSearch, tasksView } from './tasks/search-params.ts'

/** Every address of the app. The screens load when they are first opened, and are in the offline cache from the start. */
export function createAppRouter(satchel: Satchel) {
  return createRouter({
    routeTree,
    context: { satchel },
    defaultPreload: 'intent',
    // Local data needs no pending screens: the former screen stays for the few milliseconds.
    defaultPendingMs: 10_000,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: RouteMissing,
    scrollRestoration: false,
  })
}

const root = createRootRouteWithContext<{ satchel: Satchel }>()({ component: Root })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => { throw redirect({ to: (await hasStarted(context.satchel)) ? '/today' : '/welcome', replace: true }) },
})

const tabSearch = z.object({ tab: z.catch(z.optional(z.string()), undefined) })
const recordSearch = z.object({ edit: z.catch(z.optional(z.string()), undefined), note: z.catch(z.optional(z.boolean()), undefined) })
const anySearch = z.record(z.string(), z.unknown())
type Load = () => Promise<{ default: (props: object) => ReactNode }>
const screen = (load: Load): RouteComponent => lazyPart(load)
/** A screen that stays in the page when one goes elsewhere (kept-screens.tsx); its place in the outlet is empty. */
function stays(load: Load, view?: (search: ListSearch) => string) {
  const Screen = lazyPart(load)
  const component: RouteComponent = Object.defineProperties(() => null, { preload: { get: () => Screen.preload } })
  return { component, staticData: { stays: { Screen, ...(view === undefined ? {} : { view }) } } }
}

const today = createRoute({ getParentRoute: () => root, path: '/today', ...stays(() => import('./today/today-screen.tsx')) })
const contacts = createRoute({
  getParentRoute: () => root, path: '/contacts', validateSearch: (raw) => listSearch(contactList.columns, raw), ...stays(() => import('./contacts/contacts-screen.tsx')),
})
const contact = createRoute({
  getParentRoute: () => root,
  path: '/contacts/$id',
  validateSearch: recordSearch,
  component: screen(() => import('./contact/contact-screen.tsx')),
})
const tasks = createRoute({ getParentRoute: () => root, path: '/tasks', validateSearch: tasksSearch, ...stays(() => import('./tasks/tasks-screen.tsx'), tasksView) })
const projects = createRoute({ getParentRoute: () => root, path: '/projects', validateSearch: projectsSearch, ...stays(() => import('./projects/projects-screen.tsx'), projectsView) })
const project = createRoute({ getParentRoute: () => root, path: '/projects/$id', validateSearch: projectSearch, component: screen(() => import('./projects/project-screen.tsx')) })
const companies = createRoute({
  getParentRoute: () => root, path: '/companies', validateSearch: (raw) => listSearch(companyList.columns, raw), ...stays(() => import('./companies/companies-screen.tsx')),
})
const company = createRoute({ getParentRoute: () => root, path: '/companies/$id', validateSearch: recordSearch, component: screen(() => import('./company/company-screen.tsx')) })
const lists = createRoute({ getParentRoute: () => root, path: '/lists', ...stays(() => import('./lists/lists-screen.tsx')) })
const list = createRoute({ getParentRoute: () => root, path: '/lists/$id', validateSearch: anySearch, component: screen(() => import('./lists/list-page.tsx')) })
const companyCalled = createRoute({
  getParentRoute: () => root, path: '/companies/called/$name', validateSearch: z.object({ id: z.catch(z.optional(z.string()), undefined) }),
  beforeLoad: async ({ context, params, search }) => {
    const { whereCalled } = await import('./companies/where-called.ts')
    throw redirect({ ...await whereCalled(context.satchel, params.name, search.id), replace: true })
  },
})
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: screen(() => import('./welcome/welcome-screen.tsx')) })
const account = createRoute({ getParentRoute: () => root, path: '/account', validateSearch: anySearch, component: screen(() => import('./account/account-screen.tsx')) })
const resetPassword = createRoute({ getParentRoute: () => root, path: '/reset-password', component: screen(() => import('./account/reset-password-screen.tsx')) })
const invite = createRoute({ getParentRoute: () => root, path: '/invite', component: screen(() => import('./invite/invite-screen.tsx')) })
const sync = createRoute({ getParentRoute: () => root, path: '/sync', validateSearch: tabSearch, component: screen(() => import('./sync/sync-screen.tsx')) })
const conflicts = createRoute({ getParentRoute: () => root, path: '/conflicts', validateSearch: anySearch, component: screen(() => import('./conflicts/conflicts-screen.tsx')) })
const duplicates = createRoute({ getParentRoute: () => root, path: '/duplicates', component: screen(() => import('./duplicates/duplicates-screen.tsx')) })
const importStart = createRoute({ getParentRoute: () => root, path: '/import', validateSearch: anySearch, component: screen(() => import('./import/import-screen.tsx')) })
const importBatch = createRoute({ getParentRoute: () => root, path: '/import/$batch', validateSearch: anySearch, component: screen(() => import('./import/import-screen.tsx')) })
const trash = createRoute({ getParentRoute: () => root, path: '/trash', validateSearch: anySearch, component: screen(() => import('./trash/trash-screen.tsx')) })
const history = createRoute({ getParentRoute: () => root, path: '/history', validateSearch: anySearch, component: screen(() => import('./history/history-screen.tsx')) })
const settings = createRoute({ getParentRoute: () => root, path: '/settings', validateSearch: tabSearch, component: screen(() => import('./settings/settings-screen.tsx')) })
const dbSearch = z.object({ db: z.catch(z.optional(z.string()), undefined) })
const openAll = createRoute({
  getParentRoute: () => root, path: '/open/$entity', validateSearch: dbSearch,
  beforeLoad: async ({ context, params, search }) => { throw redirect({ ...await whereHinted(context.satchel, params.entity, null, search.db ?? null), replace: true }) },
})
const openOne = createRoute({
  getParentRoute: () => root, path: '/open/$entity/$id', validateSearch: dbSearch,
  beforeLoad: async ({ context, params, search }) => { throw redirect({ ...await whereHinted(context.satchel, params.entity, params.id, search.db ?? null), replace: true }) },
})
const print = createRoute({ getParentRoute: () => root, path: '/print', validateSearch: anySearch, component: screen(() => import('./print/print-screen.tsx')) })

const routeTree = root.addChildren([
  home, today, contacts, contact, companies, company, companyCalled, lists, list, tasks, projects, project, welcome, account, resetPassword, invite, sync, conflicts, duplicates, importStart, importBatch, trash, history, settings, print, openAll, openOne,
])

declare module '@tanstack/react-router' {
  interface Register { router: ReturnType<typeof createAppRouter> }
}

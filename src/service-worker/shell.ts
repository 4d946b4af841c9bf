import { cacheNames, clientsClaim } from 'workbox-core'
import type { WorkboxPlugin } from 'workbox-core/types.js'
import { addPlugins, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

/** A file of the build, as vite-plugin-pwa lists them. */
export type ShellFile = string | { url: string; revision: string | null }

declare const self: ServiceWorkerGlobalScope

/** The type library does not know static routes yet. */
interface RoutableEvent extends ExtendableEvent { addRoutes?: (rules: object) => Promise<void> }

/**
 * The app without a network: every file of this build is kept before the build takes over, and every address of the app is answered by
 * its one page. The API is never answered from here.
 */
export function serveShell(files: readonly ShellFile[]): void {
  addPlugins([whole])
  precacheAndRoute([...files])
  cleanupOutdatedCaches()
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api(\/|$)/, /^\/metrics$/] }))
  clientsClaim()
  self.addEventListener('install', withoutThisThread)
}

/**
 * A file that is being written just now, as where a server is asked while its next version is built beside it, comes as an empty one. Kept, it would be taken for that file for good, since its
 * name says what is in it: the installation breaks off instead, and one that was kept before is fetched anew by the next.
 */
const whole: WorkboxPlugin = {
  // The browser's own cache may have been told to keep it as well.
  fetchDidSucceed: async ({ request, response, event }) => (event.type === 'install' && await isEmpty(response) ? fetch(request.url, { cache: 'reload' }) : response),
  cacheWillUpdate: async ({ response }) => (response.status < 400 && !await isEmpty(response) ? response : null),
  cachedResponseWillBeUsed: async ({ cachedResponse, event }) => (cachedResponse !== undefined && event.type === 'install' && await isEmpty(cachedResponse) ? null : cachedResponse ?? null),
}
const isEmpty = async (response: Response): Promise<boolean> => (await response.clone().blob()).size === 0

/**
 * What is named by its content the browser takes out of the cache by itself, where it can, and what goes to the API it sends: without this thread being
 * started first (it ends when it has had nothing to do for half a minute), and without a message there and back for each. What is not in the cache comes as
 * it does otherwise.
 */
function withoutThisThread(event: RoutableEvent): void {
  const assets = { condition: { urlPattern: { pathname: '/assets/*' }, requestMethod: 'get' }, source: { cacheName: cacheNames.precache } }
  const api = { condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }
  // Not every browser that has it knows this shape.
  try { event.addRoutes?.([assets, api]).catch(() => undefined) } catch { /* as without it */ }
}

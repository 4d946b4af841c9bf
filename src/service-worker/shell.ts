import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

/** A file of the build, as vite-plugin-pwa lists them. */
export type ShellFile = string | { url: string; revision: string | null }

/**
 * The app without a network: every file of this build is kept before the build takes over, and every address of the app is answered by
 * its one page. The API is never answered from here.
 */
export function serveShell(files: readonly ShellFile[]): void {
  precacheAndRoute([...files])
  cleanupOutdatedCaches()
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api(\/|$)/, /^\/metrics$/] }))
  clientsClaim()
}

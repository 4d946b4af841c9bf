import { Workbox } from 'workbox-window'
import type { FromServiceWorker } from '../service-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import { consoleLog } from '../shared/log.ts'

interface InstallPrompt extends Event { prompt(): Promise<void>; userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> }

/** The installed app: its update and its installation. Nothing happens by itself; the person says when. */
export interface AppShell {
  readonly updateReady: boolean
  readonly canInstall: boolean
  onChange(callback: () => void): () => void
  /** Activates the waiting service worker and reloads every tab once it controls them. Call it when drafts are safe. */
  applyUpdate(): Promise<void>
  /** Fetches a newer version, if there is one, to its end: then `updateReady` says so. @throws SatchelError `offline` */
  checkForUpdate(): Promise<void>
  install(): Promise<'accepted' | 'dismissed'>
  /** Somebody clicked a notification: its address within the app. */
  onOpen(callback: (path: string) => void): () => void
}

const listeners = new Set<() => void>()
let updateReady = false
let prompt: InstallPrompt | null = null
let workbox: Workbox | null = null, registration: ServiceWorkerRegistration | null = null
const changed = (): void => { for (const listener of listeners) listener() }

export const appShell: AppShell = {
  get updateReady() { return updateReady },
  get canInstall() { return prompt !== null },
  onChange: (callback) => {
    listeners.add(callback)
    return () => { listeners.delete(callback) }
  },
  applyUpdate: async () => {
    workbox?.messageSkipWaiting()
    await Promise.resolve()
  },
  checkForUpdate: async () => {
    if (registration === null) return
    await registration.update().catch(notFetched)
    const { installing } = registration
    if (installing !== null && !await isInstalled(installing)) notFetched()
  },
  install: async () => {
    if (!prompt) return 'dismissed'
    await prompt.prompt()
    const { outcome } = await prompt.userChoice
    prompt = null
    changed()
    return outcome
  },
  onOpen: (callback) => {
    if (!('serviceWorker' in navigator)) return () => undefined
    const hear = ({ data }: MessageEvent<Partial<FromServiceWorker> | null>): void => { if (data?.type === 'OPEN' && data.path !== undefined) callback(data.path) }
    navigator.serviceWorker.addEventListener('message', hear)
    return () => { navigator.serviceWorker.removeEventListener('message', hear) }
  },
}

/** Registers the service worker. Call once, after the first rows are on the screen. */
export function startAppShell(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    prompt = event as InstallPrompt
    changed()
  })
  addEventListener('appinstalled', () => { prompt = null; changed() })
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  let controlled = navigator.serviceWorker.controller !== null
  // One reload when an update takes over; the first installation takes control too and must not reload.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) location.reload()
    controlled = true
  })
  // Without a service worker the app still works from the server; the next load tries again.
  workbox = new Workbox('/service-worker.js')
  register(workbox).catch((error: unknown) => { consoleLog('warn', 'no service worker', { message: String(error) }) })
}

function notFetched(cause?: unknown): never {
  throw new SatchelError('offline', 'The server has not given the newer version, if there is one. Try again when you are online.', { cause })
}

/** Resolves once it is, or once it never will be. */
const isInstalled = (worker: ServiceWorker): Promise<boolean> => new Promise((resolve) => {
  const look = (): void => { if (worker.state !== 'installing') resolve(worker.state !== 'redundant') }
  worker.addEventListener('statechange', look)
  look()
})

async function register(by: Workbox): Promise<void> {
  // It waits for what the page itself loads.
  const registered = await by.register()
  if (registered === undefined) return
  registration = registered
  // Of the very first there is none before, and it takes over without asking.
  const tellOfUpdate = (): void => {
    if (registered.waiting === null || registered.active === null) return
    updateReady = true
    changed()
  }
  tellOfUpdate()
  // Each one that is found: an installation that broke off is tried again, perhaps much later, and Workbox tells of the first alone.
  const watch = (): void => { registered.installing?.addEventListener('statechange', tellOfUpdate) }
  watch()
  registered.addEventListener('updatefound', watch)
}

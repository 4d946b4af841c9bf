import { Workbox } from 'workbox-window'
import type { FromServiceWorker } from '../service-worker/contract.ts'
import { consoleLog } from '../shared/log.ts'

interface InstallPrompt extends Event { prompt(): Promise<void>; userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> }

/** The installed app: its update and its installation. Nothing happens by itself; the person says when. */
export interface AppShell {
  readonly updateReady: boolean
  readonly canInstall: boolean
  onChange(callback: () => void): () => void
  /** Activates the waiting service worker and reloads every tab once it controls them. Call it when drafts are safe. */
  applyUpdate(): Promise<void>
  checkForUpdate(): Promise<void>
  install(): Promise<'accepted' | 'dismissed'>
  /** Somebody clicked a notification: its address within the app. */
  onOpen(callback: (path: string) => void): () => void
}

const listeners = new Set<() => void>()
let updateReady = false
let prompt: InstallPrompt | null = null
let workbox: Workbox | null = null
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
  checkForUpdate: async () => { await workbox?.update() },
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
  workbox = new Workbox('/service-worker.js')
  workbox.addEventListener('waiting', () => { updateReady = true; changed() })
  let controlled = navigator.serviceWorker.controller !== null
  // One reload when an update takes over; the first installation takes control too and must not reload.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) location.reload()
    controlled = true
  })
  // Without a service worker the app still works from the server; the next load tries again.
  workbox.register().catch((error: unknown) => { consoleLog('warn', 'no service worker', { message: String(error) }) })
}

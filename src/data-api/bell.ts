/* Notifications that this page shows itself: a browser rings them only while the app is open somewhere. Hints of others' changes come by the server (notifications.ts). */

/** What is shown; of two with the same `tag` the newer takes the place of the older. `path`: the address within the app that a click leads to. */
export interface Ring { title: string; body: string; tag: string; path: string }

export type BellState = 'rings' | 'ask' | 'blocked' | 'unsupported'

/** What the browser lets this page do; `ask`: nobody has asked the person yet. */
export function bellState(): BellState {
  if (!('Notification' in globalThis) || !('serviceWorker' in navigator)) return 'unsupported'
  return Notification.permission === 'granted' ? 'rings' : Notification.permission === 'denied' ? 'blocked' : 'ask'
}

/** Asks the person, where they were not asked before. Call it on a click: browsers refuse it otherwise. */
export async function askToRing(): Promise<BellState> {
  if (bellState() === 'ask') await Notification.requestPermission()
  return bellState()
}

/** @returns whether the browser took it; no: it has to be said on the page */
export async function ring({ title, body, tag, path }: Ring): Promise<boolean> {
  if (bellState() !== 'rings') return false
  try {
    // By the service worker: phones know no other way, and it hears the click also when this page is gone.
    const registration = await navigator.serviceWorker.getRegistration()
    if (registration === undefined) return false
    await registration.showNotification(title, { body, tag, icon: '/icons/satchel-192.png', data: { path } })
    return true
  } catch {
    return false
  }
}

/**
 * Holds what only one tab of this database may do, while it is awake: a frozen one lets go, and takes it again when it is.
 * @param onChange is told whether it is this one's now
 * @returns to let go
 */
export function holdBell(databaseName: string, onChange: (held: boolean) => void): () => void {
  let letGo: (() => void) | null = null
  const take = (): void => {
    if (letGo !== null) return
    const wait = new AbortController()
    let release: () => void = () => { wait.abort() }
    letGo = () => { release() }
    navigator.locks.request(`satchel-bell ${databaseName}`, { signal: wait.signal }, () => new Promise<void>((resolve) => {
      release = () => { onChange(false); resolve() }
      onChange(true)
    })).catch(() => undefined)
  }
  const drop = (): void => { letGo?.(); letGo = null }
  document.addEventListener('freeze', drop)
  document.addEventListener('resume', take)
  take()
  return () => {
    document.removeEventListener('freeze', drop)
    document.removeEventListener('resume', take)
    drop()
  }
}

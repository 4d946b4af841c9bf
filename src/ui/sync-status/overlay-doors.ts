import { useSyncExternalStore } from 'react'

export type SignInMode = 'login' | 'register'
/** The dialog of this room that is open over whatever screen; one at a time. */
export type OpenOverlay = { kind: 'sign-in'; mode: SignInMode } | { kind: 'sign-out' } | null

/** Opens the sign-in over the screen, which stays as it is with all that was typed into it. */
export const openSignIn = (mode: SignInMode = 'login'): void => set({ kind: 'sign-in', mode })
/** Opens the question what becomes of this device's data. */
export const openSignOut = (): void => set({ kind: 'sign-out' })
export const closeOverlay = (): void => set(null)

export const useOpenOverlay = (): OpenOverlay => useSyncExternalStore(subscribe, () => current)
export const isOverlayOpen = (): boolean => current !== null

let current: OpenOverlay = null
const listeners = new Set<() => void>()
const set = (next: OpenOverlay): void => {
  current = next
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

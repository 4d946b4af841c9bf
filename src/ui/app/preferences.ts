import { keepItem } from '../../data-api/keep-item.ts'

/*
 * What a person set for this device: how it looks and whether single keys act. Not synced, and nothing that may not be lost.
 */
export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  /** Single keys as shortcuts; they can be switched off (WCAG 2.1.4). */
  singleKeys: boolean
  /** Where the tour is; null: it is not shown. */
  tourStep: number | null
  /** Of what the device reminds, and when a day's own are told ("09:00"). */
  reminders: { tasks: boolean; birthdays: boolean; morning: string }
}

const key = 'satchel.preferences'
const defaults: Preferences = { theme: 'system', singleKeys: true, tourStep: null, reminders: { tasks: true, birthdays: true, morning: '09:00' } }
let current = read()
const listeners = new Set<() => void>()

export const preferences = (): Preferences => current

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  keepItem(key, JSON.stringify(current))
  applyTheme()
  for (const listener of listeners) listener()
}

/** Puts the chosen theme on <html>; without a choice the system decides. Run before the first paint. */
export function applyTheme(): void {
  if (current.theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = current.theme
}

function read(): Preferences {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>) }
  } catch {
    return defaults // somebody else's text under our key
  }
}

/** @returns to stop */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

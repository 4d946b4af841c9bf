import { useEffect, useRef, useSyncExternalStore } from 'react'
import { modKey, shiftKey } from '../components/kbd.tsx'
import { preferences } from './preferences.ts'

export interface Shortcut {
  /** "mod+k", "mod+shift+z", "/", "c", "?", or two keys one after another: "g t". */
  keys: string
  /** What it does, for the help overlay. */
  label: string
  /** Under which heading it is listed there. */
  group: string
  /** Also while one is typing or a dialog is open; only with a modifier. */
  everywhere?: boolean
  run: (event: KeyboardEvent) => void
}

/** Shortcuts while the component is on the screen. Of two for the same keys the one that came last acts. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  useEffect(() => { latest.current = shortcuts })
  useEffect(() => {
    layers = [...layers, latest]
    changed()
    return () => {
      layers = layers.filter((layer) => layer !== latest)
      changed()
    }
  }, [])
}

/** All shortcuts that act now, for the help overlay. */
export function useActiveShortcuts(): readonly Shortcut[] {
  const stack = useSyncExternalStore(subscribe, () => layers)
  return stack.flatMap((layer) => layer.current)
}

/** Listens to the window; the shell calls it once. */
export function useShortcutListener(): void {
  useEffect(() => {
    let first: { key: string; at: number } | null = null
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
      const key = keyOf(event)
      const single = !key.startsWith('mod+')
      const busy = isTyping(event.target) || document.querySelector('dialog[open], .popover:popover-open') !== null
      if (single && (busy || event.altKey || !preferences().singleKeys)) return
      const chord = first && event.timeStamp - first.at < 1_000 ? `${first.key} ${key}` : null
      const shortcut = (chord && find(chord)) || find(key)
      first = null
      if (shortcut) {
        if (busy && !shortcut.everywhere) return
        event.preventDefault()
        shortcut.run(event)
      } else if (single && layers.some((layer) => layer.current.some((one) => one.keys.startsWith(`${key} `)))) {
        first = { key, at: event.timeStamp }
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** The keys as a person reads them: "⌘ K", "G T", "Ctrl Shift Z"; a space between keys. */
export const showKeys = (keys: string): string => keys.split(' ').map(showKey).join(' ')

function showKey(key: string): string {
  const last = key.split('+').at(-1) ?? ''
  const name = names[last] ?? (last.length === 1 ? last.toUpperCase() : last)
  if (!key.startsWith('mod+')) return name
  return modKey(`${key.includes('shift+') ? `${shiftKey} ` : ''}${name}`)
}

const names: Record<string, string> = { Enter: '⏎', Escape: 'Esc' }

/** Whether keys typed there are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type)
}

type Layer = { current: readonly Shortcut[] }
let layers: readonly Layer[] = []
const listeners = new Set<() => void>()
const changed = (): void => { for (const listener of listeners) listener() }
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const find = (keys: string): Shortcut | undefined =>
  layers.toReversed().map((layer) => layer.current.find((shortcut) => shortcut.keys === keys)).find(Boolean)

function keyOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (!(event.metaKey || event.ctrlKey)) return key
  return `mod+${event.shiftKey ? 'shift+' : ''}${key}`
}

import { useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import { ScreenLifeContext, type ScreenLife } from '../components/screen-life.ts'
import { altName, modName, shiftName } from '../components/kbd.tsx'
import { showToast } from '../components/toast.tsx'
import { useMayWrite, viewOnlyWords } from './may-write.ts'
import { preferences } from './preferences.ts'
import { pressedKey } from './pressed-key.ts'
import { scrollScreen } from './scroll-keys.ts'

export interface Shortcut {
  /** "mod+k", "mod+shift+z", "/", "c", "?", "Space", or two keys one after another: "g t". Null: a command of the palette without a key. */
  keys: string | null
  /** Another key that does the same. */
  also?: string
  /** What it does, for the help overlay. */
  label: string
  /** Under which heading it is listed there. */
  group: string
  /** Also while one is typing or a dialog is open; only with a modifier. */
  everywhere?: boolean
  /** Changes what is in the workspace: whoever may only look is offered it nowhere, and is told so where they press its key. */
  writes?: boolean
  /** Of no use in the palette, which itself is left by the arrows. */
  onlyKey?: boolean
  /** None where the control that has the focus acts itself: then it is only told of in the help. */
  run?: (event: KeyboardEvent) => void
}

/**
 * Shortcuts while the component is on the screen. Of two for the same keys the one that came last acts; those of the frame stay under
 * those of the screens, though on a cold start a screen's effects run before its frame's.
 */
export function useShortcuts(shortcuts: readonly Shortcut[], { frame = false, mayWrite }: { frame?: boolean; mayWrite?: boolean } = {}): void {
  const latest = useRef(shortcuts), told = useMayWrite(), isAllowed = useRef(true)
  const { isShown } = useContext(ScreenLifeContext)
  useEffect(() => {
    latest.current = shortcuts
    isAllowed.current = mayWrite ?? told
  })
  useEffect(() => {
    const layer: Layer = { shortcuts: latest, isShown, isAllowed }
    layers = frame ? [layer, ...layers] : [...layers, layer]
    changed()
    return () => {
      layers = layers.filter((other) => other !== layer)
      changed()
    }
  }, [frame, isShown])
}

/** All shortcuts that act now, for the help overlay and the palette; the very same list while they are the same. */
export function useActiveShortcuts(): readonly Shortcut[] {
  const active = useSyncExternalStore(subscribe, () => layers).flatMap((layer) => heard(layer).filter(({ writes }) => writes !== true || layer.isAllowed.current))
  const last = useRef(active)
  if (active.length !== last.current.length || active.some((one, at) => one !== last.current[at])) last.current = active
  return last.current
}

/** Does what a key does now, for a button that stands for it. */
export function pressShortcut(keys: string): void {
  find(keys)?.run?.(new KeyboardEvent('keydown'))
}

/** Listens to the window; the shell calls it once. */
export function useShortcutListener(): void {
  useEffect(() => {
    let first: { key: string; at: number } | null = null
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
      const key = pressedKey(event)
      if (key === null) return
      const single = !key.startsWith('mod+')
      const busy = (key !== 'F6' && isTyping(event.target)) || document.querySelector('dialog[open], .popover:popover-open') !== null
      // Switched off are characters: what one says to a machine that listens is made of these, and not of Escape or arrows.
      if (single && (busy || (key.length === 1 && !preferences().singleKeys))) return
      // Enter, Space and the arrows belong to whatever has the focus; only where nothing has it are they the screen's.
      if (controlKeys.has(key) && !hasNoControl(event.target)) return
      const chord = first && event.timeStamp - first.at < 1_000 ? `${first.key} ${key}` : null
      const shortcut = (chord && find(chord)) || find(key)
      first = null
      if (shortcut) {
        if (busy && !shortcut.everywhere) return
        event.preventDefault()
        shortcut.run?.(event)
      } else if (single && layers.some((layer) => heard(layer).some((one) => one.keys?.startsWith(`${key} `)))) {
        first = { key, at: event.timeStamp }
      } else if (single && scrollsElsewhere(event.target, key) && scrollScreen(key, event.shiftKey)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** The keys as a person reads them: "⌘ K", "G T", "Ctrl Shift Z"; a space between keys. */
export const showKeys = (keys: string): string => keys.split(' ').map((key) => key.split('+').map(showKey).join(' ')).join(' ')

const showKey = (key: string): string => names[key] ?? (key.length === 1 ? key.toUpperCase() : key)

const names: Record<string, string> = {
  mod: modName, shift: shiftName, alt: altName, Enter: '⏎', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→',
}

const controlKeys = new Set(['Enter', 'Space', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'])

/** Whether nothing that takes keys has the focus: the page itself, or the heading that took it after a navigation. */
const hasNoControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target === document.body || target.id === 'main' || target.id === 'screen-heading')

/** Whether what has the focus leaves the key that scrolls to the screen. */
const scrollsElsewhere = (target: EventTarget | null, key: string): boolean =>
  hasNoControl(target) || (/^Page|^Home$|^End$/.test(key) && target instanceof HTMLElement && target.closest('[data-scrolls], [role=grid]') === null)

/** Whether keys typed there are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type)
}

interface Layer { shortcuts: { current: readonly Shortcut[] }; isShown: ScreenLife['isShown']; isAllowed: { current: boolean } }
/** What a layer hears: nothing, where its screen is out of sight. */
const heard = ({ shortcuts, isShown }: Layer): readonly Shortcut[] => (isShown() ? shortcuts.current : [])
let layers: readonly Layer[] = []
const listeners = new Set<() => void>()
const changed = (): void => { for (const listener of listeners) listener() }
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const find = (keys: string): Shortcut | undefined => {
  for (const layer of layers.toReversed()) {
    const shortcut = heard(layer).find((one) => one.run && (one.keys === keys || one.also === keys))
    if (shortcut) return shortcut.writes !== true || layer.isAllowed.current ? shortcut : { ...shortcut, run: () => showToast({ message: viewOnlyWords }) }
  }
  return undefined
}

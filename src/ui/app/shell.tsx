import { Suspense, useCallback, useEffect, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useRouter } from '@tanstack/react-router'
import { isInSight } from '../components/in-sight.ts'
import { lazyPart } from '../components/lazy-part.ts'
import { ToastRegion } from '../components/toast.tsx'
import { HelpOverlay } from './help-overlay.tsx'
import { toNextArea } from './next-area.ts'
import { onOpenOverlay, type Overlay } from './open-overlay.ts'
import { PaletteFrame, PaletteInput } from './palette-frame.tsx'
import { useScreenKeyboard } from './screen-keyboard.ts'
import { StorageGate } from './storage-gate.tsx'
import { useShortcutListener, useShortcuts } from './shortcuts.ts'
import { useUndo } from './undo.ts'

const loadPalette = () => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette }))
const CommandPalette = lazyPart(loadPalette)

interface ShellProps {
  sidebar: ReactNode
  bottomBar: ReactNode
  /** What the palette offers beside the shortcuts' commands; gets what was typed. */
  paletteResults: (search: string, close: () => void, suggest: (value: string) => void) => ReactNode
  children: ReactNode
}

/** The frame around every screen: landmarks, skip link, palette, help, messages, undo. */
export function Shell({ sidebar, bottomBar, paletteResults, children }: ShellProps) {
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const [search, setSearch] = useState('')
  /** ⏎ was pressed while the palette was loading. */
  const [entered, setEntered] = useState(false)
  const { undo, redo } = useUndo()
  // At once: the letters typed right after it belong in it, not to the shortcuts.
  const show = (next: (now: Overlay | null) => Overlay | null): void => flushSync(() => {
    setOverlay(next)
    setEntered(false)
  })
  useShortcutListener()
  useScreenKeyboard()
  useFocusOnNavigation()
  useShortcuts([
    { keys: 'mod+k', label: 'Search and commands', group: 'Everywhere', everywhere: true, onlyKey: true, run: () => show((now) => (now === 'palette' ? null : 'palette')) },
    { keys: 'mod+z', label: 'Undo', group: 'Everywhere', run: undo },
    { keys: 'mod+shift+z', label: 'Redo', group: 'Everywhere', run: redo },
    { keys: 'mod+Enter', label: 'Save what is being written', group: 'Everywhere' },
    { keys: '?', label: 'Keyboard shortcuts', group: 'Everywhere', run: () => setOverlay('help') },
    { keys: 'F6', label: 'Go to the next part of the window', group: 'Everywhere', onlyKey: true, run: (event) => toNextArea(event.shiftKey ? -1 : 1) },
  ], { frame: true })
  useEffect(() => onOpenOverlay((wanted) => show(() => wanted)), [])
  // Before it is first wanted, and after everything that is wanted now.
  useEffect(() => {
    const timer = window.setTimeout(() => { loadPalette().catch(() => undefined) }, 2_000)
    return () => window.clearTimeout(timer)
  }, [])
  const close = useCallback((): void => { setOverlay(null); setSearch(''); setEntered(false) }, [])
  return (
    <>
      <a href="#main" className="sr-only z-20 rounded-md bg-bg px-3 py-2 text-ui font-medium shadow-overlay focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-2">
        Skip to content
      </a>
      <div data-frame className="flex h-full max-md:flex-col">
        {sidebar}
        <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 grow outline-none">
          <StorageGate>{children}</StorageGate>
        </main>
        {bottomBar}
      </div>
      <ToastRegion />
      <HelpOverlay open={overlay === 'help'} onClose={close} />
      {overlay === 'palette' && (
        // What is typed while it loads belongs to it, not to the screen's single keys ("#" is the trash).
        <Suspense fallback={(
          <PaletteFrame onClose={close}>
            <PaletteInput value={search} onChange={(event) => setSearch(event.currentTarget.value)} onKeyDown={({ key, nativeEvent }) => { if (key === 'Enter' && !nativeEvent.isComposing) setEntered(true) }} />
          </PaletteFrame>
        )}>
          <CommandPalette search={search} onSearch={setSearch} entered={entered} onClose={close} results={paletteResults} />
        </Suspense>
      )}
    </>
  )
}

/**
 * After a change of screen the focus is on its heading, so that a screen reader says where one is, unless the screen itself gave it to
 * a field. Search parameters do not count. Once it is rendered, not once the address says so: until then the former screen stands.
 */
function useFocusOnNavigation(): void {
  const router = useRouter()
  useEffect(() => router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged) return
    const active = document.activeElement
    const inMain = active?.closest('#main') && active.id !== 'main' && isInSight(active)
    if (!inMain && !active?.closest('dialog[open]')) (document.getElementById('screen-heading') ?? document.getElementById('main'))?.focus({ preventScroll: true })
  }), [router])
}

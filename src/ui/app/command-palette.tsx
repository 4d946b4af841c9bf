import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { isReading } from '../../data-api/hooks.ts'
import { Kbd } from '../components/kbd.tsx'
import { fold } from '../../shared/fold.ts'
import { PaletteFrame, PaletteInput, paletteInputClass, palettePlaceholder } from './palette-frame.tsx'
import { isFinding } from './use-found.ts'
import { PaletteGroup, PaletteItem } from './palette-item.tsx'
import { showKeys, useActiveShortcuts, type Shortcut } from './shortcuts.ts'

interface CommandPaletteProps {
  search: string
  onSearch: (search: string) => void
  /** ⏎ was pressed before the palette was there. */
  entered: boolean
  onClose: () => void
  /** Records that match; rendered above the commands, as `PaletteItem`s. `suggest` names the one that ⏎ opens. */
  results: (search: string, close: () => void, suggest: (value: string) => void) => ReactNode
}

/** ⌘K: records by what they contain, and every command of this screen by its name. */
export function CommandPalette({ search, onSearch, entered, onClose, results }: CommandPaletteProps) {
  const [chosen, setChosen] = useState('')
  const shortcuts = useActiveShortcuts()
  // What is chosen changes with every answer, and with every arrow: nothing else is drawn anew for it.
  const found = useMemo(() => results(search, onClose, setChosen), [results, search, onClose])
  const commands = useMemo(() => <Commands shortcuts={shortcuts} search={search} onClose={onClose} />, [shortcuts, search, onClose])
  const { list, typed, onKeyDown } = usePatientEnter(entered)
  return (
    <PaletteFrame onClose={onClose}>
      <Command ref={list} shouldFilter={false} loop value={chosen} onValueChange={setChosen} onKeyDown={onKeyDown} label="Search and commands" className="flex flex-col">
        <PaletteInput>
          <Command.Input autoFocus value={search} onValueChange={(next) => { typed(); onSearch(next) }} placeholder={palettePlaceholder} className={paletteInputClass} />
        </PaletteInput>
        <Command.List ref={withoutHeight} label="Results" className="max-h-[50dvh] overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-ui text-muted">Nothing found for “{search}”.</Command.Empty>
          {found}
          {commands}
        </Command.List>
      </Command>
    </PaletteFrame>
  )
}

/** Every command of this screen whose name holds what was typed. */
function Commands({ shortcuts, search, onClose }: { shortcuts: readonly Shortcut[]; search: string; onClose: () => void }) {
  const wanted = fold(search.trim())
  const commands = [...new Map(shortcuts.map((shortcut) => [shortcut.label, shortcut])).values()]
    .filter((shortcut) => shortcut.run && !shortcut.onlyKey && fold(shortcut.label).includes(wanted))
  const run = (act: () => void) => () => {
    onClose()
    // After the dialog gave the focus back, so that the command may take it.
    requestAnimationFrame(act)
  }
  if (commands.length === 0) return null
  return (
    <PaletteGroup heading="Commands">
      {commands.map((shortcut) => (
        <PaletteItem key={shortcut.label} value={`command ${shortcut.label}`} onSelect={run(() => shortcut.run?.(new KeyboardEvent('keydown')))}>
          <span className="grow truncate">{shortcut.label}</span>
          {shortcut.keys !== null && <Kbd>{showKeys(shortcut.keys)}</Kbd>}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

/** cmdk writes the list's height into its style, a frame after each answer, and styles all that is in it anew; nothing here is made of it. */
const withoutHeight = (list: HTMLElement | null): void => { if (list !== null) list.style.setProperty = () => undefined }

/** So long after the last letter what is looked for is asked, ms. */
const askedMs = 120
/** No answer is waited for longer, ms. What is typed then means nothing that is there: nothing is opened in its place. */
const mostMs = 3_000

/** What is shown may still be what was found a letter ago: ⏎ means what was typed, and waits for that. */
function usePatientEnter(entered: boolean) {
  const client = useQueryClient()
  const list = useRef<HTMLDivElement>(null), at = useRef(0)
  const isLate = (): boolean => performance.now() - at.current < askedMs || isReading(client) || isFinding()
  // Between an answer and the line that is chosen by it lies one more drawing.
  const act = (until: number, settled = false): void => {
    const chosen = list.current?.querySelector<HTMLElement>('[cmdk-item][data-selected="true"]'), late = isLate()
    if ((late || !settled || !chosen) && performance.now() < until) window.setTimeout(() => act(until, !late), 20)
    else if (!isFinding()) chosen?.click()
  }
  const actEarly = useEffectEvent(() => {
    at.current = performance.now()
    act(at.current + mostMs)
  })
  useEffect(() => { if (entered) actEarly() }, [entered])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isLate()) return
    event.preventDefault()
    act(performance.now() + mostMs)
  }
  return { list, typed: () => { at.current = performance.now() }, onKeyDown }
}

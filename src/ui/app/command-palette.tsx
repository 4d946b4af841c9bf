import { useState, type ReactNode } from 'react'
import { Command } from 'cmdk'
import { Kbd } from '../components/kbd.tsx'
import { fold } from '../../shared/fold.ts'
import { PaletteFrame, PaletteInput, paletteInputClass, palettePlaceholder } from './palette-frame.tsx'
import { PaletteGroup, PaletteItem } from './palette-item.tsx'
import { showKeys, useActiveShortcuts } from './shortcuts.ts'

interface CommandPaletteProps {
  search: string
  onSearch: (search: string) => void
  onClose: () => void
  /** Records that match; rendered above the commands, as `PaletteItem`s. `suggest` names the one that ⏎ opens. */
  results: (search: string, close: () => void, suggest: (value: string) => void) => ReactNode
}

/** ⌘K: records by what they contain, and every command of this screen by its name. */
export function CommandPalette({ search, onSearch, onClose, results }: CommandPaletteProps) {
  const [chosen, setChosen] = useState('')
  const shortcuts = useActiveShortcuts()
  const wanted = fold(search.trim())
  const commands = [...new Map(shortcuts.map((shortcut) => [shortcut.label, shortcut])).values()]
    .filter((shortcut) => shortcut.run && !shortcut.onlyKey && fold(shortcut.label).includes(wanted))
  const run = (act: () => void) => () => {
    onClose()
    // After the dialog gave the focus back, so that the command may take it.
    requestAnimationFrame(act)
  }
  return (
    <PaletteFrame onClose={onClose}>
      <Command shouldFilter={false} loop value={chosen} onValueChange={setChosen} label="Search and commands" className="flex flex-col">
        <PaletteInput>
          <Command.Input autoFocus value={search} onValueChange={onSearch} placeholder={palettePlaceholder} className={paletteInputClass} />
        </PaletteInput>
        <Command.List label="Results" className="max-h-[50dvh] overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-center text-ui text-muted">Nothing found for “{search}”.</Command.Empty>
          {results(search, onClose, setChosen)}
          {commands.length > 0 && (
            <PaletteGroup heading="Commands">
              {commands.map((shortcut) => (
                <PaletteItem key={shortcut.label} value={`command ${shortcut.label}`} onSelect={run(() => shortcut.run?.(new KeyboardEvent('keydown')))}>
                  <span className="grow truncate">{shortcut.label}</span>
                  {shortcut.keys !== null && <Kbd>{showKeys(shortcut.keys)}</Kbd>}
                </PaletteItem>
              ))}
            </PaletteGroup>
          )}
        </Command.List>
      </Command>
    </PaletteFrame>
  )
}

import { useState, type ReactNode } from 'react'
import { Command } from 'cmdk'
import Search from 'lucide-react/icons/search'
import { Dialog } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { fold } from '../../shared/fold.ts'
import { PaletteGroup, PaletteItem } from './palette-item.tsx'
import { showKeys, useActiveShortcuts } from './shortcuts.ts'

interface CommandPaletteProps {
  onClose: () => void
  /** Records that match; rendered above the commands, as `PaletteItem`s. `suggest` names the one that ⏎ opens. */
  results: (search: string, close: () => void, suggest: (value: string) => void) => ReactNode
}

/** ⌘K: records by what they contain, and every command of this screen by its name. */
export function CommandPalette({ onClose, results }: CommandPaletteProps) {
  const [search, setSearch] = useState('')
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
    <Dialog open onClose={onClose} title="Search and commands" hideTitle placement="top" width="md">
      <Command shouldFilter={false} loop value={chosen} onValueChange={setChosen} label="Search and commands" className="flex flex-col">
        <div className="flex items-center gap-2 border-b border-line px-4">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <Command.Input
            autoFocus
            value={search}
            onValueChange={setSearch}
            placeholder="Search or run a command"
            className="h-12 w-full bg-transparent text-body outline-none"
          />
        </div>
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
    </Dialog>
  )
}

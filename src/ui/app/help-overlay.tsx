import { Dialog } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { showKeys, useActiveShortcuts, type Shortcut } from './shortcuts.ts'

/** `?`: every key that acts on this screen. */
export function HelpOverlay({ open, onClose }: { open: boolean; onClose: () => void }) {
  const groups = group(useActiveShortcuts())
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" description="Single keys can be switched off in Settings." width="lg">
      <div className="columns-2 gap-8 max-md:columns-1">
        {groups.map(([name, shortcuts]) => (
          <section key={name} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-meta font-medium text-muted">{name}</h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <div key={shortcut.keys} className="flex min-h-8 items-center justify-between gap-4 border-b border-line py-1">
                  <dt className="text-table">{shortcut.label}</dt>
                  <dd><Kbd>{showKeys(shortcut.keys)}</Kbd></dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function group(shortcuts: readonly Shortcut[]): [string, Shortcut[]][] {
  const groups = new Map<string, Map<string, Shortcut>>()
  for (const shortcut of shortcuts) {
    const rows = groups.get(shortcut.group) ?? new Map<string, Shortcut>()
    rows.set(shortcut.keys, shortcut)
    groups.set(shortcut.group, rows)
  }
  return [...groups].map(([name, rows]) => [name, [...rows.values()]])
}

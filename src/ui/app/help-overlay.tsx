import { Dialog } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { showKeys, useActiveShortcuts, type Shortcut } from './shortcuts.ts'

/** `?`: every key that acts on this screen. */
export function HelpOverlay({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" description="Single keys can be switched off in Settings." width="lg">
      <AllShortcuts />
    </Dialog>
  )
}

/** By itself, so that with the overlay closed nobody looks at the shortcuts, which change with every screen. */
function AllShortcuts() {
  const groups = group(useActiveShortcuts())
  // The keys that scroll need something that has the focus.
  return (
    <div tabIndex={0} data-autofocus role="group" aria-label="All shortcuts" className="columns-2 gap-8 outline-none max-md:columns-1">
      {groups.map(([name, shortcuts]) => (
        <section key={name} className="mb-4 break-inside-avoid">
          <h3 className="mb-1 text-meta font-medium text-muted">{name}</h3>
          <dl>
            {shortcuts.map(({ keys, also, label }) => (
              <div key={keys} className="flex min-h-8 items-center justify-between gap-4 border-b border-line py-1">
                <dt className="text-table">{label}</dt>
                <dd className="flex shrink-0 items-center gap-1 text-meta text-muted">
                  <Kbd always>{showKeys(keys)}</Kbd>
                  {also !== undefined && <>or <Kbd always>{showKeys(also)}</Kbd></>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

type Keyed = Shortcut & { keys: string }

/** By heading; of two for the same keys the one that came last, since that is the one that acts. */
function group(shortcuts: readonly Shortcut[]): [string, Keyed[]][] {
  const acting = new Map(shortcuts.filter((shortcut) => shortcut.run).map((shortcut) => [shortcut.keys, shortcut]))
  const groups = new Map<string, Keyed[]>()
  for (const shortcut of shortcuts) {
    if (shortcut.keys === null || (shortcut.run && acting.get(shortcut.keys) !== shortcut)) continue
    groups.set(shortcut.group, [...groups.get(shortcut.group) ?? [], { ...shortcut, keys: shortcut.keys }])
  }
  return [...groups]
}

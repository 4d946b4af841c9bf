import type { ReactNode } from 'react'
import { Command } from 'cmdk'

const groupClass = '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-muted'

/** Lines of one kind under a heading. */
export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return <Command.Group heading={heading} className={groupClass}>{children}</Command.Group>
}

/** One line of the palette. `value` names it uniquely. */
export function PaletteItem({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} onSelect={onSelect} className="flex h-9 items-center gap-2 rounded-sm px-3 text-ui data-[selected=true]:bg-hover max-md:h-12">
      {children}
    </Command.Item>
  )
}

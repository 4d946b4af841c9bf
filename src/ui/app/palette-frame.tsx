import type { ComponentProps, ReactNode } from 'react'
import Search from 'lucide-react/icons/search'
import { Dialog } from '../components/dialog.tsx'

export const paletteInputClass = 'h-12 w-full bg-transparent text-body outline-none'
const placeholder = 'Search or run a command'

/** What the palette stands in, there at once while the palette itself loads. */
export function PaletteFrame({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return <Dialog open onClose={onClose} title="Search and commands" hideTitle placement="top" width="md">{children}</Dialog>
}

/** The line on top with its glass; `children` in the place of a plain input. */
export function PaletteInput({ children, ...input }: ComponentProps<'input'>) {
  return (
    <div className="flex items-center gap-2 border-b border-line px-4">
      <Search aria-hidden className="size-4 shrink-0 text-muted" />
      {children ?? <input data-autofocus aria-label={placeholder} placeholder={placeholder} className={paletteInputClass} {...input} />}
    </div>
  )
}

export const palettePlaceholder = placeholder

import type { ReactNode } from 'react'
import X from 'lucide-react/icons/x'
import { cn } from './cn.ts'

/** A tag of a record; with `onRemove` it can be taken off. */
export function Tag({ children, label, onRemove, className }: { children: ReactNode; label: string; onRemove?: () => void; className?: string }) {
  return (
    <span className={cn('inline-flex h-5 max-w-full min-w-0 items-center gap-1 rounded-full px-2 text-meta text-text inset-ring inset-ring-line', onRemove && 'h-6 pr-0.5 max-md:h-8 max-md:pl-3 max-md:text-table', className)}>
      <span className="truncate">{children}</span>
      {onRemove && (
        <button type="button" aria-label={`Remove tag ${label}`} onClick={onRemove} className="relative -my-1 inline-flex size-6 items-center justify-center rounded-full text-muted after:absolute hover:text-text max-md:size-8 max-md:after:-inset-1.5">
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  )
}

import type { ReactNode } from 'react'
import X from 'lucide-react/icons/x'
import { cn } from './cn.ts'
import { tagClass } from './tag-look.ts'

/** A tag of a record; with `onRemove` it can be taken off. */
export function Tag({ children, label, onRemove, className }: { children: ReactNode; label: string; onRemove?: () => void; className?: string }) {
  return (
    <span className={cn(tagClass, onRemove && 'h-6 pr-0.5 max-md:h-8 max-md:pl-3 max-md:text-table', className)}>
      <span className="truncate">{children}</span>
      {onRemove && (
        <button type="button" aria-label={`Remove tag ${label}`} onClick={onRemove} className="relative -my-1 inline-flex size-6 items-center justify-center rounded-full text-muted after:absolute hover:text-text max-md:size-8 max-md:after:-inset-1.5">
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  )
}

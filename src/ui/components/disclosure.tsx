import ChevronRight from 'lucide-react/icons/chevron-right'
import { cn } from './cn.ts'

/** Opens what stands under a row; it points down while that is open. */
export function Disclosure({ label, open, controls, className, onToggle }: { label: string; open: boolean; controls: string; className?: string; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={controls}
      aria-label={label}
      onClick={onToggle}
      className={cn('flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover max-md:size-11', className)}
    >
      <ChevronRight aria-hidden className={cn('size-4 transition-transform duration-80', open && 'rotate-90')} />
    </button>
  )
}

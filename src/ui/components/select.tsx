import type { ComponentProps } from 'react'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { cn } from './cn.ts'
import { controlClass } from './input.tsx'

interface SelectProps extends ComponentProps<'select'> {
  options: readonly { value: string; label: string; disabled?: boolean }[]
  /** One of many that are mostly read: no frame until one points at it or is in it, and where nothing can be chosen, words. */
  quiet?: boolean
}

/** The system's own select: it is the best one on every phone. */
export function Select({ options, quiet = false, className, ...rest }: SelectProps) {
  return (
    <span className={cn('relative inline-flex w-full', className)}>
      <select className={cn(controlClass, 'h-8 appearance-none pr-8 pl-2.5 max-md:h-11', quiet && 'bg-transparent text-right inset-ring-transparent not-disabled:hover:inset-ring-control disabled:bg-transparent disabled:text-text disabled:opacity-100')} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>{option.label}</option>
        ))}
      </select>
      {!(quiet && rest.disabled === true) && <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />}
    </span>
  )
}

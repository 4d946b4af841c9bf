import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** On or off, at once: a native checkbox that looks and is read as a switch. Give it an `aria-label`. */
export function Switch({ className, ...rest }: Omit<ComponentProps<'input'>, 'type' | 'role'>) {
  return (
    <label className={cn('relative inline-grid place-items-center max-md:h-11', className)}>
      <input
        type="checkbox" role="switch"
        className={cn(
          'peer h-5 w-9 appearance-none rounded-full bg-bg inset-ring inset-ring-control transition-colors duration-80',
          'checked:bg-accent checked:inset-ring-accent disabled:opacity-50',
        )}
        {...rest}
      />
      <span
        aria-hidden
        className="pointer-events-none absolute left-1 size-3 rounded-full bg-control transition-transform duration-80 peer-checked:translate-x-4 peer-checked:bg-on-accent"
      />
    </label>
  )
}

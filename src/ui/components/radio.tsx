import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** A native radio button in our colours. What it stands in is its label, and has the ring. */
export function Radio({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return <input type="radio" className={cn('mt-0.5 size-4 shrink-0 appearance-none rounded-full bg-bg inset-ring inset-ring-control outline-none checked:inset-ring-5 checked:inset-ring-accent', className)} {...rest} />
}

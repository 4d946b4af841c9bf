import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** The look that inputs, textareas and selects share. */
export const controlClass = cn(
  'w-full min-w-0 rounded-md bg-bg text-ui text-text inset-ring inset-ring-control transition-shadow duration-80',
  'not-disabled:hover:inset-ring-text/60 focus:inset-ring-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent/35',
  'placeholder-shown:text-ellipsis aria-invalid:inset-ring-danger disabled:bg-hover disabled:text-muted max-md:text-body',
)

/** One line of text; 16 px on a phone, so that it does not zoom in. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(controlClass, 'h-8 px-2.5 max-md:h-11', className)} {...rest} />
}

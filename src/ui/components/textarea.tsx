import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { controlClass } from './input.tsx'

/** Text of several lines; it grows with what is written. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} className={cn(controlClass, 'field-sizing-content max-h-80 resize-none px-2.5 py-1.5', className)} {...rest} />
}

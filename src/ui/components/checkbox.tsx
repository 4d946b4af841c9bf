import { useEffect, useRef, type ComponentProps, type ReactNode } from 'react'
import { plainBoxClass } from './checkbox-look.ts'
import { cn } from './cn.ts'

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  /** Some of what it stands for, not all. */
  indeterminate?: boolean
  /** Words beside it; without them give an `aria-label`. */
  label?: ReactNode
}

/** A native checkbox in our colours. */
export function Checkbox({ indeterminate = false, label, className, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => { if (ref.current) ref.current.indeterminate = indeterminate }, [indeterminate])
  const box = (
    <span className={className === undefined ? plainBoxClass.frame : cn(plainBoxClass.frame, className)}>
      <input
        ref={ref}
        type="checkbox"
        className={plainBoxClass.input}
        {...rest}
      />
      {/* A thousand unchecked boxes need no thousand marks; an uncontrolled one needs it always. */}
      {rest.checked !== false && <svg viewBox="0 0 16 16" aria-hidden className="pointer-events-none col-start-1 row-start-1 hidden size-4 text-on-accent peer-checked:block peer-indeterminate:hidden">
        <path d="M4.2 8.4l2.6 2.5 5-5.6" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" />
      </svg>}
      {indeterminate && <svg viewBox="0 0 16 16" aria-hidden className="pointer-events-none col-start-1 row-start-1 hidden size-4 text-on-accent peer-indeterminate:block">
        <path d="M4.5 8h7" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
      </svg>}
    </span>
  )
  if (label === undefined) return box
  return (
    <label className="inline-flex items-start gap-2 text-ui max-md:min-h-11 max-md:items-center">
      <span className="flex h-5 items-center">{box}</span>
      <span>{label}</span>
    </label>
  )
}

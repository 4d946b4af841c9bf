import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** A lucide icon before the words. */
  icon?: ReactNode
  /** It does nothing just now; unlike what is disabled it keeps the focus, for when it does again. */
  waiting?: boolean
}

/** A button with words. It never submits by accident: `type` is "button" unless it is said otherwise. */
export function Button({ variant = 'secondary', size = 'md', icon, waiting = false, className, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={cn(buttonClass(variant, size), className)} {...rest} {...(waiting ? idle : {})}>
      {icon}
      {children}
    </button>
  )
}

/** What a button is while it waits. */
export const idle = { 'aria-disabled': true, onClick: undefined } as const

/** The look alone, for links that are buttons to the eye. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return cn(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap select-none',
    'transition-colors duration-80 disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    sizes[size], variants[variant],
  )
}

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2 text-table max-md:h-11 max-md:min-w-11 max-md:px-3 max-md:text-ui',
  md: 'h-8 px-3 text-ui max-md:h-11 max-md:min-w-11 max-md:px-4',
  lg: 'h-10 px-4 text-ui max-md:h-12',
}

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent not-disabled:hover:bg-[color-mix(in_srgb,var(--accent)_90%,var(--text))]',
  secondary: 'bg-bg text-text inset-ring inset-ring-line not-disabled:hover:bg-hover not-disabled:active:bg-pressed',
  ghost: 'text-muted not-disabled:hover:bg-hover not-disabled:hover:text-text not-disabled:active:bg-pressed aria-expanded:bg-hover aria-expanded:text-text',
  danger: 'bg-bg text-danger inset-ring inset-ring-line not-disabled:hover:bg-danger-soft',
}

import type { ComponentProps, ReactNode } from 'react'
import { idle } from './button.tsx'
import { cn } from './cn.ts'
import { Tooltip } from './tooltip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does, in words: its accessible name and its tooltip. */
  label: string
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string
  size?: 'sm' | 'md'
  /** As a button's: it does nothing just now, and keeps the focus. */
  waiting?: boolean
  children: ReactNode
}

/** A button that is only an icon: 28 px, 24 small, 44 on a phone. */
export function IconButton({ label, shortcut, size = 'md', waiting = false, className, children, type = 'button', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut === undefined ? {} : { shortcut })}>
      <button
        type={type}
        aria-label={label}
        className={cn(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-80',
          'not-disabled:hover:bg-hover not-disabled:hover:text-text not-disabled:active:bg-pressed aria-expanded:bg-hover aria-expanded:text-text aria-pressed:text-accent',
          'disabled:opacity-40 aria-disabled:opacity-40 [&_svg]:size-4 max-md:size-11 max-md:[&_svg]:size-5',
          size === 'sm' ? 'size-6' : 'size-7', className,
        )}
        {...rest}
        {...(waiting ? idle : {})}
      >
        {children}
      </button>
    </Tooltip>
  )
}

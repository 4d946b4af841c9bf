import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type Tone = 'neutral' | 'accent' | 'danger' | 'warn' | 'ok'

/** A word or a count that says a state. Put an icon in it where colour would be the only sign. */
export function Badge({ tone = 'neutral', icon, children, className }: { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <span className={cn('inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-meta font-medium whitespace-nowrap [&_svg]:size-3', tones[tone], className)}>
      {icon}
      {children}
    </span>
  )
}

export const tones: Record<Tone, string> = {
  neutral: 'bg-hover text-muted',
  accent: 'bg-accent-soft text-accent',
  danger: 'bg-danger-soft text-danger',
  warn: 'bg-warn-soft text-warn',
  ok: 'bg-ok-soft text-ok',
}

import { cn } from './cn.ts'

/** The satchel: the drawing of the app's icon in the colours of the theme. Decorative, its name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden className={cn('size-5 shrink-0', className)}>
      <rect width="64" height="64" rx="14" className="fill-accent" />
      <g fill="none" className="stroke-on-accent" strokeWidth="4.5" strokeLinejoin="round" strokeLinecap="round">
        <path d="M23 21v-3a5 5 0 0 1 5-5h8a5 5 0 0 1 5 5v3" />
        <rect x="13" y="21" width="38" height="28" rx="5" />
        <path d="M13 29c6 6 32 6 38 0" />
        <path d="M32 32v6" />
      </g>
    </svg>
  )
}

import type { ReactNode } from 'react'
import { Link, type LinkProps } from '@tanstack/react-router'

/** The phone's navigation: targets of 56 px, five where all may be offered. */
export function BottomBar({ children }: { children: ReactNode }) {
  return (
    <nav aria-label="Main" data-gives-way className="shrink-0 border-t border-line bg-side pb-safe md:hidden print:hidden">
      <div className="grid h-14 auto-cols-fr grid-flow-col">{children}</div>
    </nav>
  )
}

const itemClass = 'flex min-w-0 flex-col items-center justify-center gap-0.5 text-meta text-muted -outline-offset-2! aria-[current=page]:text-accent [&_svg]:size-5'

export function BottomLink({ icon, label, ...link }: LinkProps & { icon: ReactNode; label: string }) {
  return <Link {...link} className={itemClass}>{icon}<span>{label}</span></Link>
}

export function BottomButton({ icon, label, onClick }: { icon: ReactNode; label: string; onClick: () => void }) {
  return <button type="button" onClick={onClick} className={itemClass}>{icon}<span>{label}</span></button>
}

import type { ReactNode } from 'react'
import { Link, type LinkProps } from '@tanstack/react-router'
import Search from 'lucide-react/icons/search'
import { cn } from '../components/cn.ts'
import { Kbd, modKey } from '../components/kbd.tsx'
import { openPalette } from './open-overlay.ts'

/** 232 px at the left, on screens that have the room. The chip at its foot is always in sight. */
export function Sidebar({ title, children, foot }: { title: ReactNode; children: ReactNode; foot: ReactNode }) {
  return (
    <nav aria-label="Main" className="flex w-58 shrink-0 flex-col border-r border-line bg-side max-md:hidden print:hidden">
      {title}
      <div className="px-2 pb-2">
        <button type="button" onClick={openPalette} className="flex h-8 w-full items-center gap-2 rounded-md bg-bg px-2 text-table text-muted inset-ring inset-ring-line hover:text-text">
          <Search aria-hidden className="size-4" />
          <span className="grow text-left">Search</span>
          <Kbd>{modKey('K')}</Kbd>
        </button>
      </div>
      <div className="flex min-h-0 grow flex-col gap-0.5 overflow-y-auto px-2">{children}</div>
      <div className="flex shrink-0 flex-col gap-0.5 border-t border-line p-2">{foot}</div>
    </nav>
  )
}

type NavLinkProps = Omit<LinkProps, 'search'> & { search?: object; icon?: ReactNode; label: string; meta?: ReactNode; indent?: boolean; current?: boolean }

/** A line of the sidebar; the one for the open screen is marked, for the eye and for the ear. `current` overrides what the address says. */
export function NavLink({ icon, label, meta, indent = false, current, ...link }: NavLinkProps) {
  return (
    <Link
      {...(link as LinkProps)}
      {...(current === undefined ? {} : { 'aria-current': current ? 'page' : false, activeProps: {} })}
      className={cn(
        'flex h-8 items-center gap-2 rounded-md px-2 text-ui text-muted transition-colors duration-80 hover:bg-hover hover:text-text [&_svg]:size-4 [&_svg]:shrink-0',
        'aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-text', indent && 'h-7 pl-8 text-table',
      )}
    >
      {icon}
      <span className="grow truncate">{label}</span>
      {meta && <span className="text-meta text-muted">{meta}</span>}
    </Link>
  )
}

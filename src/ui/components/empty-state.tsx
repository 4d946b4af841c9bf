import type { ReactNode } from 'react'

/** What a screen says when there is nothing to show, and what to do about it; at one height wherever there is a whole screen for it. */
export function EmptyState({ icon, title, children, actions }: { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex grow flex-col items-center gap-1 px-6 pt-[18dvh] pb-12 text-center max-md:pt-[12dvh] in-data-dialog-body:pt-8">
      {icon && <span aria-hidden className="mb-2 text-control [&_svg]:size-6 [&_svg]:stroke-[1.5]">{icon}</span>}
      <p className="text-ui font-medium">{title}</p>
      {children && <div className="max-w-90 text-ui text-muted">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

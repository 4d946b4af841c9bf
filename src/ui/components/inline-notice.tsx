import type { ReactNode } from 'react'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import Info from 'lucide-react/icons/info'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { cn } from './cn.ts'

export type NoticeTone = 'info' | 'danger' | 'warn' | 'ok'

interface InlineNoticeProps {
  tone?: NoticeTone
  title?: string
  children?: ReactNode
  /** Buttons: what to do next. */
  actions?: ReactNode
  className?: string
}

/** A message in the flow of the page: what happened, whether the data is safe, what to do next. */
export function InlineNotice({ tone = 'info', title, children, actions, className }: InlineNoticeProps) {
  const Icon = icons[tone]
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} className={cn('flex items-start gap-2 rounded-md px-3 py-2 text-ui max-md:flex-wrap', backgrounds[tone], className)}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colours[tone])} />
      <div className="min-w-0 grow [overflow-wrap:anywhere] max-md:basis-52">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-text">{children}</div>}
      </div>
      {actions && <div className="ml-auto flex shrink-0 flex-wrap items-center gap-1 max-md:max-w-full">{actions}</div>}
    </div>
  )
}

const icons = { info: Info, danger: CircleAlert, warn: TriangleAlert, ok: CircleCheck }
const colours = { info: 'text-muted', danger: 'text-danger', warn: 'text-warn', ok: 'text-ok' }
const backgrounds = { info: 'bg-side', danger: 'bg-danger-soft', warn: 'bg-warn-soft', ok: 'bg-ok-soft' }

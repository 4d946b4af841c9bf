import type { ReactNode } from 'react'
import { cn } from '../../components/cn.ts'

/** A list of facts, label at the left, value at the right, hairlines between. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="flex flex-col divide-y divide-line border-y border-line">{children}</dl>
}

export function Fact({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center gap-4 py-2 text-ui max-md:min-h-12">
      <dt className="shrink-0 grow text-muted">{label}</dt>
      <dd className="flex min-w-0 flex-col items-end text-right text-balance break-words">
        <span className="max-w-full">{children}</span>
        {hint && <span className="text-meta text-muted">{hint}</span>}
      </dd>
    </div>
  )
}

/** A thing one can set or do: what it is at the left, its control at the right; `stacked`: under it on a phone, where there are several. */
export function Setting({ label, text, children, stacked = false }: { label: string; text?: ReactNode; children: ReactNode; stacked?: boolean }) {
  return (
    <div className={cn('flex min-h-12 items-center gap-4 border-b border-line py-2 first:border-t', stacked && 'max-md:flex-col max-md:items-stretch max-md:gap-2')}>
      <div className="min-w-0 grow">
        <p className="text-ui">{label}</p>
        {text && <p className="text-table text-muted">{text}</p>}
      </div>
      <div className={cn('flex shrink-0 flex-wrap items-center justify-end gap-2', !stacked && 'max-md:max-w-1/2 max-md:shrink')}>{children}</div>
    </div>
  )
}

import { useRef, type ReactNode } from 'react'
import { cn } from '../../components/cn.ts'
import { useFocusKept } from '../../components/use-focus-kept.ts'

/** A point on the line of time. Notes stand out, changes stay quiet. */
export function TimelineRow({ icon, strong = false, children }: { icon: ReactNode; strong?: boolean; children: ReactNode }) {
  const row = useRef<HTMLLIElement>(null)
  const kept = useFocusKept(row, (area) => area.querySelector('button'))
  return (
    <li ref={row} {...kept} className="group/item relative flex gap-3 pb-4 before:absolute before:top-6 before:bottom-0 before:left-[11px] before:w-px before:bg-line last:before:hidden">
      <span className={cn('flex size-6 shrink-0 items-center justify-center rounded-full [&_svg]:size-3.5', strong ? 'bg-accent-soft text-accent' : 'text-muted')}>{icon}</span>
      <div className="min-w-0 grow pt-0.5">{children}</div>
    </li>
  )
}

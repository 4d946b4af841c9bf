import { cn } from '../../components/cn.ts'

const levels: Record<string, number> = { low: 1, medium: 2, high: 3 }
const names: Record<string, string> = { low: 'Low', medium: 'Medium', high: 'High' }

/** Three bars, as many of them full as the priority is high; its word for the ear. Without one: a dash. */
export function PriorityMark({ priority, className, silent = false }: { priority: string; className?: string; silent?: boolean }) {
  const level = levels[priority] ?? 0
  return (
    <span className={cn('inline-flex shrink-0', level === 3 ? 'text-danger' : level === 0 ? 'text-control' : 'text-muted', className)} title={silent || level === 0 ? undefined : `${names[priority]} priority`}>
      <svg viewBox="0 0 16 16" aria-hidden className="size-4" fill="currentColor">
        {level === 0
          ? <path d="M3 7.25h2v1.5H3zM7 7.25h2v1.5H7zM11 7.25h2v1.5h-2z" />
          : [0, 1, 2].map((bar) => <rect key={bar} x={2.5 + bar * 4} y={10 - bar * 3} width="3" height={4 + bar * 3} rx="1" opacity={bar < level ? 1 : 0.28} />)}
      </svg>
      {!silent && level > 0 && <span className="sr-only">{names[priority]} priority</span>}
    </span>
  )
}

export const priorityOptions = [{ value: 'high', label: 'High' }, { value: 'medium', label: 'Medium' }, { value: 'low', label: 'Low' }, { value: '', label: 'No priority' }]

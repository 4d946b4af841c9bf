/** How much of a project's tasks is done: a thin line and its words. */
export function Progress({ done, all, className = 'w-28' }: { done: number; all: number; className?: string }) {
  if (all === 0) return <span className={`text-meta text-muted ${className}`}>No tasks</span>
  return (
    <span className={`inline-flex h-5 items-center gap-2 align-top text-meta text-muted tabular-nums ${className}`} title={`${done} of ${all} tasks done`}>
      <span aria-hidden className="h-1 grow overflow-hidden rounded-full bg-pressed"><span className="block h-full rounded-full bg-accent" style={{ width: `${Math.round(done / all * 100)}%` }} /></span>
      <span>{done}/{all}<span className="sr-only"> tasks done</span></span>
    </span>
  )
}

/** How far something is, as a bar and in words. Without `total` only the words are shown: nothing spins here. */
export function ProgressBar({ label, done, total, text }: { label: string; done: number; total: number | null; text?: string }) {
  const words = text ?? (total === null ? `${format(done)}` : `${format(done)} of ${format(total)}`)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex justify-between gap-4 text-meta text-muted">
        <span className="truncate">{label}</span>
        <span className="shrink-0">{words}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total === null ? undefined : done}
        aria-valuetext={words}
        className="h-1 overflow-hidden rounded-full bg-pressed"
      >
        <div className="h-full origin-left bg-accent" style={{ transform: `scaleX(${total ? Math.min(1, done / total) : 0})` }} />
      </div>
    </div>
  )
}

const format = (value: number): string => value.toLocaleString('en')

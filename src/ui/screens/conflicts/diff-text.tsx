import { useMemo } from 'react'
import { cn } from '../../components/cn.ts'
import { diffWords } from './word-diff.ts'

/**
 * A text with what sets it apart from another marked word by word: added words underlined, removed ones struck through, both named
 * for screen readers. Colour only helps.
 */
export function DiffText({ from, to, className }: { from: string; to: string; className?: string }) {
  const parts = useMemo(() => diffWords(from, to), [from, to])
  if (!from && !to) return <span className={cn('text-muted', className)}>No value</span>
  return (
    <span className={cn('break-words whitespace-pre-wrap', className)}>
      {parts.map((part, index) => {
        if (part.kind === 'same') return part.text
        if (part.kind === 'added') {
          return <ins key={index} className="rounded-xs bg-ok-soft text-ok decoration-2 underline-offset-2"><span className="sr-only"> added: </span>{part.text}</ins>
        }
        return <del key={index} className="mr-0.5 rounded-xs bg-danger-soft text-danger"><span className="sr-only"> removed: </span>{part.text}</del>
      })}
      {!to && <span className="text-muted"> (empty)</span>}
    </span>
  )
}

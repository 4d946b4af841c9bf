import { Button } from '../../components/button.tsx'
import { formatCount } from '../../components/format.ts'

interface PagerProps { offset: number; page: number; total: number; onOffset: (offset: number) => void }

/** Which of many rows are shown, and the way to those before and after; nothing where all fit on a page. */
export function Pager({ offset, page, total, onOffset }: PagerProps) {
  if (total <= page) return null
  return (
    <span className="ml-auto flex items-center gap-2 text-table text-muted">
      {formatCount(offset + 1)}–{formatCount(Math.min(offset + page, total))} of {formatCount(total)}
      <Button size="sm" disabled={offset === 0} onClick={() => onOffset(offset - page)}>Previous</Button>
      <Button size="sm" disabled={offset + page >= total} onClick={() => onOffset(offset + page)}>Next</Button>
    </span>
  )
}

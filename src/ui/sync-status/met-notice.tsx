import { Link } from '@tanstack/react-router'
import { useAllMet, useRecord, useSatchel } from '../../data-api/hooks.ts'
import type { Lookalike } from '../../data-api/types.ts'
import { Button, buttonClass } from '../components/button.tsx'
import { cn } from '../components/cn.ts'
import { showError } from '../components/toast.tsx'
import { metWords } from './met-words.ts'
import { recordTitle } from './value-text.ts'

interface MetNoticeProps { wide?: boolean; onNavigate?: () => void }

/** A quiet notice of records that this device and another made without knowing of each other, with the way to review them. Nothing where there are none. */
export function MetNotice(props: MetNoticeProps) {
  return useAllMet().map(({ entity, pairs }) => <OfEntity key={entity} {...props} entity={entity} met={pairs} />)
}

function OfEntity({ entity, met, wide = false, onNavigate }: MetNoticeProps & { entity: string; met: readonly Lookalike[] }) {
  const satchel = useSatchel()
  const { data: record } = useRecord(entity, met[0]?.ids[1] ?? null)
  if (!record) return null
  return (
    <div role="group" aria-label="Made twice" className={cn('flex text-table', wide ? 'flex-wrap items-center gap-x-3 border-b border-line py-1.5' : 'flex-col gap-0.5 rounded-md bg-side px-3 py-2')}>
      <p className={cn('min-w-0 grow', wide && 'basis-72')}>{metWords(recordTitle(entity, record), met.length)}</p>
      <div className={cn('flex items-center gap-1', wide ? 'shrink-0' : '-ml-2')}>
        <Link to="/duplicates" onClick={() => onNavigate?.()} className={cn(buttonClass('ghost', 'sm'), 'text-accent')}>Review</Link>
        <Button size="sm" variant="ghost" onClick={() => { satchel.entity(entity).readMet().catch(showError) }}>Dismiss</Button>
      </div>
    </div>
  )
}

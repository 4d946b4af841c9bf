import { useId, useState } from 'react'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useHistory } from '../../../data-api/hooks.ts'
import type { HistoryEntry, Rec } from '../../../data-api/types.ts'
import { cn } from '../../components/cn.ts'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { useEntity } from '../records/kind.ts'
import { ChangeItem } from './change-item.tsx'

const none: readonly HistoryEntry[] = []

/** What became of a record that has no timeline: closed until somebody asks. */
export function RecordHistory({ rec }: { rec: Rec }) {
  const [open, setOpen] = useState(false), id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 className="text-ui">
        <button type="button" id={id} aria-expanded={open} onClick={() => setOpen(!open)} className="-ml-1 flex h-8 items-center gap-1 rounded-md pr-2 hover:bg-hover max-md:h-11">
          <ChevronRight aria-hidden className={cn('size-4 text-muted transition-transform duration-80', open && 'rotate-90')} />History
        </button>
      </h2>
      {open && <Changes rec={rec} />}
    </section>
  )
}

function Changes({ rec }: { rec: Rec }) {
  const { data = none } = useHistory(useEntity().name, rec.id)
  const deviceOf = useDeviceLabels(data)
  const newestFirst = [...data].sort((a, b) => b.at.localeCompare(a.at))
  return <ol className="flex flex-col pt-1">{newestFirst.map((entry) => <ChangeItem key={entry.changeId} rec={rec} entry={entry} device={deviceOf(entry)} />)}</ol>
}

import { useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useJournal, useSatchel } from '../../../data-api/hooks.ts'
import type { ChangeStatus } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { showToast } from '../../components/toast.tsx'
import { ActRow } from './act-row.tsx'
import { toActs, type Act } from './change-words.ts'

const unsettled: ChangeStatus[] = ['pending', 'pushing', 'deferred']
const page = 200

/** What is saved here and has not reached the account: open it, or take it back. */
export function PendingList() {
  const satchel = useSatchel()
  const [limit, setLimit] = useState(page)
  const { data } = useJournal({ status: unsettled, limit })
  const [discarding, setDiscarding] = useState<Act | null>(null)
  const acts = toActs(data?.rows ?? [])
  if (data && data.total === 0) {
    return <EmptyState icon={<CircleCheck />} title="Everything is safe">Nothing waits on this device.</EmptyState>
  }
  return (
    <>
      <ul aria-label="Pending changes">
        {acts.map((act) => (
          <ActRow
            key={act.mutationId}
            act={act}
            note={statusNote(act)}
            actions={<Button size="sm" variant="ghost" onClick={() => setDiscarding(act)}>Discard</Button>}
          />
        ))}
      </ul>
      {data && data.total > limit && (
        <Button className="self-start" onClick={() => setLimit(limit + page)}>Show more of {formatCount(data.total)}</Button>
      )}
      <ConfirmDialog
        open={discarding !== null}
        onClose={() => setDiscarding(null)}
        title={`Discard “${discarding?.label ?? ''}”?`}
        description="What it changed goes back to what it was before. Where the server may have it already, the opposite is sent after it."
        confirm="Discard"
        danger
        onConfirm={async () => {
          await satchel.sync.discard([discarding!.mutationId])
          showToast({ message: 'Discarded. The record is as it was before.' })
        }}
      />
    </>
  )
}

function statusNote(act: Act) {
  const states = new Set(act.rows.map((row) => row.status))
  const words = act.attempts >= 5 ? `The server failed ${act.attempts} times; we keep trying every minute.`
    : states.has('pushing') ? 'On its way'
      : states.has('deferred') ? 'Waits for another change to arrive first'
        : null
  return words && <span className="text-meta text-muted">{words}</span>
}

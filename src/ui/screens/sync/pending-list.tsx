import { useRef, useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useJournal, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { ChangeStatus, Satchel } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { showToast, whileWorking } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { ActRow } from './act-row.tsx'
import { actTitle, toActs, type Act } from './change-words.ts'

const unsettled: ChangeStatus[] = ['pending', 'pushing', 'deferred']
const page = 200
/** As many rows as one question is answered with. */
const most = 1_000

/** What is saved here and has not reached the account: open it, or take it back. */
export function PendingList() {
  const satchel = useSatchel()
  const [limit, setLimit] = useState(page)
  const { failed } = useSync().status
  const { data } = useJournal({ status: unsettled, limit })
  const [discarding, setDiscarding] = useState<Act | null>(null)
  const rows = data?.rows ?? []
  const acts = toActs(rows)
  const list = useRef<HTMLUListElement>(null)
  const kept = useFocusKept(list, (_, row) => row?.querySelector('button'), 'li')
  const more = data !== undefined && data.total > rows.length
  if (data && data.total === 0) {
    return failed > 0
      ? <EmptyState title="Nothing waits">What the server refused is kept under Failed.</EmptyState>
      : <EmptyState icon={<CircleCheck />} title="Everything is safe">Nothing waits on this device.</EmptyState>
  }
  return (
    <>
      <ul ref={list} {...kept} aria-label="Pending changes">
        {acts.map((act, index) => (
          <ActRow
            key={act.id}
            act={act}
            note={statusNote(act, more && index === acts.length - 1 && act.rows.length > 1)}
            actions={<Button size="sm" variant="ghost" aria-label={`Discard ${actTitle(act)}`} onClick={() => setDiscarding(act)}>Discard</Button>}
          />
        ))}
      </ul>
      {more && limit < most && (
        <Button className="self-start" onClick={() => setLimit(Math.min(most, limit + page))}>Show more of {formatCount(data.total)}</Button>
      )}
      <ConfirmDialog
        open={discarding !== null}
        onClose={() => setDiscarding(null)}
        title={`Discard “${discarding?.label ?? ''}”?`}
        description="What it changed goes back to what it was before. Where the server may have it already, the opposite is sent after it."
        confirm="Discard"
        danger
        onConfirm={async () => {
          await whileWorking(discardAct(satchel, discarding!))
          showToast({ message: discarding!.rows.length > 1 ? 'Discarded. The records are as they were before.' : 'Discarded. The record is as it was before.' })
        }}
      />
    </>
  )
}

/** Takes back the act whole: also those of its mutations that the list does not show. The newest go first, since they build on the others. */
async function discardAct(satchel: Satchel, act: Act): Promise<void> {
  const ids = new Set<string>()
  for (let offset = 0; ; offset += most) {
    const { rows, total } = await satchel.sync.changes({ status: unsettled, offset, limit: most })
    for (const { change } of rows) if ((change.groupId ?? change.mutationId) === act.id) ids.add(change.mutationId)
    if (rows.length === 0 || offset + rows.length >= total) break
  }
  await satchel.sync.discard([...ids])
}

function statusNote(act: Act, partly: boolean) {
  const states = new Set(act.rows.map((row) => row.status))
  const words = act.attempts >= 5 ? `The server failed ${act.attempts} times; we keep trying every minute.`
    : states.has('pushing') ? 'On its way'
      : states.has('deferred') ? 'Waits for another change to arrive first'
        : partly ? 'Only its newest changes are listed here; Discard takes back all of them.'
          : null
  return words && <span className="text-meta text-muted">{words}</span>
}

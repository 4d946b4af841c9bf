import { useRef, useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useJournal, useSatchel } from '../../../data-api/hooks.ts'
import type { JournalRow } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { saveFile } from '../../sync-status/save-file.ts'
import { ActRow } from './act-row.tsx'
import { actTitle, editableFields, failureWords, toActs, type Act } from './change-words.ts'
import { failedRows, retryAll } from './failed-acts.ts'
import { MendForm } from './mend-form.tsx'

/** What the server refused: why, and the ways on. Everything that was written is still here. */
export function FailedList() {
  const satchel = useSatchel()
  const { data } = useJournal({ status: ['failed'], limit: 500 })
  const [discarding, setDiscarding] = useState<Act | null>(null)
  const [mending, setMending] = useState<string | null>(null)
  const acts = toActs(data?.rows ?? [], 'mutation')
  const list = useRef<HTMLUListElement>(null)
  const kept = useFocusKept(list, (_, row) => row?.querySelector('button'), 'li')
  if (data && data.total === 0) {
    return <EmptyState icon={<CircleCheck />} title="Nothing failed">The server took every change it was sent.</EmptyState>
  }
  const retry = (act: Act, edits?: Record<string, Record<string, string | null>>): void => {
    satchel.sync.retry(act.mutationId, edits).then(() => {
      setMending(null)
      showToast({ message: act.error?.kept !== undefined ? 'Restored as a new record' : edits ? 'Saved and sent again' : 'Sent again' })
    }, showError)
  }
  const save = (rows: readonly JournalRow[]): void => {
    saveFile(JSON.stringify(rows.map(({ change, error, title }) => ({ title, error, change })), null, 2), 'satchel-failed-changes.json', 'application/json')
  }
  const retryEach = (): void => {
    whileWorking(retryAll(satchel)).then((message) => showToast({ message }), showError)
  }
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        <p className="text-table text-muted">Nothing is lost: what you wrote is kept here until you decide.</p>
        <span className="flex shrink-0 gap-1">
          {acts.filter(({ error }) => error?.kept === undefined).length > 1 && <Button size="sm" onClick={retryEach}>Retry all</Button>}
          {acts.length > 0 && <Button size="sm" onClick={() => { failedRows(satchel).then(save, showError) }}>Export all</Button>}
        </span>
      </div>
      <ul ref={list} {...kept} aria-label="Failed changes">
        {acts.map((act) => (
          <ActRow
            key={act.mutationId}
            act={act}
            manyActions
            note={<span className="text-table text-danger">{failureWords(act.error)}</span>}
            actions={(
              <>
                <Button size="sm" aria-label={`${act.error?.kept === undefined ? 'Retry' : 'Restore as new'} ${actTitle(act)}`} onClick={() => retry(act)}>{act.error?.kept === undefined ? 'Retry' : 'Restore as new'}</Button>
                {editableFields(act).length > 0 && <Button size="sm" variant="ghost" aria-label={`Edit ${actTitle(act)}`} aria-expanded={mending === act.mutationId} onClick={() => setMending(mending === act.mutationId ? null : act.mutationId)}>Edit</Button>}
                <Button size="sm" variant="ghost" aria-label={`Export ${actTitle(act)}`} onClick={() => save(act.rows)}>Export</Button>
                <Button size="sm" variant="ghost" aria-label={`Discard ${actTitle(act)}`} onClick={() => setDiscarding(act)}>Discard</Button>
              </>
            )}
          >
            {mending === act.mutationId && <MendForm act={act} onCancel={() => setMending(null)} onRetry={(edits) => retry(act, edits)} />}
          </ActRow>
        ))}
      </ul>
      <ConfirmDialog
        open={discarding !== null}
        onClose={() => setDiscarding(null)}
        title={discarding ? `Discard “${discarding.label}”${discarding.rows.length === 1 ? ` of ${discarding.rows[0]!.title}` : ''}?` : ''}
        description="What you wrote there is deleted from this device. Export it first if you want to keep it."
        confirm="Discard"
        danger
        onConfirm={async () => {
          await satchel.sync.discard([discarding!.mutationId])
          showToast({ message: 'Discarded' })
        }}
      />
    </>
  )
}

import { useMemo } from 'react'
import { useAsOf, useList, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { PastRecord, Rec } from '../../../data-api/types.ts'
import { listMembers } from '../../../model/lists.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useUndo } from '../../app/undo.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { formatInstant, plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Reading } from '../../components/reading.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useNow } from '../../components/when.tsx'
import { useSetting } from '../../sync-status/use-setting.ts'
import { beginningOf } from '../history/history-words.ts'
import { listName } from './list-values.ts'
import { useMemberNames } from './use-member-names.ts'

const most = 200
const none: readonly PastRecord[] = []

/** Who was in a list at a moment, by who has come and who has gone since; and the way back. */
export function PastMembers({ list, at }: { list: Rec; at: string }) {
  const satchel = useSatchel(), mayWrite = useMayWrite() && list.deletedAt === null
  const { undoOf } = useUndo()
  const moment = new Date(at), valid = !Number.isNaN(moment.getTime()), iso = valid ? moment.toISOString() : ''
  const begins = beginningOf(useSetting('historyDays'), useNow(), useSync().status.state !== 'no_account')
  const kept = begins === null || moment.getTime() >= begins
  const naming = useMemo(() => ({ field: 'listId', id: list.id }), [list.id])
  const { data: past, error } = useAsOf(listMembers.name, valid && kept ? iso : null, { naming, limit: most })
  const { data: now } = useList(listMembers.name, { where: { listId: list.id }, limit: 0 })
  const rows = past?.rows ?? none
  const nameOf = useMemberNames(list, useMemo(() => rows.map(({ id }) => id), [rows]))
  if (!valid) return <InlineNotice tone="warn">This is no date with a time.</InlineNotice>
  if (!kept) return <InlineNotice tone="info" title="The history does not go back that far.">It is kept from {formatInstant(new Date(begins!).toISOString())} on. Choose a later moment.</InlineNotice>
  if (error) return <InlineNotice tone="danger">{error.message}</InlineNotice>
  if (past === undefined || now === undefined) return <p role="status" className="flex min-h-10 items-center text-ui"><Reading>Reading who was in it…</Reading></p>
  const { created: came, deleted: went } = past.counts, then = now.total - came + went
  const putBack = async (): Promise<void> => {
    const label = `Put ${listName(list)} back`
    const { changed, leftAlone, actId } = await whileWorking(satchel.entity(listMembers.name).restoreAsOf(iso, { naming, label }))
    const left = leftAlone === 0 ? '' : ` ${plural(leftAlone, 'of them is', 'of them are')} in the trash and stayed there.`
    showToast({ message: `${changed === 0 ? 'Nothing was changed.' : `“${listName(list)}” holds who was in it then.`}${left}`, ...undoOf(actId, label) })
  }
  return (
    <section aria-label="Then and now" className="flex flex-col">
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line pb-2">
        <p role="status" className="min-w-0 grow basis-48 text-ui text-muted">
          <span className="font-medium text-text">{formatInstant(iso)}</span>{' · '}
          {`${then === 0 ? 'Nobody was' : plural(then, 'was', 'were')} in it. ${sinceWords(came, went)}`}
        </p>
        {mayWrite && past.total > 0 && <Button size="sm" onClick={() => { putBack().catch(showError) }}>Put back</Button>}
      </div>
      <ul>
        {rows.map(({ id, was, now: stands }) => (
          <li key={id} className="flex min-h-10 items-center gap-2 border-b border-line text-ui">
            <span className="min-w-0 grow truncate">{nameOf(id)}</span>
            {was === null ? <Badge tone="ok">Came since</Badge> : stands === null ? <Badge tone="danger">Went since</Badge> : <Badge>Became one with another</Badge>}
          </li>
        ))}
      </ul>
      {rows.length < past.total && <p className="pt-2 text-table text-muted">and {plural(past.total - rows.length, 'other')}</p>}
    </section>
  )
}

/** "Since then 2 came and 1 went." */
function sinceWords(came: number, went: number): string {
  if (came + went === 0) return 'Nobody has come or gone since.'
  return `Since then ${[...(came > 0 ? [`${came.toLocaleString('en')} came`] : []), ...(went > 0 ? [`${went.toLocaleString('en')} went`] : [])].join(' and ')}.`
}

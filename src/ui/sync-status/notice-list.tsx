import { useRef } from 'react'
import { Link } from '@tanstack/react-router'
import { useRecord, useSettings, useSync } from '../../data-api/hooks.ts'
import { productModel } from '../../model/model.ts'
import { policyInForce } from '../../model/policies.ts'
import { useUndo } from '../app/undo.ts'
import { Button, buttonClass } from '../components/button.tsx'
import { cn } from '../components/cn.ts'
import { showError, showToast } from '../components/toast.tsx'
import { useFocusKept } from '../components/use-focus-kept.ts'
import { When } from '../components/when.tsx'
import { useCustomWords } from './custom-words.ts'
import { lostWords, noticeSentence, restorePatch, type Notice } from './notice-words.ts'
import { RecordLink } from './record-link.tsx'
import { useNotices } from './use-notices.ts'
import { useValueWords } from './use-value-words.ts'
import { recordTitle } from './value-text.ts'

interface NoticeListProps {
  /** Only those of one record; its name is then not repeated. */
  entity?: string
  id?: string
  limit?: number
  /** One line each, where there is the room. */
  wide?: boolean
  onNavigate?: () => void
}

/** Quiet notices of values that lost, each with Restore mine and Dismiss. Nothing where there are none. */
export function NoticeList({ entity, id, limit = 5, wide = false, onNavigate }: NoticeListProps) {
  useCustomWords()
  const { notices, total, restore, dismiss } = useNotices(entity, id)
  const { undoOf } = useUndo()
  const list = useRef<HTMLUListElement>(null)
  const kept = useFocusKept(list, (_, row) => row?.querySelector('button'), 'li')
  if (notices.length === 0) return null
  const act = (notice: Notice): void => {
    restore(notice).then((actId) => { showToast({ message: notice.field === 'deletedAt' ? 'Deleted again' : 'Your value is back', ...undoOf(actId, notice.field === 'deletedAt' ? 'Delete again' : 'Restore my value') }) }, showError)
  }
  return (
    <ul ref={list} {...kept} className={cn('flex flex-col', wide ? 'border-t border-line' : 'gap-1')} aria-label="Notices">
      {notices.slice(0, limit).map((notice) => (
        <NoticeRow
          key={notice.id}
          notice={notice}
          named={id === undefined}
          wide={wide}
          onRestore={() => act(notice)}
          onDismiss={() => { dismiss([notice]).catch(showError) }}
          {...(onNavigate === undefined ? {} : { onNavigate })}
        />
      ))}
      {total > limit && !wide && (
        <li><Link to="/sync" onClick={() => onNavigate?.()} className={buttonClass('ghost', 'sm')}>See all {total}</Link></li>
      )}
      {total > 1 && (wide || id !== undefined) && (
        <li className={cn('flex justify-end', wide && 'pt-1')}><Button size="sm" variant="ghost" onClick={() => { dismiss(notices).catch(showError) }}>Dismiss all {total}</Button></li>
      )}
    </ul>
  )
}

interface NoticeRowProps { notice: Notice; named: boolean; wide: boolean; onRestore: () => void; onDismiss: () => void; onNavigate?: () => void }

function NoticeRow({ notice, named, wide, onRestore, onDismiss, onNavigate }: NoticeRowProps) {
  const { status } = useSync()
  const { data: record } = useRecord(notice.entity, named ? notice.recordId : null)
  const lost = lostWords(notice, useValueWords(notice.entity, notice.field, [notice.lost])[0])
  const settings = useSettings(), entity = productModel.entities.get(notice.entity)
  const policy = entity === undefined ? 'newest' : policyInForce(entity, notice.field, settings)
  const restorable = notice.field === 'deletedAt' || restorePatch(notice, null) !== null
  return (
    <li className={cn('flex text-table', wide ? 'flex-wrap items-center gap-x-3 border-b border-line py-1.5' : 'flex-col gap-0.5 rounded-md bg-side px-3 py-2')}>
      <div className={cn('min-w-0 grow', wide && 'basis-72')}>
        <p>
          {named && (
            <>
              <RecordLink entity={notice.entity} id={notice.recordId} className="font-medium [&[href]]:hover:underline" {...(onNavigate ? { onClick: onNavigate } : {})}>
                {recordTitle(notice.entity, record)}
              </RecordLink>
              <span aria-hidden className="text-muted"> · </span>
            </>
          )}
          {noticeSentence(notice, status.account?.name ?? null, policy)}
        </p>
        {notice.field !== 'deletedAt' && lost && <p className="line-clamp-2 break-words text-muted">Yours: {lost}</p>}
      </div>
      <div className={cn('flex items-center gap-1', wide ? 'shrink-0' : '-ml-2')}>
        {notice.at && <When at={notice.at} className={cn('text-meta text-muted', wide ? 'mr-1' : 'order-last ml-auto')} />}
        {restorable && <Button size="sm" variant="ghost" className="text-accent" onClick={onRestore}>{notice.field === 'deletedAt' ? 'Delete it again' : 'Restore mine'}</Button>}
        <Button size="sm" variant="ghost" onClick={onDismiss}>Dismiss</Button>
      </div>
    </li>
  )
}

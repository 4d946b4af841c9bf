import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { useAllMet, useSync } from '../../data-api/hooks.ts'
import type { SyncStatus } from '../../data-api/types.ts'
import { Button, buttonClass } from '../components/button.tsx'
import { cn } from '../components/cn.ts'
import { formatCount, plural } from '../components/format.ts'
import { showError, showToast } from '../components/toast.tsx'
import { ProgressBar } from '../components/progress-bar.tsx'
import { useNow, When } from '../components/when.tsx'
import { chipExplanation, nextTryWords, type ChipWords } from './chip-words.ts'
import { MetNotice } from './met-notice.tsx'
import { NoticeList } from './notice-list.tsx'
import { openSignIn } from './overlay-doors.ts'
import { updateNow } from './too-old.ts'
import { useOnline } from './use-online.ts'
import { useSyncNow } from './use-sync-now.ts'
import { ChipIcon } from './chip-icon.tsx'

/** Behind the chip: what is under way, what waits, what needs the person, and Sync now. */
export function SyncMenu({ status, chip, close }: { status: SyncStatus; chip: ChipWords; close: () => void }) {
  const { isSyncing } = useSync()
  const met = useAllMet().length
  const syncNow = useSyncNow()
  const now = useNow()
  const online = useOnline()
  const hasAccount = status.account !== null || status.state === 'signed_out' || status.state === 'blocked'
  const signIn = (): void => { close(); openSignIn('login') }
  return (
    <div className="flex flex-col">
      <div className="flex flex-col gap-1 px-3 pt-3 pb-2">
        <p className="flex items-center gap-2 text-ui font-medium [&_svg]:size-4"><ChipIcon kind={chip.kind} />{chip.words}</p>
        <p className="text-table text-muted">{chipExplanation(chip.kind, status, online)}</p>
        {status.nextAttemptAt && chip.kind === 'struggling' && <p className="text-meta text-muted first-letter:uppercase">{nextTryWords(status.nextAttemptAt, now)}</p>}
        {chip.kind === 'downloading' && status.download && (
          <ProgressBar label="First download" done={status.download.received} total={status.download.total} />
        )}
        {chip.kind === 'syncing' && status.progress && <ProgressBar label="Sending" done={status.progress.done} total={status.progress.total} />}
      </div>

      <nav aria-label="Sync" className="border-t border-line p-1">
        <MenuLink tab="pending" count={status.pending} close={close}>Pending changes</MenuLink>
        <MenuLink tab="failed" count={status.failed} urgent close={close}>Failed changes</MenuLink>
        <Link to="/conflicts" onClick={close} className={rowClass}>
          <span className="grow">Conflicts</span><Count value={status.conflicts} urgent />
        </Link>
        <MenuLink tab="log" close={close}>Sync log</MenuLink>
        <MenuLink tab="storage" close={close}>Storage and backup</MenuLink>
      </nav>

      {status.notices + met > 0 && (
        <div className="flex flex-col gap-1 border-t border-line p-2">
          <p className="px-1 text-meta text-muted">{plural(status.notices + Math.min(met, 1), 'notice')}</p>
          <NoticeList limit={1} onNavigate={close} />
          <MetNotice onNavigate={close} />
        </div>
      )}

      <div className="sticky bottom-0 flex items-center justify-between gap-2 border-t border-line bg-bg px-3 py-2">
        <span className="flex min-w-0 flex-col text-meta text-muted">
          <span className="truncate">{status.account ? status.account.email : 'No account'}</span>
          {status.lastSyncedAt && <span>Last synced <When at={status.lastSyncedAt} /></span>}
        </span>
        {chip.kind === 'update'
          ? <Button size="sm" variant="primary" onClick={() => { updateNow().then(tellWhereNone, showError) }}>Update</Button>
          : hasAccount && status.state !== 'signed_out' && status.state !== 'blocked'
          ? <Button size="sm" waiting={isSyncing} onClick={syncNow}>{isSyncing ? 'Syncing' : 'Sync now'}</Button>
          : chip.kind === 'removed'
          ? <Link to="/sync" onClick={close} className={buttonClass('primary', 'sm')}>What now</Link>
          : status.error?.code === 'second_factor_required'
          ? <Link to="/settings" search={{ tab: 'account' }} onClick={close} className={buttonClass('primary', 'sm')}>Open settings</Link>
          : <Button size="sm" variant="primary" onClick={signIn}>Sign in</Button>}
      </div>
    </div>
  )
}

const tellWhereNone = (found: boolean): void => { if (!found) showToast({ message: 'The newer version is not here yet. It comes by itself.' }) }

const rowClass = 'flex h-8 w-full items-center gap-2 rounded-sm px-2 text-ui hover:bg-hover focus-visible:-outline-offset-2 max-md:h-11'

function MenuLink({ tab, count, urgent = false, close, children }: { tab: string; count?: number; urgent?: boolean; close: () => void; children: ReactNode }) {
  return (
    <Link to="/sync" search={{ tab }} onClick={close} className={rowClass}>
      <span className="grow">{children}</span>
      {count !== undefined && <Count value={count} urgent={urgent} />}
    </Link>
  )
}

function Count({ value, urgent }: { value: number; urgent: boolean }) {
  return <span className={cn('text-meta', urgent && value > 0 ? 'font-medium text-danger' : 'text-muted')}>{value > 0 ? formatCount(value) : 'none'}</span>
}

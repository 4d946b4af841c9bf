import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useSync } from '../../../data-api/hooks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { formatInstant, plural } from '../../components/format.ts'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Screen } from '../../components/screen.tsx'
import { Tabs, type Tab } from '../../components/tabs.tsx'
import { useNow } from '../../components/when.tsx'
import { chipExplanation, chipWords, nextTryWords } from '../../sync-status/chip-words.ts'
import { MetNotice } from '../../sync-status/met-notice.tsx'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { ChipIcon } from '../../sync-status/chip-icon.tsx'
import { useOnline } from '../../sync-status/use-online.ts'
import { useSyncNow } from '../../sync-status/use-sync-now.ts'
import { useOpened, useSteadyStatus } from '../../sync-status/use-steady-status.ts'
import { FailedList } from './failed-list.tsx'
import { PendingList } from './pending-list.tsx'
import { RemovedNotice } from './removed-notice.tsx'
import { StoragePanel } from './storage-panel.tsx'
import { SyncLog } from './sync-log.tsx'

type TabId = 'pending' | 'failed' | 'log' | 'storage'
const isTab = (value: unknown): value is TabId => value === 'pending' || value === 'failed' || value === 'log' || value === 'storage'

/** Everything about sync in one place: how it is, what waits, what failed, what it did, and what is kept here. */
export default function SyncScreen() {
  const { status } = useSync(), mayWrite = useMayWrite()
  const search: { tab?: unknown } = useSearch({ strict: false })
  const navigate = useNavigate()
  const tab = isTab(search.tab) ? search.tab : 'pending'
  const tabs: Tab<TabId>[] = [
    { id: 'pending', label: 'Pending', count: status.pending },
    { id: 'failed', label: 'Failed', count: status.failed },
    { id: 'log', label: 'Log' },
    { id: 'storage', label: 'Storage and backup' },
  ]
  return (
    <Screen title="Sync" actions={<SyncActions />}>
      <StatusLine />
      <RemovedNotice />
      {status.conflicts > 0 && mayWrite && status.error?.code !== 'not_a_member' && (
        <InlineNotice tone="warn" className="md:items-center" actions={<Link to="/conflicts" className={buttonClass('secondary', 'sm')}>Review</Link>}>
          {plural(status.conflicts, 'conflict')} {status.conflicts === 1 ? 'waits' : 'wait'} for your word. Every value is kept until then.
        </InlineNotice>
      )}
      <NoticeList limit={20} wide />
      <MetNotice wide />
      <div className="flex flex-col">
        <Tabs label="Sync" tabs={tabs} value={tab} onChange={(next) => void navigate({ to: '/sync', search: { tab: next }, replace: true })} className="px-0 max-md:px-0">
          <div className="flex flex-col gap-6 pt-4">
            {tab === 'pending' && <PendingList />}
            {tab === 'failed' && <FailedList />}
            {tab === 'log' && <SyncLog />}
            {tab === 'storage' && <StoragePanel />}
          </div>
        </Tabs>
      </div>
    </Screen>
  )
}

function SyncActions() {
  const { status, isSyncing } = useSync()
  const syncNow = useSyncNow()
  if (status.state === 'no_account') return <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
  if (status.error?.code === 'not_a_member') return null
  if (status.state === 'signed_out' || status.state === 'blocked') return <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
  return <Button size="sm" waiting={isSyncing} onClick={syncNow}>{isSyncing ? 'Syncing' : 'Sync now'}</Button>
}

function StatusLine() {
  const status = useSteadyStatus()
  const opened = useOpened()
  const now = useNow()
  const online = useOnline()
  const chip = chipWords(status, { now, kept: opened?.kind !== 'memory' })
  return (
    <section aria-label="Status" className="flex flex-col gap-2">
      <div className="flex items-start gap-3">
        <span className="mt-1 [&_svg]:size-5"><ChipIcon kind={chip.kind} /></span>
        <div className="min-w-0">
          <p className="text-title font-semibold">{chip.words}</p>
          {/* The notice under it says what there is to say. */}
          {status.error?.code !== 'not_a_member' && <p className="text-ui text-muted">{chipExplanation(chip.kind, status, online)}</p>}
          <p className="mt-1 text-table text-muted">
            {status.lastSyncedAt ? <>Last synced <time dateTime={status.lastSyncedAt}>{formatInstant(status.lastSyncedAt)}</time></> : status.account ? 'Not synced yet' : null}
            {status.account && <> · {status.account.email}</>}
            {status.nextAttemptAt && chip.kind === 'struggling' && <> · {nextTryWords(status.nextAttemptAt, now)}</>}
          </p>
          {status.healed && (
            <p className="mt-1 text-table text-muted">
              {plural(status.healed.records, 'record')} differed from the server and {status.healed.records === 1 ? 'was' : 'were'} downloaded again, last on{' '}
              <time dateTime={status.healed.at}>{formatInstant(status.healed.at)}</time>.
            </p>
          )}
        </div>
      </div>
      {status.download && <ProgressBar label="First download; search covers what has arrived" done={status.download.received} total={status.download.total} />}
      {chip.kind === 'syncing' && status.progress && <ProgressBar label="Sending" done={status.progress.done} total={status.progress.total} />}
    </section>
  )
}

import { Link } from '@tanstack/react-router'
import { useSync } from '../../../data-api/hooks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import type { Arriving } from '../../sync-status/arriving.ts'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { useLockedAccount } from '../../sync-status/use-locked-account.ts'
import { countOf, useKind } from './kind.ts'
import { openCreate } from './open-create.ts'

/** Why there is nothing to see. What has not arrived yet, or lies here locked, never looks as if there were nothing. */
export function EmptyList({ narrowed, arriving, onClear }: { narrowed: boolean; arriving: Arriving | null; onClear: () => void }) {
  const { status } = useSync()
  const locked = useLockedAccount()
  const mayWrite = useMayWrite()
  const kind = useKind(), { entity: { name, label }, icon } = kind
  if (narrowed) {
    return (
      <EmptyState title={arriving ? `No ${label.one} matches so far.` : `No ${label.one} matches.`} actions={<Button onClick={onClear}>Clear search and filters</Button>}>
        {arriving && `${formatCount(arriving.here)} of ${countOf(kind, arriving.of)} are here; search covers these.`}
      </EmptyState>
    )
  }
  if (status.account !== null && status.state !== 'no_account' && status.lastSyncedAt === null) {
    const coming = status.state === 'syncing' || status.state === 'downloading' || status.state === 'idle'
    return coming
      ? <EmptyState icon={icon} title={`Your ${label.many} are on their way`}>They appear here as they arrive.</EmptyState>
      : <EmptyState icon={icon} title={`Your ${label.many} have not arrived yet`}>They are safe in your account and come down as soon as it can be reached.</EmptyState>
  }
  return (
    <EmptyState
      icon={icon}
      title={locked ? `No ${label.many} without an account` : `No ${label.many} yet`}
      actions={(
        <>
          {locked && <Button variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>}
          {mayWrite && <Link to="/import" className={buttonClass(locked ? 'secondary' : 'primary')}>Import</Link>}
          {mayWrite && <Button onClick={() => openCreate(name)}>Add</Button>}
          {!locked && mayWrite && <Link to="/welcome" className={buttonClass()}>Try sample data</Link>}
        </>
      )}
    >
      {locked ? `Those of ${locked} are on this device, locked. Sign in to open them.` : !mayWrite ? 'Nobody has added one yet.' : kind.emptyWords}
    </EmptyState>
  )
}

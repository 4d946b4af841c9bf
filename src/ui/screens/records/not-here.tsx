import type { ReactNode } from 'react'
import { useList, useSync } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { useLockedAccount } from '../../sync-status/use-locked-account.ts'

interface NotHere {
  /** Entities of which there is none then. */
  of: readonly [string, string?]
  /** What they are called. */
  many: string
  icon: ReactNode
  /** What can be done besides signing in, where it lies here locked. */
  actions?: ReactNode
}

/** What says that there is nothing to see (`children`), unless there is nothing of its kind at all, and it has not arrived yet, or lies here locked: that never looks as if there were nothing. */
export function NothingHere({ of: [entity, other = entity], many, icon, actions, children }: NotHere & { children: ReactNode }) {
  const { data: one } = useList(entity, { limit: 1 }), { data: two } = useList(other, { limit: 1 })
  const { status } = useSync()
  const locked = useLockedAccount()
  if (one === undefined || two === undefined) return null
  if (one.total + two.total > 0) return children
  if (status.account !== null && status.state !== 'no_account' && status.lastSyncedAt === null) {
    const coming = status.state === 'syncing' || status.state === 'downloading' || status.state === 'idle'
    return coming
      ? <EmptyState icon={icon} title={`Your ${many} are on their way`}>They appear here as they arrive.</EmptyState>
      : <EmptyState icon={icon} title={`Your ${many} have not arrived yet`}>They are safe in your account and come down as soon as it can be reached.</EmptyState>
  }
  if (locked === null) return children
  return (
    <EmptyState icon={icon} title={`No ${many} without an account`} actions={<><Button variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>{actions}</>}>
      Those of {locked} are on this device, locked. Sign in to open them.
    </EmptyState>
  )
}

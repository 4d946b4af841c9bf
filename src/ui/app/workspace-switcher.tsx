import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import Check from 'lucide-react/icons/check'
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import CloudDownload from 'lucide-react/icons/cloud-download'
import Plus from 'lucide-react/icons/plus'
import UsersRound from 'lucide-react/icons/users-round'
import { useSatchel, useSync } from '../../data-api/hooks.ts'
import { useWorkspaces } from '../../data-api/team-hooks.ts'
import type { WorkspaceEntry } from '../../data-api/types.ts'
import { Badge } from '../components/badge.tsx'
import { cn } from '../components/cn.ts'
import { plural } from '../components/format.ts'
import { Mark } from '../components/mark.tsx'
import { Menu, type MenuItem } from '../components/menu.tsx'
import { showError, showToast, whileWorking } from '../components/toast.tsx'
import { CreateWorkspace } from './create-workspace.tsx'
import { useMayWrite } from './may-write.ts'
import { rememberWorkspaceName, useWorkspaceName } from './use-workspace-name.ts'

/**
 * The workspace that is open, and the way to the person's others. One that is on the device opens without the network; what was not sent in the one that is
 * left stays in it, and a dot says where such is.
 */
export function WorkspaceSwitcher({ className }: { className?: string }) {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const name = useWorkspaceName()
  const mayWrite = useMayWrite()
  const { status } = useSync()
  const { data: workspaces = [], refetch } = useWorkspaces()
  const [creating, setCreating] = useState(false)
  if (status.account === null) return <span className={cn('flex h-12 shrink-0 items-center gap-2 px-4', className)}><Mark /><span className="truncate text-ui font-semibold">{name}</span></span>

  const open = async ({ workspaceId, name: other }: WorkspaceEntry): Promise<void> => {
    await whileWorking(satchel.workspaces.open(workspaceId))
    rememberWorkspaceName(other)
    showToast({ message: `Switched to “${other}”` })
    await navigate({ to: '/contacts' })
    void refetch()
  }
  const elsewhere = workspaces.filter((one) => !one.open).reduce((sum, { waiting }) => sum + waiting, 0)
  const items: MenuItem[] = [
    { kind: 'heading', label: status.account.email },
    ...workspaces.map((one): MenuItem => ({
      label: one.name, icon: one.open ? <Check aria-label="Open" /> : one.onDevice ? <span className="size-4" /> : <CloudDownload aria-hidden />,
      ...(one.open || (one.onDevice && one.waiting === 0) ? {} : { hint: one.onDevice ? `${plural(one.waiting, 'change')} not sent` : 'Not here yet' }),
      onSelect: () => { if (!one.open) open(one).catch(showError) },
    })),
    { kind: 'separator' },
    { label: 'New workspace…', icon: <Plus />, onSelect: () => setCreating(true) },
    { label: 'Members and invitations', icon: <UsersRound />, onSelect: () => void navigate({ to: '/settings', search: { tab: 'workspace' } }) },
  ]
  const unsent = elsewhere > 0 ? `${plural(elsewhere, 'change')} in other workspaces not sent` : null
  return (
    <>
      <Menu
        label="Workspaces" items={items}
        trigger={(
          <button type="button" aria-label={`Workspace ${name}. ${unsent === null ? 'Switch' : `${unsent}. Switch`}`} className={cn('flex h-12 w-full shrink-0 items-center gap-2 px-4 text-left -outline-offset-2! hover:bg-hover aria-expanded:bg-hover', className)}>
            <Mark />
            <span className="min-w-0 grow truncate text-ui font-semibold">{name}</span>
            {!mayWrite && <Badge>View only</Badge>}
            {unsent !== null && <span aria-hidden title={unsent} className="size-2 shrink-0 rounded-full bg-warn" />}
            <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
          </button>
        )}
      />
      {creating && <CreateWorkspace onClose={() => setCreating(false)} />}
    </>
  )
}

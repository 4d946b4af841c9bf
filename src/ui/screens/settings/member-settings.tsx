import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import { useMembers } from '../../../data-api/team-hooks.ts'
import type { Member } from '../../../data-api/types.ts'
import type { Role } from '../../../model/entity.ts'
import { handsOut, isRole, may, roles } from '../../../model/roles.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { Section } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { roleWords } from '../../sync-status/role-words.ts'
import { InvitationSettings } from './invitation-settings.tsx'
import { RenameWorkspace } from './rename-workspace.tsx'

/** Who is in the workspace: their roles, and what one may do about them. */
export function MemberSettings() {
  const { status } = useSync()
  const { data: members, error, refetch } = useMembers()
  const [renaming, setRenaming] = useState(false)
  if (status.account === null) return null
  const { workspaceName } = status.account
  const mine: Role = isRole(status.account.role) ? status.account.role : 'viewer'
  const changed = (): void => { void refetch() }
  return (
    <>
      <Section title={workspaceName} actions={may(mine, 'rename') && <Button size="sm" onClick={() => setRenaming(true)}>Rename…</Button>}>
        {error && !members && <InlineNotice>The list of members comes from the server, which cannot be reached now.</InlineNotice>}
        {members && <ul aria-label="Members" className="border-t border-line">{members.map((member) => <MemberRow key={member.userId} member={member} mine={mine} owners={members.filter(({ role }) => role === 'owner').length} onChanged={changed} />)}</ul>}
        {renaming && <RenameWorkspace name={workspaceName} onClose={() => setRenaming(false)} />}
      </Section>
      {may(mine, 'people') && <InvitationSettings mine={mine} />}
    </>
  )
}

type Asking = 'remove' | 'transfer' | 'leave' | null

function MemberRow({ member, mine, owners, onChanged }: { member: Member; mine: Role; owners: number; onChanged: () => void }) {
  const { team } = useSatchel()
  const navigate = useNavigate()
  const [asking, setAsking] = useState<Asking>(null)
  const { name, email, role, you, userId } = member
  const close = (): void => setAsking(null)
  const lastOwner = role === 'owner' && owners === 1
  const mayChange = handsOut[mine].includes(role) && !lastOwner
  const setRole = (to: Role): void => {
    team.changeRole(userId, to).then(() => { showToast({ message: `${you ? 'You are' : `${name} is`} ${article(to)} ${roleWords[to].label.toLowerCase()} now` }); onChanged() }, (thrown: unknown) => { showError(thrown); onChanged() })
  }
  const act = (work: () => Promise<void>, done: string) => async (): Promise<void> => {
    await work()
    onChanged()
    showToast({ message: done })
  }
  const leave = async (): Promise<void> => {
    await team.leave()
    showToast({ message: 'You have left the workspace. What this device had of it stays until you remove it.' })
    await navigate({ to: '/contacts' })
  }
  const items: MenuItem[] = [
    ...(may(mine, 'transfer') && !you ? [{ label: 'Make owner in your place…', onSelect: () => setAsking('transfer') }] : []),
    ...(mayChange && !you ? [{ label: 'Remove…', danger: true, onSelect: () => setAsking('remove') }] : []),
    ...(you && !lastOwner ? [{ label: 'Leave the workspace…', danger: true, onSelect: () => setAsking('leave') }] : []),
  ]
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <Avatar name={name} size="md" />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui max-md:line-clamp-2 max-md:break-words max-md:whitespace-normal">{name}{you && <span className="text-muted"> (you)</span>}</span>
        <span className="truncate text-table text-muted" title={email}>{email}</span>
      </span>
      {mayChange
        ? <Select quiet className="w-30 shrink-0" aria-label={`Role of ${name}`} title={roleWords[role].text} value={role} onChange={(event) => setRole(event.target.value as Role)} options={roles.map((each) => ({ value: each, label: roleWords[each].label, disabled: !handsOut[mine].includes(each) }))} />
        : <span className="shrink-0 pr-7 text-ui text-muted max-md:text-body" title={lastOwner ? 'A workspace always has an owner.' : roleWords[role].text}>{roleWords[role].label}</span>}
      {items.length > 0 ? <Menu label={`What to do about ${name}`} align="end" items={items} trigger={<IconButton label={`More about ${name}`}><Ellipsis /></IconButton>} /> : <span aria-hidden className="w-8 shrink-0" />}
      <ConfirmDialog
        open={asking === 'remove'} onClose={close} title={`Remove ${name}?`} confirm="Remove" danger
        description="They can read and change nothing here from now on. What they wrote stays. What they had not sent stays on their device, for them alone."
        onConfirm={act(() => team.remove(userId), `${name} is no longer in the workspace`)}
      />
      <ConfirmDialog
        open={asking === 'transfer'} onClose={close} title={`Make ${name} the owner?`} confirm="Hand it over" danger
        description="The workspace is theirs then, and you are an admin. Only they can give it back."
        onConfirm={act(() => team.transfer(userId), `${name} owns the workspace now`)}
      />
      <ConfirmDialog
        open={asking === 'leave'} onClose={close} title="Leave the workspace?" confirm="Leave" danger
        description="You come back by an invitation only. What you had not sent stays on this device and is not sent any more."
        onConfirm={leave}
      />
    </li>
  )
}

const article = (role: Role): string => (/^[aeiou]/.test(role) ? 'an' : 'a')

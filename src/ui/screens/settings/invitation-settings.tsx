import { useState } from 'react'
import Link2 from 'lucide-react/icons/link-2'
import { useRegistration, useSatchel } from '../../../data-api/hooks.ts'
import { useInvitations } from '../../../data-api/team-hooks.ts'
import type { Invitation } from '../../../data-api/types.ts'
import type { Role } from '../../../model/entity.ts'
import { handsOut } from '../../../model/roles.ts'
import { SatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Field } from '../../components/field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { formatInstant } from '../../components/format.ts'
import { Input } from '../../components/input.tsx'
import { Section } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { ShowOnce } from '../../components/show-once.tsx'
import { showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { roleWords } from '../../sync-status/role-words.ts'

/** Links by which people come in: made, listed while they hold, taken back. */
export function InvitationSettings({ mine }: { mine: Role }) {
  const { data: invitations, refetch } = useInvitations()
  const [making, setMaking] = useState(false)
  const [link, setLink] = useState<string | null>(null)
  const changed = (): void => { void refetch() }
  return (
    <Section title="Invitations" actions={<Button size="sm" onClick={() => setMaking(true)}>Invite…</Button>}>
      {invitations?.length === 0 && <p className="border-y border-line py-3 text-ui text-muted">No invitation is open. A link lets somebody in, with or without an account.</p>}
      {invitations && invitations.length > 0 && <ul aria-label="Invitations" className="border-t border-line">{invitations.map((invitation) => <InvitationRow key={invitation.id} invitation={invitation} onChanged={changed} />)}</ul>}
      {making && <Invite mine={mine} onClose={() => setMaking(false)} onMade={(made) => { setMaking(false); setLink(made); changed() }} />}
      {link !== null && <ShowOnce title="Copy the link now" secret={link} onClose={() => setLink(null)} description="It is not shown again. Send it to whom you invite: who opens it within seven days can come in." />}
    </Section>
  )
}

function InvitationRow({ invitation, onChanged }: { invitation: Invitation; onChanged: () => void }) {
  const { team } = useSatchel()
  const [asking, setAsking] = useState(false)
  const { id, role, email, uses, used, madeBy, createdAt, expiresAt } = invitation
  const whom = email ?? (uses === 1 ? 'Whoever has the link' : `Whoever has the link, ${used} of ${uses} so far`)
  const revoke = async (): Promise<void> => {
    await team.revokeInvitation(id)
    onChanged()
    showToast({ message: 'The link lets nobody in any more' })
  }
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><Link2 /></span>
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui max-md:line-clamp-2 max-md:break-words max-md:whitespace-normal">{whom}</span>
        <span className="text-table text-muted">{roleWords[role].label} · made by {madeBy} <When at={createdAt} /> · until {formatInstant(expiresAt)}</span>
      </span>
      <Button size="sm" aria-label={`Take back the invitation for ${whom}, made ${formatInstant(createdAt)}`} onClick={() => setAsking(true)}>Take back…</Button>
      <ConfirmDialog
        open={asking} onClose={() => setAsking(false)} title="Take the invitation back?" confirm="Take it back" danger
        description="The link lets nobody in any more. Who came in by it stays." onConfirm={revoke}
      />
    </li>
  )
}

function Invite({ mine, onClose, onMade }: { mine: Role; onClose: () => void; onMade: (link: string) => void }) {
  const { team } = useSatchel()
  const [role, setRole] = useState<Role>('member')
  const [email, setEmail] = useState('')
  const [uses, setUses] = useState('1')
  const bound = email.trim() !== '', closed = useRegistration() === 'closed'
  const make = async (): Promise<void> => {
    if (bound && !/^\S+@\S+\.\S+$/.test(email.trim())) throw new SatchelError('invalid', 'This is no e-mail address.', { field: 'email' })
    onMade((await team.invite({ role, ...(bound ? { email: email.trim() } : { uses: Number(uses) }) })).link)
  }
  return (
    <FormDialog title="Invite people" description={`You get a link to send. It holds for seven days.${closed ? ' This server takes no new accounts: only who has one already can come in by it.' : ''}`} submit="Make the link" onSubmit={make} onClose={onClose}>
      {(errorOf) => (
        <>
          <Field label="Role" hint={roleWords[role].text}>
            {(control) => <Select {...control} value={role} onChange={(event) => setRole(event.target.value as Role)} options={handsOut[mine].map((each) => ({ value: each, label: roleWords[each].label }))} />}
          </Field>
          <Field label="E-mail, optional" error={errorOf('email')} hint="Then only the account of this address comes in by it.">
            {(control) => <Input {...control} type="email" inputMode="email" autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />}
          </Field>
          {!bound && (
            <Field label="How many may come in by it">
              {(control) => <Select {...control} value={uses} onChange={(event) => setUses(event.target.value)} options={['1', '5', '10', '25', '100'].map((count) => ({ value: count, label: count }))} />}
            </Field>
          )}
        </>
      )}
    </FormDialog>
  )
}

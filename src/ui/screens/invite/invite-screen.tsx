import { useEffect, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { SignInResult } from '../../../data-api/types.ts'
import { foldEmail } from '../../../shared/fold.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { markStarted } from '../../app/started.ts'
import { rememberWorkspaceName } from '../../app/use-workspace-name.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Mark } from '../../components/mark.tsx'
import { formatInstant } from '../../components/format.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { openSignOut, type SignInMode } from '../../sync-status/overlay-doors.ts'
import { roleWords } from '../../sync-status/role-words.ts'
import { SignInForm } from '../../sync-status/sign-in-form.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'

/**
 * Where an invitation's link leads: to what, from whom, and in. Signed in, signed out, or with an account yet to be made. The secret is behind the `#`, which
 * no server and no log gets to see, and leaves the address as soon as it is read.
 */
export default function InviteScreen() {
  const { team } = useSatchel()
  const { status } = useSync()
  const [secret, setSecret] = useState(takeSecret)
  // Another link that is opened in this tab changes what is behind the `#` alone: no page is loaded for it.
  useEffect(() => {
    const takeAnother = (): void => { setSecret(takeSecret()) }
    addEventListener('hashchange', takeAnother)
    return () => { removeEventListener('hashchange', takeAnother) }
  }, [])
  const opened = useOpened()
  // Until sync is heard of, whose database it is says whether somebody is signed in.
  const heard = opened !== null && (opened.userId === null || status.account !== null)
  const signedIn = status.account !== null && status.state !== 'signed_out'
  const { data: invitation, error, isPending, refetch } = useQuery({ queryKey: ['account', 'invitation', secret], queryFn: () => team.lookAtInvitation(secret), enabled: secret !== '', staleTime: 0 })
  const failure = error === null ? null : toSatchelError(error)
  const over = secret === '' || failure?.details?.['said'] === 'invitation_over'
  // Whoever came in by it comes to the same link again.
  const { data: already = null, isLoading: asking } = useQuery({
    queryKey: ['account', 'invited already', secret, status.account?.email], queryFn: () => team.whereAlready(secret), enabled: over && secret !== '' && signedIn, staleTime: 0,
  })
  const ended = over && !asking && already === null
  useEffect(() => { document.title = 'Invitation · Satchel' }, [])
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-100 flex-col justify-center gap-6 px-6 py-12">
        <header className="flex flex-col gap-3">
          <Mark className="mb-1 size-10" />
          <h1 id="screen-heading" tabIndex={-1} className="text-display outline-none">{already ? `You are already in “${already.name}”` : invitation ? `Join “${invitation.workspace.name}”` : ended ? 'This invitation is over' : 'An invitation'}</h1>
          {already && <p className="text-body text-muted">You need no invitation to it. You switch between your workspaces at the top of the sidebar.</p>}
          {invitation && <p className="text-body text-muted">{invitation.invitedBy} invites you as {roleWords[invitation.role].label.toLowerCase()}: {lowerFirst(roleWords[invitation.role].text)} The link holds until {formatInstant(invitation.expiresAt)}.</p>}
          {ended && <p className="text-body text-muted">It was used, taken back, or its seven days have passed. Ask whoever sent it for another one. Nothing on this device has changed.</p>}
        </header>
        {(asking || (!over && isPending)) && <p role="status" className="text-ui text-muted">Asking the server…</p>}
        {!over && failure && <InlineNotice tone="warn" actions={<Button size="sm" onClick={() => void refetch()}>Try again</Button>}>{failure.code === 'offline' ? 'The server cannot be reached, and an invitation is looked up there. Try again when you are online.' : failure.message}</InlineNotice>}
        {already && <Open workspace={already} />}
        {invitation && heard && (signedIn
          ? <Join secret={secret} name={invitation.workspace.name} email={invitation.email} />
          : <SignIn secret={secret} name={invitation.workspace.name} email={invitation.email} />)}
        {ended && <OtherWay />}
      </div>
    </div>
  )
}

/** Somebody who reloads the page has it still; nobody else who comes to this tab's history does. */
function takeSecret(): string {
  const given = location.hash.slice(1)
  if (given !== '') {
    sessionStorage.setItem(secretKey, given)
    history.replaceState(history.state, '', location.pathname)
  }
  return sessionStorage.getItem(secretKey) ?? ''
}
const secretKey = 'satchel.invitation'

function useArrive(): (name: string) => void {
  const navigate = useNavigate()
  return (name) => {
    sessionStorage.removeItem(secretKey)
    rememberWorkspaceName(name)
    markStarted()
    void navigate({ to: '/contacts', replace: true })
  }
}

function useJoined(): (name: string) => void {
  const arrive = useArrive()
  return (name) => {
    showToast({ message: `You are in “${name}”` })
    arrive(name)
  }
}

/** For whoever is in the workspace already. */
function Open({ workspace: { id, name } }: { workspace: { id: string; name: string } }) {
  const { workspaces } = useSatchel()
  const arrive = useArrive()
  return <Button variant="primary" size="lg" className="self-start" onClick={() => { workspaces.open(id).then(() => arrive(name), showError) }}>Open “{name}”</Button>
}

/** Whoever is signed in comes in by one press, under the account that is named. */
function Join({ secret, name, email }: { secret: string; name: string; email: string | null }) {
  const { team } = useSatchel()
  const { status } = useSync()
  const joined = useJoined()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const mine = status.account?.email ?? ''
  const another = email !== null && foldEmail(email) !== foldEmail(mine)
  const join = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await team.join(secret)
      joined(name)
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
      setBusy(false)
    }
  }
  return (
    <div className="flex flex-col gap-4">
      {another && <InlineNotice tone="warn">This invitation is for {email}, and you are signed in as {mine}.</InlineNotice>}
      {error && <InlineNotice tone="danger">{error}</InlineNotice>}
      {!another && <p className="text-ui text-muted">You are signed in as {mine}. Your other workspaces stay as they are; you switch between them at the top of the sidebar.</p>}
      <div className="flex flex-wrap gap-2">
        {!another && <Button variant="primary" size="lg" disabled={busy} onClick={() => void join()}>{busy ? 'One moment' : `Join “${name}”`}</Button>}
        <Button size="lg" variant={another ? 'primary' : 'secondary'} disabled={busy} onClick={openSignOut}>Use another account…</Button>
      </div>
    </div>
  )
}

/** A new account is made in the workspace itself; with one that there is, one comes in once signed in. */
function SignIn({ secret, name, email }: { secret: string; name: string; email: string | null }) {
  const { team, auth } = useSatchel()
  const joined = useJoined()
  const [mode, setMode] = useState<SignInMode>('register')
  const [error, setError] = useState<string | null>(null)
  const done = (_result: SignInResult, made: SignInMode): void => {
    if (made === 'register') { joined(name); return }
    // What is on the device is asked about first, over this screen, where there is anything; then "Join" is one press away.
    if (auth.openChoice() === null) team.join(secret).then(() => joined(name), (thrown: unknown) => setError(toSatchelError(thrown).message))
  }
  return (
    <div className="flex flex-col gap-4">
      {error && <InlineNotice tone="danger">{error}</InlineNotice>}
      <SignInForm key={mode} mode={mode} onMode={setMode} onDone={(result) => done(result, mode)} invitation={secret} {...(email === null ? {} : { suggested: email })} />
    </div>
  )
}

function OtherWay() {
  const navigate = useNavigate()
  return <Button className="self-start" onClick={() => { sessionStorage.removeItem(secretKey); void navigate({ to: '/', replace: true }) }}>Go to Satchel</Button>
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSync } from '../../../data-api/hooks.ts'
import type { SignInResult } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { Screen, Section } from '../../components/screen.tsx'
import { showToast } from '../../components/toast.tsx'
import { markStarted } from '../../app/started.ts'
import { openSignOut, type SignInMode } from '../../sync-status/overlay-doors.ts'
import { SignInForm } from '../../sync-status/sign-in-form.tsx'
import { Fact, Facts } from '../settings/facts.tsx'
import { isAfterPasswordReset } from '../../sync-status/after-reset.ts'

/** Sign in or sign up as a page of its own, for links; whoever is signed in sees the account. */
export default function AccountScreen() {
  const { status } = useSync()
  return status.account !== null && status.state !== 'signed_out' ? <Account /> : <SignIn />
}

function SignIn() {
  const navigate = useNavigate()
  const [mode, setMode] = useState<SignInMode>('login')
  const done = ({ state, user }: SignInResult): void => {
    markStarted()
    // Otherwise the choice says it, which stands over every screen by now.
    if (state === 'ready') showToast({ message: `Signed in as ${user.email}` })
    void (isAfterPasswordReset() ? navigate({ to: '/settings', search: { tab: 'account' } }) : navigate({ to: '/contacts' }))
  }
  return (
    <Screen title={mode === 'login' ? 'Sign in' : 'Create an account'}>
      <div className="mx-auto flex w-full max-w-90 flex-col gap-4 pt-4">
        <p className="text-ui text-muted">What is on this device stays as it is until you decide what becomes of it.</p>
        <SignInForm mode={mode} onMode={setMode} onDone={done} />
      </div>
    </Screen>
  )
}

function Account() {
  const { status } = useSync()
  if (!status.account) return null
  const { name, email, workspaceName, role } = status.account
  return (
    <Screen title="Account">
      <Section title={name} actions={<Button size="sm" onClick={openSignOut}>Sign out…</Button>}>
        <Facts>
          <Fact label="E-mail">{email}</Fact>
          <Fact label="Workspace">{workspaceName}</Fact>
          <Fact label="Role">{role.charAt(0).toUpperCase() + role.slice(1)}</Fact>
        </Facts>
      </Section>
    </Screen>
  )
}

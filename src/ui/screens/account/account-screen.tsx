import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSync } from '../../../data-api/hooks.ts'
import type { SignInResult } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { Screen, Section } from '../../components/screen.tsx'
import { showToast } from '../../components/toast.tsx'
import { markStarted } from '../../app/started.ts'
import { openSignOut, type SignInMode } from '../../sync-status/overlay-doors.ts'
import { SignInChoice } from '../../sync-status/sign-in-choice.tsx'
import { SignInForm } from '../../sync-status/sign-in-form.tsx'
import { Fact, Facts } from '../settings/facts.tsx'

/** Sign in or sign up as a page of its own, for links; whoever is signed in sees the account. */
export default function AccountScreen() {
  const { status } = useSync()
  const [result, setResult] = useState<SignInResult | null>(null)
  const signedIn = status.account !== null && status.state !== 'signed_out'
  if (signedIn && result?.state !== 'choose') return <Account />
  return <SignIn result={result} onResult={setResult} />
}

function SignIn({ result, onResult }: { result: SignInResult | null; onResult: (result: SignInResult) => void }) {
  const navigate = useNavigate()
  const finish = (user: SignInResult['user']): void => {
    markStarted()
    showToast({ message: `Signed in as ${user.email}` })
    void navigate({ to: '/contacts' })
  }
  const [mode, setMode] = useState<SignInMode>('login')
  const choosing = result?.state === 'choose' ? result : null
  return (
    <Screen title={choosing ? `Signed in as ${choosing.user.email}` : mode === 'login' ? 'Sign in' : 'Create an account'}>
      <div className="mx-auto flex w-full max-w-90 flex-col gap-4 pt-4">
        {choosing
          ? <SignInChoice email={choosing.user.email} localRecords={choosing.localRecords} onDone={() => finish(choosing.user)} />
          : (
            <>
              <p className="text-ui text-muted">What is on this device stays as it is until you decide what becomes of it.</p>
              <SignInForm mode={mode} onMode={setMode} onDone={(signedIn) => { if (signedIn.state === 'ready') finish(signedIn.user); else onResult(signedIn) }} />
            </>
          )}
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
      <Section title={name} actions={<Button size="sm" onClick={openSignOut}>Sign out</Button>}>
        <Facts>
          <Fact label="E-mail">{email}</Fact>
          <Fact label="Workspace">{workspaceName}</Fact>
          <Fact label="Role">{role.charAt(0).toUpperCase() + role.slice(1)}</Fact>
        </Facts>
      </Section>
    </Screen>
  )
}

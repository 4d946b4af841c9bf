import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useSatchel, useSecurity, useSync } from '../../../data-api/hooks.ts'
import { knowsPasskeys } from '../../../data-api/passkeys.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { plural } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { forgetPasswordReset, isAfterPasswordReset } from '../../sync-status/after-reset.ts'
import { ChangePassword } from './change-password.tsx'
import { Setting } from './facts.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { PasskeySettings } from './passkey-settings.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { CodeField, PasswordField } from './secret-fields.tsx'
import { SetUpAuthenticator } from './set-up-authenticator.tsx'

type Doing = 'password' | 'set-up' | 'remove' | 'renew' | 'prove' | { codes: string[] } | null

/** How the person proves who they are. */
export function SignInSettings({ email }: { email: string }) {
  const [doing, setDoing] = useState<Doing>(null)
  const close = (): void => setDoing(null)
  const client = useQueryClient()
  const changed = (): void => { void client.invalidateQueries({ queryKey: ['account', 'security'] }) }
  const show = (codes: string[]): void => { setDoing({ codes }); changed() }
  const { data: security } = useSecurity()
  return (
    <>
      <SecondFactorNotice hasApp={security?.authenticator ?? false} hasPasskey={security !== undefined && security.passkeys.length > 0} onSetUp={() => setDoing('set-up')} onProve={() => setDoing('prove')} />
      {security && security.passkeys.length > 0 && <PasskeysStayNotice />}
      <Section title="Signing in">
        <div>
          <Setting label="Password" text="Changing it signs out all other devices. Programs with an API token go on unless you say otherwise.">
            <Button size="sm" onClick={() => setDoing('password')}>Change…</Button>
          </Setting>
          <Setting
            label="Authenticator app"
            text={security?.authenticator ? 'Signing in asks for its code beside the password.' : 'A code from your phone beside the password, so that the password alone opens nothing.'}
          >
            {security?.authenticator && <Badge tone="ok">On</Badge>}
            {security && (security.authenticator
              ? <Button size="sm" variant="danger" onClick={() => setDoing('remove')}>Remove…</Button>
              : <Button size="sm" onClick={() => setDoing('set-up')}>Set up…</Button>)}
          </Setting>
          {security?.authenticator && (
            <Setting label="Recovery codes" text={`${plural(security.recoveryCodes, 'code')} left for when your phone is not at hand.`}>
              <Button size="sm" onClick={() => setDoing('renew')}>New codes…</Button>
            </Setting>
          )}
        </div>
      </Section>
      {security && <PasskeySettings passkeys={security.passkeys} onChanged={changed} />}
      {doing === 'password' && <ChangePassword email={email} onClose={close} />}
      {doing === 'set-up' && <SetUpAuthenticator onClose={close} onDone={show} />}
      {doing === 'remove' && <RemoveAuthenticator onClose={close} onDone={changed} />}
      {doing === 'renew' && <RenewCodes onClose={close} onDone={show} />}
      {doing === 'prove' && <ProveFactor onClose={close} onDone={changed} />}
      {typeof doing === 'object' && doing !== null && <RecoveryCodes codes={doing.codes} onClose={close} />}
    </>
  )
}

/** P5: why sync waits, and what to do about it: by what the person has, or what they may set up. */
function SecondFactorNotice({ hasApp, hasPasskey, onSetUp, onProve }: { hasApp: boolean; hasPasskey: boolean; onSetUp: () => void; onProve: () => void }) {
  const { auth } = useSatchel()
  const { status } = useSync()
  const [busy, setBusy] = useState(false)
  if (status.error?.code !== 'second_factor_required') return null
  const byPasskey = async (): Promise<void> => {
    setBusy(true)
    try {
      // A session that begins by one has it proved.
      const { user } = await auth.loginWithPasskey()
      showToast({ message: user.id === status.account?.userId ? 'Confirmed. Sync goes on.' : `That passkey is of ${user.email}, who is signed in now.` })
    } catch (thrown) {
      showError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <InlineNotice
      tone="warn" title="Sync waits for your second factor"
      actions={(
        <>
          {hasApp && <Button size="sm" variant="primary" onClick={onProve}>Enter a code…</Button>}
          {hasPasskey && knowsPasskeys() && <Button size="sm" variant={hasApp ? 'secondary' : 'primary'} disabled={busy} onClick={() => void byPasskey()}>Use a passkey</Button>}
          {!hasApp && !hasPasskey && <Button size="sm" variant="primary" onClick={onSetUp}>Set it up…</Button>}
        </>
      )}
    >
      This workspace asks everybody for two-factor authentication. Your changes are kept on this device and go out then.{!hasApp && !hasPasskey && ' A passkey, below, is one too.'}
    </InlineNotice>
  )
}

/** After a new password by a link (decision 0104), above all else: what follows is read further down. */
function PasskeysStayNotice() {
  const [isShown, setShown] = useState(isAfterPasswordReset)
  if (!isShown) return null
  const looked = (): void => { forgetPasswordReset(); setShown(false) }
  return (
    <InlineNotice tone="warn" title="Your new password removes no passkey" actions={<Button size="sm" onClick={looked}>They are all mine</Button>}>
      Each of your passkeys, listed below, still signs in to your account without it. Remove any that you do not know.
    </InlineNotice>
  )
}

interface StepProps<T = void> { onClose: () => void; onDone: (result: T) => void }

function RemoveAuthenticator({ onClose, onDone }: StepProps) {
  const { account } = useSatchel()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const remove = async (): Promise<void> => {
    await account.removeAuthenticator(password, code)
    onDone()
    onClose()
    showToast({ message: 'The authenticator app is removed' })
  }
  return (
    <FormDialog title="Remove the authenticator app?" description="From then on the password alone signs you in. Its recovery codes are void." submit="Remove" danger onClose={onClose} onSubmit={remove}>
      {(errorOf) => (
        <>
          <PasswordField first error={errorOf('password')} value={password} onChange={setPassword} />
          <CodeField error={errorOf('code')} value={code} onChange={setCode} />
        </>
      )}
    </FormDialog>
  )
}

function RenewCodes({ onClose, onDone }: StepProps<string[]>) {
  const { account } = useSatchel()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  return (
    <FormDialog
      title="New recovery codes" description="Those you have kept are void then." submit="Make new codes" onClose={onClose}
      onSubmit={async () => { onDone(await account.renewRecoveryCodes(password, code)) }}
    >
      {(errorOf) => (
        <>
          <PasswordField first error={errorOf('password')} value={password} onChange={setPassword} />
          <CodeField error={errorOf('code')} value={code} onChange={setCode} />
        </>
      )}
    </FormDialog>
  )
}

function ProveFactor({ onClose, onDone }: StepProps) {
  const { account } = useSatchel()
  const [code, setCode] = useState('')
  const prove = async (): Promise<void> => {
    await account.proveFactor(code)
    onDone()
    onClose()
    showToast({ message: 'Confirmed. Sync goes on.' })
  }
  return (
    <FormDialog title="Confirm that it is you" submit="Confirm" onClose={onClose} onSubmit={prove}>
      {(errorOf) => <CodeField first error={errorOf('code')} value={code} onChange={setCode} />}
    </FormDialog>
  )
}

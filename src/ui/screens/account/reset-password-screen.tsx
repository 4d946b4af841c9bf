import { useEffect, useState, type FormEvent } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSatchel } from '../../../data-api/hooks.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Screen } from '../../components/screen.tsx'
import { showToast } from '../../components/toast.tsx'
import { notePasswordReset } from '../../sync-status/after-reset.ts'
import { leastPassword, tooShort } from '../../sync-status/sign-in-words.ts'

/** Where the link of a forgotten password leads. Its token is behind the `#`, and leaves the address as soon as it is read. */
export default function ResetPasswordScreen() {
  const { account } = useSatchel()
  const navigate = useNavigate()
  const [token] = useState(() => location.hash.slice(1))
  useEffect(() => { history.replaceState(history.state, '', location.pathname) }, [])
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (password.length < leastPassword) { setError(tooShort(password)); return }
    setError(null)
    setBusy(true)
    try {
      await account.resetPassword(token, password)
      notePasswordReset()
      showToast({ message: 'Your password is set. Sign in with it.' })
      await navigate({ to: '/account', search: {}, replace: true })
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
      setBusy(false)
    }
  }
  return (
    <Screen title="Set a new password">
      <div className="mx-auto flex w-full max-w-90 flex-col gap-4 pt-4">
        {token === ''
          ? <InlineNotice tone="warn" title="This link is not whole">Open it once more from the mail, or ask for another one where you sign in.</InlineNotice>
          : (
            <>
              <p className="text-ui text-muted">Every device and program is signed out by it, and your API tokens are revoked. Passkeys and your authenticator app go on; you are shown them once you are signed in. What is on this device stays as it is.</p>
              <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
                <Field label="New password" error={error} hint={`At least ${leastPassword} characters.`}>
                  {(control) => <Input {...control} type="password" autoComplete="new-password" autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />}
                </Field>
                <Button type="submit" variant="primary" className="self-end" disabled={busy}>{busy ? 'One moment' : 'Set password'}</Button>
              </form>
            </>
          )}
      </div>
    </Screen>
  )
}

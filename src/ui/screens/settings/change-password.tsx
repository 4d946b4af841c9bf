import { useId, useState, type FormEvent } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { plural } from '../../components/format.ts'
import { Input } from '../../components/input.tsx'
import { showToast } from '../../components/toast.tsx'
import { leastPassword, tooShort } from '../../sync-status/sign-in-words.ts'

/** Asks for the password that holds and for the one that is to hold. */
export function ChangePassword({ email, onClose }: { email: string; onClose: () => void }) {
  const { account } = useSatchel()
  const id = useId()
  const [values, setValues] = useState({ current: '', next: '', revokeTokens: false })
  const [errors, setErrors] = useState<{ current?: string; next?: string }>({})
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const found = {
      ...(values.current === '' ? { current: 'Enter your password.' } : {}),
      ...(values.next.length < leastPassword ? { next: tooShort(values.next) } : {}),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    try {
      const ended = await account.changePassword(values.current, values.next, { revokeTokens: values.revokeTokens })
      showToast({ message: ended === 0 ? 'Your password is changed' : `Your password is changed, and ${plural(ended, 'other session')} ended` })
      onClose()
    } catch (thrown) {
      const { details, message } = toSatchelError(thrown)
      setErrors(details?.['said'] === 'weak_password' ? { next: message } : { current: message })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title="Change password" description="All other devices are signed out, and programs that signed in with it. What they have not sent stays on them."
      footer={(
        <>
          <Button onClick={onClose} disabled={busy}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" disabled={busy}>{busy ? 'One moment' : 'Change password'}</Button>
        </>
      )}
    >
      <form id={id} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {/* For password managers, which want to know whose it is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" error={errors.current}>
          {(control) => <Input {...control} type="password" autoComplete="current-password" data-autofocus value={values.current} onChange={(event) => setValues({ ...values, current: event.target.value })} />}
        </Field>
        <Field label="New password" error={errors.next} hint={`At least ${leastPassword} characters.`}>
          {(control) => <Input {...control} type="password" autoComplete="new-password" value={values.next} onChange={(event) => setValues({ ...values, next: event.target.value })} />}
        </Field>
        <Checkbox label="Revoke my API tokens too: scripts that use one are shut out" checked={values.revokeTokens} onChange={(event) => setValues({ ...values, revokeTokens: event.currentTarget.checked })} />
      </form>
    </Dialog>
  )
}

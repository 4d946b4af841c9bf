import { useState, type FormEvent } from 'react'
import KeyRound from 'lucide-react/icons/key-round'
import { useRegistration, useSatchel } from '../../data-api/hooks.ts'
import { knowsPasskeys } from '../../data-api/passkeys.ts'
import type { SignInResult } from '../../data-api/types.ts'
import { toSatchelError } from '../../shared/errors.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { InlineNotice } from '../components/inline-notice.tsx'
import { Input } from '../components/input.tsx'
import { ForgotPassword } from './forgot-password.tsx'
import type { SignInMode } from './overlay-doors.ts'
import { checkSignIn, leastPassword, registrationWords, signInErrors, type SignInErrors, type SignInField } from './sign-in-words.ts'

interface SignInFormProps {
  mode: SignInMode
  onMode: (mode: SignInMode) => void
  /** Of the account whose session ended: filled in, and registering is offered only where the server may have lost it. */
  email?: string
  /** That account, as far as it is remembered: made again, it is called the same. */
  account?: { name: string; workspaceName: string } | null
  /** A link's secret: the account is made in its workspace. `suggested`: whom it is for. */
  invitation?: string
  suggested?: string
  onDone: (result: SignInResult) => void
}

/** Sign in or register. Errors stand at their field, password managers know every field, and nothing typed is lost by a failure. */
export function SignInForm({ mode, onMode, email = '', account = null, invitation, suggested = '', onDone }: SignInFormProps) {
  const { auth } = useSatchel()
  const [values, setValues] = useState<Record<SignInField, string>>({ email: email || suggested, password: '', name: account?.name ?? '', code: '' })
  /** The password was right, and the account asks for more. */
  const [asksCode, setAsksCode] = useState(false)
  const [errors, setErrors] = useState<SignInErrors>({})
  const [busy, setBusy] = useState(false)
  const [forgotten, setForgotten] = useState(false)
  const register = mode === 'register'
  const closed = registrationWords(useRegistration(), invitation !== undefined)

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const found = checkSignIn(mode, values)
    setErrors(found)
    if (Object.keys(found).length > 0) return focusFirst(form, found)
    setBusy(true)
    try {
      const input = { email: values.email.trim(), password: values.password }
      onDone(register ? await auth.register({ ...input, name: values.name.trim(), ...(account === null ? {} : { workspace: account.workspaceName }), ...(invitation === undefined ? {} : { invitation }) }) : await auth.login(asksCode ? { ...input, code: values.code } : input))
    } catch (thrown) {
      if (toSatchelError(thrown).details?.['said'] === 'code_required') {
        setAsksCode(true)
        return
      }
      const answered = signInErrors(mode, toSatchelError(thrown), email !== '', closed === null)
      setErrors(answered)
      focusFirst(form, answered)
    } finally {
      setBusy(false)
    }
  }
  const byPasskey = async (): Promise<void> => {
    setErrors({})
    setBusy(true)
    try {
      onDone(await auth.loginWithPasskey())
    } catch (thrown) {
      setErrors({ form: toSatchelError(thrown).message })
    } finally {
      setBusy(false)
    }
  }
  const bind = (field: SignInField) => ({
    name: field, value: values[field], required: true,
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [field]: event.target.value }),
  })

  if (register && closed !== null) {
    return (
      <div className="flex flex-col gap-4">
        <InlineNotice title={closed.title}>{closed.text} What you write here stays on this device, and works without an account.</InlineNotice>
        <Button variant="primary" className="self-end" onClick={() => { onMode('login'); setErrors({}) }}>I have an account</Button>
      </div>
    )
  }
  const offersOther = register || (email === '' ? closed === null : errors.lostAccount === true)
  if (forgotten && !register) return <ForgotPassword email={values.email.trim()} onBack={() => setForgotten(false)} />
  if (asksCode) {
    return (
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label="Code" error={errors.code} hint="Six digits from your authenticator app, or a recovery code.">
          {(control) => <Input {...control} {...bind('code')} className="tabular-nums tracking-wider" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} autoFocus ref={focusFirstInDialog} />}
        </Field>
        {errors.form && <InlineNotice tone="danger">{errors.form}</InlineNotice>}
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Button variant="ghost" className="-ml-3" onClick={() => { setAsksCode(false); setErrors({}); setValues({ ...values, code: '' }) }}>Back</Button>
          <Button type="submit" variant="primary" disabled={busy}>{busy ? 'One moment' : 'Sign in'}</Button>
        </div>
      </form>
    )
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {register && (
        <Field label="Name" error={errors.name} hint="Others see it beside what you change.">
          {(control) => <Input {...control} {...bind('name')} autoComplete="name" autoFocus ref={focusFirstInDialog} />}
        </Field>
      )}
      <Field label="E-mail" error={errors.email}>
        {(control) => <Input {...control} {...bind('email')} type="email" inputMode="email" autoComplete="username" autoCapitalize="none" spellCheck={false} {...(!register && !email ? { autoFocus: true, ref: focusFirstInDialog } : {})} />}
      </Field>
      <Field label="Password" error={errors.password} {...(register ? { hint: `At least ${leastPassword} characters.` } : {})}>
        {(control) => <Input {...control} {...bind('password')} type="password" autoComplete={register ? 'new-password' : 'current-password'} {...(!register && email ? { autoFocus: true, ref: focusFirstInDialog } : {})} />}
      </Field>
      {!register && <button type="button" className="-mt-2 self-start text-table text-muted underline-offset-2 hover:text-text hover:underline max-md:min-h-11" onClick={() => setForgotten(true)}>Forgot your password?</button>}
      {errors.form && <InlineNotice tone={errors.password ? 'info' : 'danger'}>{errors.form}</InlineNotice>}
      <div className="flex flex-wrap items-center justify-between gap-2">
        {offersOther ? (
          <Button variant="ghost" className="-ml-3" onClick={() => { onMode(register ? 'login' : 'register'); setErrors({}) }}>
            {email ? register ? 'Sign in instead' : 'Create it again' : register ? 'I have an account' : 'Create an account'}
          </Button>
        ) : <span className="max-w-52 text-table text-muted">{email === '' && closed !== null && `${closed.title}.`}</span>}
        <Button type="submit" variant="primary" disabled={busy}>{busy ? 'One moment' : register ? 'Create account' : 'Sign in'}</Button>
      </div>
      {!register && knowsPasskeys() && (
        <>
          <div className="flex items-center gap-3 text-meta text-muted before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">or</div>
          <Button icon={<KeyRound />} disabled={busy} onClick={() => void byPasskey()}>Use a passkey</Button>
        </>
      )}
    </form>
  )
}

/** React's `autoFocus` sets no attribute, and a modal dialog looks for one when it opens. */
const focusFirstInDialog = (input: HTMLInputElement | null): void => input?.setAttribute('autofocus', '')

function focusFirst(form: HTMLFormElement, errors: SignInErrors): void {
  const first = (['name', 'email', 'password', 'code'] as const).find((field) => errors[field])
  if (first) form.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus()
}

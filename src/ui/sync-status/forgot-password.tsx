import { useState, type FormEvent } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import { toSatchelError } from '../../shared/errors.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { InlineNotice } from '../components/inline-notice.tsx'
import { Input } from '../components/input.tsx'

/** Asks for a link by which a new password can be set. What it answers is the same for every address. */
export function ForgotPassword({ email: known, onBack }: { email: string; onBack: () => void }) {
  const { account } = useSatchel()
  const [email, setEmail] = useState(known)
  const [error, setError] = useState<string | null>(null)
  const [step, setStep] = useState<'ask' | 'busy' | 'sent'>('ask')
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) { setError('Enter your e-mail address.'); return }
    setError(null)
    setStep('busy')
    try {
      await account.requestReset(email.trim())
      setStep('sent')
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
      setStep('ask')
    }
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {step === 'sent'
        ? (
          <InlineNotice tone="ok" title="Look into your mail">
            If there is an account of {email.trim()}, a link for a new password is on its way. It is good for an hour. Where this server sends no mail, whoever runs it has the link.
          </InlineNotice>
        )
        : (
          <Field label="E-mail" error={error} hint="A link for a new password goes there. What is on this device stays as it is.">
            {(control) => <Input {...control} type="email" inputMode="email" autoComplete="username" autoCapitalize="none" spellCheck={false} data-autofocus value={email} onChange={(event) => setEmail(event.target.value)} />}
          </Field>
        )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button variant="ghost" className="-ml-3" onClick={onBack}>Back to signing in</Button>
        {step !== 'sent' && <Button type="submit" variant="primary" disabled={step === 'busy'}>{step === 'busy' ? 'One moment' : 'Send a link'}</Button>}
      </div>
    </form>
  )
}

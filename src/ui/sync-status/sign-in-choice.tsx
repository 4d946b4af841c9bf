import { useState } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import { Button } from '../components/button.tsx'
import { cn } from '../components/cn.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { InlineNotice } from '../components/inline-notice.tsx'
import { useLocalWords } from './use-local-words.ts'

type Choice = 'add' | 'apart' | 'discard'

/** After signing in on a device that already holds records of no account: what becomes of them. Discarding is asked twice. */
export function SignInChoice({ email, localRecords, onDone }: { email: string; localRecords: number; onDone: () => void }) {
  const { auth } = useSatchel()
  const [choice, setChoice] = useState<Choice>('add')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [confirming, setConfirming] = useState(false)
  const local = useLocalWords() ?? `${localRecords} records`

  const settle = async (wanted: Choice): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await auth.settleSignIn(wanted)
      onDone()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
      setBusy(false)
    }
  }
  const options: { value: Choice; label: string; text: string }[] = [
    { value: 'add', label: 'Add them to this account', text: `${local} go to ${email} and to your other devices.` },
    { value: 'apart', label: 'Keep them apart', text: 'They stay on this device only. You switch between the two in Settings; nothing is mixed.' },
    { value: 'discard', label: 'Discard them', text: `${local} are deleted from this device for good. Undo cannot bring them back.` },
  ]
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ui text-muted">This device holds {local} that belong to no account yet. What should become of them?</p>
      <div role="radiogroup" aria-label="What becomes of the records on this device" className="flex flex-col gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex items-start gap-3 rounded-md px-3 py-2.5 inset-ring inset-ring-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              choice === option.value && 'bg-accent-soft inset-ring-accent hover:bg-accent-soft',
            )}
          >
            <input type="radio" name="sign-in-choice" value={option.value} checked={choice === option.value} onChange={() => setChoice(option.value)} className="mt-0.5 size-4 accent-accent outline-none" />
            <span className="flex flex-col">
              <span className={cn('text-ui font-medium', option.value === 'discard' && 'text-danger')}>{option.label}</span>
              <span className="text-table text-muted">{option.text}</span>
            </span>
          </label>
        ))}
      </div>
      {error && <InlineNotice tone="danger">{error}</InlineNotice>}
      <div className="flex justify-end">
        <Button variant={choice === 'discard' ? 'danger' : 'primary'} disabled={busy} onClick={() => { if (choice === 'discard') setConfirming(true); else void settle(choice) }}>
          {busy ? 'One moment' : choice === 'discard' ? 'Discard…' : 'Continue'}
        </Button>
      </div>
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Discard ${local}?`}
        description="They are on no other device and in no account. Make a backup file first if you are in doubt."
        confirm="Discard for good"
        danger
        onConfirm={() => settle('discard')}
      />
    </div>
  )
}

import { useEffect, useState } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import { toSatchelError } from '../../shared/errors.ts'
import { Button } from '../components/button.tsx'
import { cn } from '../components/cn.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Dialog } from '../components/dialog.tsx'
import { InlineNotice } from '../components/inline-notice.tsx'
import { Radio } from '../components/radio.tsx'
import { showError, showToast } from '../components/toast.tsx'
import { backupName } from './backup-name.ts'
import { closeOverlay, openSignIn } from './overlay-doors.ts'
import { saveFile } from './save-file.ts'
import { useLocalWords } from './use-local-words.ts'

type Choice = 'add' | 'apart' | 'discard'

/**
 * After signing in on a device that already holds records of no account, or of an account of the same address that the server has lost: what
 * becomes of them. It stands over every screen of every tab until it is answered, and signing out again is an answer too. Discarding is asked twice.
 */
export function SignInChoice({ email, about }: { email: string; about: 'nobodys' | 'former' }) {
  const { auth, storage } = useSatchel()
  const [choice, setChoice] = useState<Choice>('add')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [confirming, setConfirming] = useState(false)
  const [saved, setSaved] = useState(false)
  const local = useLocalWords() ?? 'records'
  // The sign-in that led here, in whichever tab, is over.
  useEffect(closeOverlay, [])

  /** Everything else is behind this dialog, the backup in Settings too. */
  const backUp = async (): Promise<void> => {
    saveFile(await storage.backup(), backupName())
    setSaved(true)
  }
  const run = async (act: () => Promise<void>, done: string | null): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await act()
      if (done !== null) showToast({ message: done })
    } catch (thrown) {
      const { code, message } = toSatchelError(thrown)
      if (code !== 'signed_out') { setError(message); return }
      // There is nobody left to answer for, so this dialog is gone.
      showError(thrown)
      openSignIn('login')
    } finally {
      setBusy(false)
    }
  }
  const settle = (wanted: Choice): Promise<void> => run(() => auth.settleSignIn(wanted), `Signed in as ${email}`)
  const isFormer = about === 'former'
  const options: { value: Choice; label: string; text: string }[] = [
    isFormer
      ? { value: 'add', label: 'Go on with what is here', text: `What is here, with its history and what was never sent, goes to the new account and to your other devices: ${local}.` }
      : { value: 'add', label: 'Add them to this account', text: `What is here goes to ${email} and to your other devices: ${local}.` },
    { value: 'apart', label: 'Keep them apart', text: 'They stay on this device only. You switch between the two in Settings; nothing is mixed.' },
    { value: 'discard', label: 'Discard them', text: `What is here is deleted from this device for good: ${local}. Undo cannot bring it back.` },
  ]
  return (
    <Dialog
      open
      onClose={() => undefined}
      width="sm"
      // Half-way between two databases is no place to leave by accident.
      dismissible={false}
      title={`Signed in as ${email}`}
      description={isFormer
        ? `The server does not know your earlier account any more. This device still holds its ${local}. What should become of them?`
        : `This device holds ${local} of no account yet. What should become of them?`}
      footer={(
        <>
          <Button variant="ghost" className="mr-auto -ml-3" disabled={busy} onClick={() => void run(() => auth.logout(), 'Signed out. What is on this device stays as it is.')}>Sign out instead</Button>
          <Button variant={choice === 'discard' ? 'danger' : 'primary'} disabled={busy} onClick={() => { if (choice === 'discard') setConfirming(true); else void settle(choice) }}>
            {busy ? 'One moment' : choice === 'discard' ? 'Discard…' : 'Continue'}
          </Button>
        </>
      )}
    >
      <div className="flex flex-col gap-4">
        <div role="radiogroup" aria-label="What becomes of the records on this device" className="flex flex-col gap-2">
          {options.map((option) => (
            <label
              key={option.value}
              className={cn(
                'flex items-start gap-3 rounded-md px-3 py-2.5 inset-ring inset-ring-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                choice === option.value && 'bg-accent-soft inset-ring-accent hover:bg-accent-soft',
              )}
            >
              <Radio
                name="sign-in-choice"
                value={option.value}
                checked={choice === option.value}
                {...(choice === option.value ? { 'data-autofocus': true } : {})}
                onChange={() => setChoice(option.value)}
              />
              <span className="flex flex-col">
                <span className={cn('text-ui font-medium', option.value === 'discard' && 'text-danger')}>{option.label}</span>
                <span className="text-table text-muted">{option.text}</span>
              </span>
            </label>
          ))}
        </div>
        {choice === 'discard' && (
          <div className="flex flex-wrap items-center gap-3">
            <Button size="sm" disabled={busy} onClick={() => void run(backUp, null)}>Save a backup file first</Button>
            {saved && <span role="status" className="text-table text-ok">Saved to your downloads.</span>}
          </div>
        )}
        {error && <InlineNotice tone="danger">{error}</InlineNotice>}
      </div>
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Discard ${local}?`}
        description={isFormer ? 'The server has lost them. They may be nowhere else.' : 'They are on no other device and in no account.'}
        confirm="Discard for good"
        danger
        onConfirm={() => settle('discard')}
      />
    </Dialog>
  )
}

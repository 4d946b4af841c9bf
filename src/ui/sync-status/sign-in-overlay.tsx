import { useEffect, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSatchel, useSync } from '../../data-api/hooks.ts'
import type { SignInResult } from '../../data-api/types.ts'
import { Dialog } from '../components/dialog.tsx'
import { showToast } from '../components/toast.tsx'
import { isTyping } from '../app/shortcuts.ts'
import { isAfterPasswordReset } from './after-reset.ts'
import { endedWords, isToldWhy } from './ended-words.ts'
import { isOverlayOpen, openSignIn, type SignInMode } from './overlay-doors.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Sign-in over whatever screen is open: the screen and its drafts stay as they are. */
export function SignInOverlay({ initialMode, onClose }: { initialMode: SignInMode; onClose: () => void }) {
  const { status } = useSync()
  const { databases } = useSatchel()
  const navigate = useNavigate()
  const [mode, setMode] = useState(initialMode)
  const ended = status.state === 'signed_out'
  // After a reload only the device remembers whose contacts these are. Read once: the form keeps what it began with.
  const [remembered, setRemembered] = useState<string | null>(null)
  useEffect(() => {
    databases.list().then((known) => setRemembered(known.find((one) => one.active)?.accountEmail ?? ''), () => setRemembered(''))
  }, [databases])
  const email = ended ? status.account?.email ?? remembered : ''
  const done = ({ state, user }: SignInResult): void => {
    onClose()
    // Otherwise the choice says it, which stands over every screen by now.
    if (state === 'ready') showToast({ message: `Signed in as ${user.email}` })
    if (isAfterPasswordReset()) void navigate({ to: '/settings', search: { tab: 'account' } })
  }
  if (email === null) return null
  return (
    <Dialog
      open
      onClose={onClose}
      width="sm"
      title={ended ? mode === 'register' ? 'Create the account again' : 'Your session has ended' : mode === 'register' ? 'Create an account' : 'Sign in'}
      description={ended ? mode === 'register' ? 'For a server that does not know it any more. Then you choose whether to go on with what is on this device.' : isToldWhy(status.error) ? endedWords(status) : 'Everything you wrote is saved on this device. Sign in to send it.' : 'To have your work on your other devices, and with your team.'}
    >
      <SignInForm mode={mode} onMode={setMode} email={email} account={ended ? status.account : null} onDone={done} />
    </Dialog>
  )
}

/**
 * Opens the overlay once when a session ends while one works, and nobody here ended it; never over another dialog and never into the middle
 * of a word: then only the chip says it.
 */
export function useSessionEnd(): void {
  const { status } = useSync()
  const wasSignedIn = useRef(false)
  useEffect(() => {
    const was = wasSignedIn.current
    wasSignedIn.current = status.account !== null && status.state !== 'signed_out'
    if (status.state !== 'signed_out' || status.error?.details?.['why'] === 'left' || !was) return
    const busy = isOverlayOpen() || document.querySelector('dialog[open]') !== null || isTyping(document.activeElement)
    if (!busy) openSignIn('login')
  }, [status.state, status.account, status.error])
}

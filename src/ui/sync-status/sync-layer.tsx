import { closeOverlay, useOpenOverlay } from './overlay-doors.ts'
import { SignInOverlay, useSessionEnd } from './sign-in-overlay.tsx'
import { SignOutDialog } from './sign-out-dialog.tsx'
import { useFirstSave } from './use-persistence.ts'

/** Everything of this room that is not on a screen of its own: sign-in, sign-out, the first save. Mounted once. */
export function SyncLayer() {
  const overlay = useOpenOverlay()
  useSessionEnd()
  useFirstSave()
  return (
    <>
      {overlay?.kind === 'sign-in' && <SignInOverlay initialMode={overlay.mode} onClose={closeOverlay} />}
      {overlay?.kind === 'sign-out' && <SignOutDialog onClose={closeOverlay} />}
    </>
  )
}

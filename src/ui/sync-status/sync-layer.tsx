import { Offers } from './offers.tsx'
import { closeOverlay, useOpenOverlay } from './overlay-doors.ts'
import { SignInOverlay, useSessionEnd } from './sign-in-overlay.tsx'
import { SignOutDialog } from './sign-out-dialog.tsx'

/** Everything of this room that is not on a screen of its own: sign-in, sign-out, update, install, storage. Mounted once. */
export function SyncLayer() {
  const overlay = useOpenOverlay()
  useSessionEnd()
  return (
    <>
      {overlay?.kind === 'sign-in' && <SignInOverlay initialMode={overlay.mode} onClose={closeOverlay} />}
      {overlay?.kind === 'sign-out' && <SignOutDialog onClose={closeOverlay} />}
      <Offers />
    </>
  )
}

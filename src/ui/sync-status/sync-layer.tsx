import { useOpenChoice } from '../../data-api/hooks.ts'
import { closeOverlay, useOpenOverlay } from './overlay-doors.ts'
import { SignInChoice } from './sign-in-choice.tsx'
import { SignInOverlay, useSessionEnd } from './sign-in-overlay.tsx'
import { SignOutDialog } from './sign-out-dialog.tsx'
import { useUpdateWhereTooOld } from './too-old.ts'
import { useFirstSave } from './use-persistence.ts'

/** Everything of this room that is not on a screen of its own: sign-in and the choice it may leave open, sign-out, the first save. Mounted once. */
export function SyncLayer() {
  const overlay = useOpenOverlay()
  const choice = useOpenChoice()
  useSessionEnd()
  useFirstSave()
  useUpdateWhereTooOld()
  return (
    <>
      {choice && <SignInChoice key={choice.user.id} email={choice.user.email} about={choice.about} />}
      {overlay?.kind === 'sign-in' && <SignInOverlay initialMode={overlay.mode} onClose={closeOverlay} />}
      {overlay?.kind === 'sign-out' && <SignOutDialog onClose={closeOverlay} />}
    </>
  )
}

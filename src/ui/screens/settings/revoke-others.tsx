import { useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { plural } from '../../components/format.ts'
import { showToast } from '../../components/toast.tsx'

/** Ends every session but this one, programs' too. */
export function RevokeOthers({ onDone }: { onDone: () => void }) {
  const { account } = useSatchel()
  const [asking, setAsking] = useState(false)
  const revoke = async (): Promise<void> => {
    const ended = await account.revokeOthers()
    onDone()
    showToast({ message: ended === 0 ? 'You were signed in here only.' : `${plural(ended, 'session')} ended. You are signed in here only.` })
  }
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>Sign out everywhere else…</Button>
      <ConfirmDialog
        open={asking} onClose={() => setAsking(false)} title="Sign out everywhere else?" confirm="Sign out" onConfirm={revoke}
        description="All other devices and programs are signed out at once. What they have not sent stays on them until you sign in there again."
      />
    </>
  )
}

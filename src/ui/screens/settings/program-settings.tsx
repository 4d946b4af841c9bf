import { useSync } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { ApiTokenSettings } from './api-tokens.tsx'
import { Setting } from './facts.tsx'
import { WebhookSettings } from './webhooks.tsx'

/** How other programs reach what is in the workspace. The server lets them in, so it takes an account. */
export function ProgramSettings() {
  const { status } = useSync()
  if (status.account === null || status.state === 'signed_out') {
    return (
      <div>
        <Setting label="Programs need the server" text="Scripts and other services work with what is on the server. Sign in to let one in.">
          <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
        </Setting>
      </div>
    )
  }
  const isAdmin = status.account.role === 'owner' || status.account.role === 'admin'
  return (
    <>
      <ApiTokenSettings />
      {isAdmin && <WebhookSettings />}
    </>
  )
}

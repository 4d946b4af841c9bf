import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { Switch } from '../../components/switch.tsx'
import { openSignIn } from '../../sync-status/overlay-doors.ts'
import { Setting } from './facts.tsx'

const words = new Intl.ListFormat('en')

/** Of what this device is told while Satchel is closed. The browser asks for its permission at the first switch, and not before. */
export function NotificationSettings() {
  const { notifications } = useSatchel()
  const { status } = useSync()
  const account = status.account !== null && status.state !== 'signed_out' ? status.account : null
  const { data: state, refetch } = useQuery({ queryKey: ['notifications', 'state', account?.workspaceId ?? null], queryFn: () => notifications.state(), staleTime: 0, refetchOnMount: 'always' })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const on = state?.entities ?? [], wanted = state?.wanted ?? []
  const want = async (names: string[]): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await notifications.want(names)
    } catch (thrown) {
      setProblem(toSatchelError(thrown).message)
    }
    await refetch()
    setBusy(false)
  }
  // One that is wanted and does not come shows off: turned on, it is asked for once more.
  const turn = (name: string): Promise<void> => want(on.includes(name) ? wanted.filter((other) => other !== name) : [...new Set([...wanted, name])])
  if (account === null) {
    return (
      <Section title="Notifications">
        <div>
          <Setting label="Notifications need the server" text="It tells this device when somebody else changes something. Sign in to choose of what.">
            <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
          </Setting>
        </div>
      </Section>
    )
  }
  return (
    <Section title="Notifications">
      <p className="-mt-1 text-table text-muted">This device tells you when somebody else changes something while Satchel is closed or in the background. What changed stays between your devices and your server.</p>
      {state?.possible === 'unsupported' && <InlineNotice>This browser cannot show notifications of Satchel. Where it offers to install Satchel, that may help.</InlineNotice>}
      {state?.possible === 'blocked' && <InlineNotice>The browser blocks notifications of this address. Allow them in its settings for this site, then open this page again.</InlineNotice>}
      {state?.problem != null && (
        <InlineNotice tone="warn" title={`You asked to be told of ${words.format(notifications.entities.filter(({ name }) => wanted.includes(name)).map(({ label }) => label))}, and nothing comes just now`} actions={<Button size="sm" disabled={busy} onClick={() => void want([])}>Turn off</Button>}>
          {state.problem}
        </InlineNotice>
      )}
      <div>
        {notifications.entities.map(({ name, label }) => (
          <Setting key={name} label={label.charAt(0).toUpperCase() + label.slice(1)} text={`When others make, change or delete ${label}.`}>
            <Switch aria-label={`Notify of ${label}`} checked={on.includes(name)} disabled={busy || state?.possible !== 'yes'} onChange={() => void turn(name)} />
          </Setting>
        ))}
      </div>
      {problem !== null && <InlineNotice tone="danger">{problem}</InlineNotice>}
    </Section>
  )
}

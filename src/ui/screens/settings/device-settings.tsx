import { useAccountDevices, useSync } from '../../../data-api/hooks.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { DeviceList } from './device-list.tsx'
import { DeviceName } from './device-name.tsx'
import { Fact, Facts } from './facts.tsx'
import { LocalDatabases } from './local-databases.tsx'
import { NotificationSettings } from './notification-settings.tsx'
import { ReminderSettings } from './reminder-settings.tsx'
import { RevokeOthers } from './revoke-others.tsx'

/** This device, where else the person is signed in, and the databases this browser holds. */
export function DeviceSettings() {
  const opened = useOpened()
  const { status } = useSync()
  return (
    <>
      <Section title="This device">
        <Facts>
          <Fact label="Name" hint="What history and conflicts call it, on every device.">
            <DeviceName replicaId={opened?.replicaId ?? null} />
          </Fact>
          <Fact label="Data">{opened?.kind === 'memory' ? 'Not kept: gone when this window closes' : 'Kept in this browser'}</Fact>
          <KeyFact />
          {opened && <Fact label="Replica"><code className="text-table break-all">{opened.replicaId}</code></Fact>}
        </Facts>
      </Section>
      <ReminderSettings />
      <NotificationSettings />
      {status.account !== null && status.state !== 'signed_out' && <OtherDevices />}
      <LocalDatabases />
    </>
  )
}

/** Whether what this device sends is signed by a key that never leaves it. */
function KeyFact() {
  const { status } = useSync()
  const signedIn = status.account !== null && status.state !== 'signed_out'
  const { data: devices } = useAccountDevices({ enabled: signedIn })
  const current = devices?.find((device) => device.current)
  if (!signedIn || !current) return null
  return <Fact label="Device key">{current.signs ? 'Signs everything this device sends' : 'Made when you sign in the next time'}</Fact>
}

function OtherDevices() {
  const { data: devices, error, refetch } = useAccountDevices()
  const others = devices?.filter((device) => !device.current) ?? []
  const signedIn = others.filter(({ state }) => state === 'signed_in'), left = others.filter(({ state }) => state !== 'signed_in')
  const changed = (): void => { void refetch() }
  return (
    <>
      <Section title="Other devices" actions={signedIn.length > 0 && <RevokeOthers onDone={changed} />}>
        {error && !devices && <InlineNotice>The list comes from the server, which cannot be reached now.</InlineNotice>}
        {devices && signedIn.length === 0 && <p className="border-y border-line py-3 text-ui text-muted">You are signed in on this device only.</p>}
        {signedIn.length > 0 && <DeviceList devices={signedIn} onChanged={changed} />}
      </Section>
      {left.length > 0 && (
        <Section title="Signed out">
          <p className="-mt-1 text-table text-muted">Your data may still lie on these, locked. Wipe one that you do not have any more.</p>
          <DeviceList devices={left} onChanged={changed} />
        </Section>
      )}
    </>
  )
}

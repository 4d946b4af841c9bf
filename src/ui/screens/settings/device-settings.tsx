import { Link } from '@tanstack/react-router'
import KeyRound from 'lucide-react/icons/key-round'
import { useAccountDevices, useSync } from '../../../data-api/hooks.ts'
import { useApiTokens } from '../../../data-api/program-hooks.ts'
import { Badge } from '../../components/badge.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { When } from '../../components/when.tsx'
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
      {status.account !== null && status.state !== 'signed_out' && <><OtherDevices /><ProgramsByToken /></>}
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

/** What writes in the person's name from no device at all. */
function ProgramsByToken() {
  const { data: tokens } = useApiTokens()
  if (!tokens || tokens.length === 0) return null
  return (
    <Section title="Programs with an API token">
      <p className="-mt-1 text-table text-muted">
        They sign nothing: for what it may do, each token alone is enough. <Link className="text-accent underline" to="/settings" search={{ tab: 'programs' }}>Look after them</Link>
      </p>
      <ul className="border-t border-line">
        {tokens.map(({ id, name, scopes, createdAt, lastUsedAt }) => (
          <li key={id} className="flex min-h-14 items-center gap-3 border-b border-line py-2">
            <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><KeyRound /></span>
            <span className="flex min-w-0 grow flex-col">
              <span className="flex min-w-0 items-center gap-2"><span className="truncate text-ui">{name}</span><Badge>Program</Badge></span>
              <span className="text-table text-muted">
                {lastUsedAt === null ? <>Never used, made <When at={createdAt} /></> : <>Last used <When at={lastUsedAt} /></>} · Its token alone {scopes.some((scope) => scope.endsWith(':write')) ? 'can write' : 'can read'}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
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

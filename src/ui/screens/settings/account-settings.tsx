import { useEffect, useState } from 'react'
import { useDeviceNames, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { Satchel } from '../../../data-api/types.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Input } from '../../components/input.tsx'
import { Section } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { openSignIn, openSignOut } from '../../sync-status/overlay-doors.ts'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { Fact, Facts, Setting } from './facts.tsx'

type Database = Awaited<ReturnType<Satchel['databases']['list']>>[number]

/** Who is signed in here, this device, and the databases this browser holds. */
export function AccountSettings() {
  const { status } = useSync()
  const opened = useOpened()
  const account = status.account
  return (
    <>
      <Section title="Account" actions={account && <Button size="sm" onClick={openSignOut}>Sign out</Button>}>
        {account
          ? (
            <Facts>
              <Fact label="Name">{account.name}</Fact>
              <Fact label="E-mail">{account.email}</Fact>
              <Fact label="Workspace">{account.workspaceName}</Fact>
              <Fact label="Role">{account.role.charAt(0).toUpperCase() + account.role.slice(1)}</Fact>
            </Facts>
          )
          : (
            <div>
              <Setting label="No account on this device" text="Everything is saved here. With an account it is on your other devices too.">
                <Button size="sm" onClick={() => openSignIn('login')}>Sign in</Button>
                <Button size="sm" variant="primary" onClick={() => openSignIn('register')}>Create an account</Button>
              </Setting>
            </div>
          )}
        {status.state === 'signed_out' && account && (
          <div>
            <Setting label="Your session has ended" text="Everything is saved on this device and goes out once you are back.">
              <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
            </Setting>
          </div>
        )}
      </Section>
      <Section title="This device">
        <Facts>
          <Fact label="Name" hint="What history and conflicts call it, on every device.">
            <DeviceName replicaId={opened?.replicaId ?? null} />
          </Fact>
          <Fact label="Data">{opened?.kind === 'memory' ? 'Not kept: gone when this window closes' : 'Kept in this browser'}</Fact>
          {opened && <Fact label="Replica"><code className="text-table break-all">{opened.replicaId}</code></Fact>}
        </Facts>
      </Section>
      <Databases />
    </>
  )
}

/** What history and conflicts call this device. Saved when one leaves the field, and with Enter. */
function DeviceName({ replicaId }: { replicaId: string | null }) {
  const { device } = useSatchel()
  const given = useDeviceNames().get(replicaId ?? '') ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const save = (): void => {
    const name = typed?.trim()
    setTyped(null)
    if (name === undefined || name === given) return
    device.rename(name || null).then(() => showToast({ message: name ? `This device is called “${name}” now` : 'This device goes by its browser again' }), showError)
  }
  return (
    <Input
      className="w-72 max-md:w-56" aria-label="Name of this device" autoComplete="off" maxLength={60} placeholder={device.defaultName} value={typed ?? given}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}

/** Each account has its own database on the device; nothing is ever mixed. */
function Databases() {
  const satchel = useSatchel()
  const [databases, setDatabases] = useState<Database[]>([])
  const { status } = useSync()
  const accountId = status.account?.userId
  useEffect(() => {
    let gone = false
    satchel.databases.list().then((list) => { if (!gone) setDatabases(list) }, showError)
    return () => { gone = true }
  }, [satchel, accountId])
  if (databases.length < 2) return null
  const open = async (database: Database): Promise<void> => {
    await satchel.databases.open(database.databaseName)
    setDatabases(await satchel.databases.list())
    showToast({ message: `Switched to “${database.label}”` })
  }
  return (
    <Section title="On this device">
      <ul className="border-t border-line">
        {databases.map((database) => (
          <li key={database.databaseName} className="flex min-h-12 items-center gap-3 border-b border-line py-2">
            <span className="flex min-w-0 grow flex-col">
              <span className="truncate text-ui">{database.label}</span>
              <span className="truncate text-table text-muted">{database.accountEmail ?? 'No account'}</span>
            </span>
            {database.active ? <Badge tone="accent">Open</Badge> : <Button size="sm" onClick={() => { open(database).catch(showError) }}>Switch to it</Button>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

import { useState, type ReactNode } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Laptop from 'lucide-react/icons/laptop'
import Smartphone from 'lucide-react/icons/smartphone'
import SquareTerminal from 'lucide-react/icons/square-terminal'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { AccountDevice } from '../../../data-api/types.ts'
import { Badge } from '../../components/badge.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { RenameDevice } from './rename-device.tsx'

/** Devices of the account, each with what can be done about it from here. */
export function DeviceList({ devices, onChanged }: { devices: readonly AccountDevice[]; onChanged: () => void }) {
  return <ul className="border-t border-line">{devices.map((device) => <DeviceRow key={device.id} device={device} onChanged={onChanged} />)}</ul>
}

type Asking = 'rename' | 'revoke' | 'wipe' | null

function DeviceRow({ device, onChanged }: { device: AccountDevice; onChanged: () => void }) {
  const { account } = useSatchel()
  const [asking, setAsking] = useState<Asking>(null)
  const close = (): void => setAsking(null)
  const act = (work: () => Promise<void>, done: string) => async (): Promise<void> => {
    await work()
    onChanged()
    showToast({ message: done })
  }
  const { name, kind, state } = device
  const items: MenuItem[] = [
    { label: 'Rename…', onSelect: () => setAsking('rename') },
    ...(state === 'signed_in' ? [{ label: 'Sign out…', onSelect: () => setAsking('revoke') }] : []),
    ...(kind === 'browser' && state !== 'wiping' && state !== 'wiped' ? [{ kind: 'separator' as const }, { label: 'Wipe…', danger: true, onSelect: () => setAsking('wipe') }] : []),
  ]
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4">{iconOf(device)}</span>
      <span className="flex min-w-0 grow flex-col">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate text-ui">{name}</span>
          {kind === 'script' && <Badge>Program</Badge>}
          {state === 'wiping' && <Badge tone="warn">Waits to be wiped</Badge>}
          {state === 'wiped' && <Badge tone="ok">Wiped</Badge>}
        </span>
        <span className="text-table text-muted">
          Last seen <When at={device.lastSeenAt} /> · {kind === 'script' ? 'Began' : 'First signed in'} <When at={device.createdAt} />{keyWords(device)}
        </span>
      </span>
      <Menu label={`What to do about ${name}`} align="end" items={items} trigger={<IconButton label={`More about ${name}`}><Ellipsis /></IconButton>} />
      <RenameDevice open={asking === 'rename'} device={device} onClose={close} onDone={onChanged} />
      <ConfirmDialog
        open={asking === 'revoke'} onClose={close} title={`Sign out “${name}”?`} confirm="Sign out"
        description={kind === 'script'
          ? 'Its token is dead at once. The program has to sign in again.'
          : 'It stops syncing at once. Its data stays on it, and what it has not sent goes out when you sign in there again.'}
        onConfirm={act(() => account.revokeDevice(device.id), `“${name}” is signed out`)}
      />
      <ConfirmDialog
        open={asking === 'wipe'} onClose={close} title={`Wipe “${name}”?`} confirm="Wipe it" danger
        description="It is signed out at once, and deletes everything of yours the next time it reaches the server. What it has not sent is lost for good. As long as it has no network, its data stays on it."
        onConfirm={act(() => account.wipeDevice(device.id), `“${name}” is signed out, and wiped at its next contact`)}
      />
    </li>
  )
}

/** What stands out: a place whose token alone is enough to write. */
function keyWords({ kind, state, signs }: AccountDevice): string {
  if (kind === 'script') return ' · Its token alone can write'
  return state === 'signed_in' && !signs ? ' · Gets a device key with its next sign-in' : ''
}

function iconOf({ kind, name }: AccountDevice): ReactNode {
  if (kind === 'script') return <SquareTerminal />
  return /android|ios|phone|ipad|tablet|mobile/i.test(name) ? <Smartphone /> : <Laptop />
}

import { useState, type ReactNode } from 'react'
import Download from 'lucide-react/icons/download'
import HardDrive from 'lucide-react/icons/hard-drive'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import X from 'lucide-react/icons/x'
import { appShell } from '../../data-api/app-shell.ts'
import { useAppShell, useSatchel, useSync } from '../../data-api/hooks.ts'
import { Button } from '../components/button.tsx'
import { IconButton } from '../components/icon-button.tsx'
import { showError, showToast } from '../components/toast.tsx'
import { applyUpdate } from './apply-update.ts'
import { installWasRefused, refuseInstall, useValueReached } from './offer-rules.ts'
import { usePersistence } from './use-persistence.ts'

/** One small card at the edge of the window for what the app has to ask or offer; the most important first, never two. */
export function Offers() {
  const { updateReady, canInstall } = useAppShell()
  const { status } = useSync()
  const persistence = usePersistence()
  const [later, setLater] = useState<ReadonlySet<string>>(new Set())
  const put = (name: string) => () => setLater(new Set([...later, name]))

  if (status.error?.code === 'storage_full' && !later.has('full')) {
    return (
      <Card icon={<TriangleAlert className="text-warn" />} title="This device is full" onClose={put('full')}>
        What was saved is safe, but new changes cannot be kept. Free some space, then try again.
      </Card>
    )
  }
  if (updateReady && !later.has('update')) {
    return (
      <Card
        icon={<RefreshCw className="text-accent" />} title="Update ready" onClose={put('update')} closeLabel="Later"
        action={<Button size="sm" variant="primary" onClick={() => void applyUpdate()}>Reload</Button>}
      >
        It takes a second. What you are typing is kept.
      </Card>
    )
  }
  if (persistence.shouldAsk && !later.has('persist')) {
    return (
      <Card
        icon={<HardDrive className="text-accent" />} title="Keep your data on this device?" onClose={persistence.decline} closeLabel="Not now"
        action={<Button size="sm" variant="primary" onClick={() => { persistence.ask().catch(showError) }}>Keep it</Button>}
      >
        Without your word the browser may delete it when space runs short.
      </Card>
    )
  }
  if (canInstall && !installWasRefused() && !later.has('install')) return <InstallOffer onDone={put('install')} />
  return null
}

function InstallOffer({ onDone }: { onDone: () => void }) {
  const satchel = useSatchel()
  const valued = useValueReached()
  if (!valued) return null
  const install = async (): Promise<void> => {
    onDone()
    if ((await appShell.install()) === 'dismissed') return refuseInstall()
    showToast({ message: 'Satchel is installed. It opens from your apps, also without a network.' })
    await satchel.storage.persist()
  }
  return (
    <Card
      icon={<Download className="text-accent" />} title="Install Satchel" onClose={() => { refuseInstall(); onDone() }} closeLabel="No, thanks"
      action={<Button size="sm" variant="primary" onClick={() => { install().catch(showError) }}>Install</Button>}
    >
      Its own window, in your apps, and it starts without a network.
    </Card>
  )
}

interface CardProps { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode; onClose: () => void; closeLabel?: string }

function Card({ icon, title, children, action, onClose, closeLabel }: CardProps) {
  return (
    <aside
      aria-label={title}
      className="fixed right-4 bottom-4 z-20 flex w-80 max-w-[calc(100vw-32px)] items-start gap-3 rounded-lg bg-bg p-3 shadow-overlay max-md:bottom-[calc(72px+env(safe-area-inset-bottom,0px))] print:hidden"
    >
      <span aria-hidden className="mt-0.5 [&_svg]:size-4">{icon}</span>
      <div className="flex min-w-0 grow flex-col gap-2" role="status">
        <div>
          <p className="text-ui font-medium">{title}</p>
          <p className="text-table text-muted">{children}</p>
        </div>
        {action && (
          <div className="flex gap-2">
            {action}
            {closeLabel && <Button size="sm" variant="ghost" onClick={onClose}>{closeLabel}</Button>}
          </div>
        )}
      </div>
      {!closeLabel && <IconButton label="Close" size="sm" onClick={onClose}><X /></IconButton>}
    </aside>
  )
}

import type { ReactNode } from 'react'
import { Link, useLocation } from '@tanstack/react-router'
import Download from 'lucide-react/icons/download'
import HardDrive from 'lucide-react/icons/hard-drive'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import UserX from 'lucide-react/icons/user-x'
import X from 'lucide-react/icons/x'
import { appShell } from '../../data-api/app-shell.ts'
import { useAppShell, useSatchel, useSync } from '../../data-api/hooks.ts'
import { Button, buttonClass } from '../components/button.tsx'
import { IconButton } from '../components/icon-button.tsx'
import { showError, showToast } from '../components/toast.tsx'
import { useIsPhone } from '../components/use-is-phone.ts'
import { applyUpdate } from './apply-update.ts'
import { installWasRefused, refuseInstall, useValueReached } from './offer-rules.ts'
import { putOff, useOfferState } from './offer-store.ts'
import { usePersistence } from './use-persistence.ts'

/**
 * One small row of the layout for what the app has to ask or offer; the most important first, never two, and never over anything.
 * Stands in the sidebar, or above the phone's bottom bar: there what can wait is offered on Today only.
 */
export function Offers({ place }: { place: 'sidebar' | 'bottom' }) {
  const isPhone = useIsPhone()
  const { updateReady, canInstall } = useAppShell()
  const { status } = useSync()
  const persistence = usePersistence()
  const { later } = useOfferState()
  const path = useLocation({ select: (location) => location.pathname })
  const put = (name: string) => () => putOff(name)
  // The layout that is not shown must not speak to a screen reader.
  if (isPhone !== (place === 'bottom')) return null

  if (status.error?.code === 'storage_full' && !later.has('full')) {
    return (
      <Card icon={<TriangleAlert className="text-warn" />} title="This device is full" onClose={put('full')}>
        What was saved is safe, but new changes cannot be kept. Free some space, then try again.
      </Card>
    )
  }
  if (status.error?.code === 'not_a_member' && path !== '/sync') {
    return (
      <Card icon={<UserX className="text-warn" />} title="You are not a member here any more" action={<Link to="/sync" className={buttonClass('secondary', 'sm')}>What now</Link>}>
        Nothing is sent or received. What is on this device stays.
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
  if (path.startsWith('/import') || (isPhone && path !== '/today')) return null
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

interface CardProps { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode; onClose?: () => void; closeLabel?: string }

function Card({ icon, title, children, action, onClose, closeLabel }: CardProps) {
  return (
    <div
      role="group"
      // What has to do with what one types stays: that it cannot be kept.
      data-gives-way={closeLabel === undefined ? undefined : true}
      aria-label={title}
      className="flex items-start gap-2 rounded-md bg-bg p-2 inset-ring inset-ring-line md:mb-1 max-md:shrink-0 max-md:gap-3 max-md:rounded-none max-md:border-t max-md:border-line max-md:px-4 max-md:py-3 max-md:inset-ring-0 print:hidden"
    >
      <span aria-hidden className="mt-0.5 [&_svg]:size-4">{icon}</span>
      <div className="flex min-w-0 grow flex-col gap-2" role="status">
        <div>
          <p className="text-table font-medium">{title}</p>
          <p className="text-meta text-muted">{children}</p>
        </div>
        {action && (
          <div className="flex flex-wrap gap-1">
            {action}
            {closeLabel && onClose && <Button size="sm" variant="ghost" onClick={onClose}>{closeLabel}</Button>}
          </div>
        )}
      </div>
      {!closeLabel && onClose && <IconButton label="Close" size="sm" onClick={onClose}><X /></IconButton>}
    </div>
  )
}

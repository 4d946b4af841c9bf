import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import FileDown from 'lucide-react/icons/file-down'
import GitMerge from 'lucide-react/icons/git-merge'
import HardDrive from 'lucide-react/icons/hard-drive'
import MonitorSmartphone from 'lucide-react/icons/monitor-smartphone'
import WifiOff from 'lucide-react/icons/wifi-off'
import X from 'lucide-react/icons/x'
import { useSync } from '../../../data-api/hooks.ts'
import { setPreferences } from '../../app/preferences.ts'
import { usePreferences } from '../../app/use-preferences.ts'
import { inSight } from '../../components/in-sight.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { handsFocusOn } from '../../components/use-focus-kept.ts'
import { openSignIn } from '../../sync-status/overlay-doors.ts'

const toTheScreen = handsFocusOn(() => inSight('[role=grid], #screen-heading'))

interface Step { icon: ReactNode; title: string; text: ReactNode; action?: ReactNode }

/**
 * Local-first and sync in plain words: a card at the foot of the sidebar, on a phone above the bottom bar, that covers no work on a wide screen and stops nobody
 * from doing it. It goes on where it was after a reload, until it is through or skipped.
 */
export default function Tour({ place }: { place: 'sidebar' | 'bottom' }) {
  const { tourStep } = usePreferences()
  const { status } = useSync()
  const isPhone = useIsPhone()
  // The layout that is not shown must not speak to a screen reader.
  if (tourStep === null || isPhone !== (place === 'bottom')) return null
  const steps = stepsFor(status.account !== null), at = Math.min(Math.max(0, tourStep), steps.length - 1), step = steps[at]!
  const go = (to: number | null): void => setPreferences({ tourStep: to })
  const isLast = at === steps.length - 1
  return (
    <section
      ref={toTheScreen} data-area="tour" data-gives-way aria-label="Tour"
      className="relative mb-1 flex flex-col gap-2 rounded-md bg-bg p-3 inset-ring inset-ring-line max-md:fixed max-md:inset-x-3 max-md:bottom-[calc(68px+env(safe-area-inset-bottom,0px))] max-md:z-10 max-md:mb-0 max-md:gap-3 max-md:rounded-lg max-md:p-4 max-md:shadow-overlay max-md:inset-ring-0"
    >
      <IconButton label="Skip the tour" size="sm" onClick={() => go(null)} className="absolute top-1.5 right-1.5"><X /></IconButton>
      <div aria-live="polite" className="flex min-w-0 flex-col gap-1 max-md:min-h-28">
        <p className="flex items-center gap-2 text-meta text-muted tabular-nums"><span aria-hidden className="text-accent [&_svg]:size-4">{step.icon}</span>{at + 1} of {steps.length}</p>
        <h2 className="text-table font-semibold max-md:text-ui">{step.title}</h2>
        <p className="text-meta text-muted max-md:text-table">{step.text}</p>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-1 max-md:gap-2">
        <span aria-hidden className="mr-auto flex gap-1.5 md:hidden">
          {steps.map(({ title }, index) => <span key={title} className={cn('size-1.5 rounded-full', index === at ? 'bg-accent' : 'bg-control')} />)}
        </span>
        <span className="-ml-2 empty:hidden md:mr-auto max-md:ml-0">{step.action}</span>
        {at > 0 && <Button size="sm" variant="ghost" onClick={() => go(at - 1)}>Back</Button>}
        <Button size="sm" variant="primary" onClick={() => go(isLast ? null : at + 1)}>{isLast ? 'Done' : 'Next'}</Button>
      </div>
    </section>
  )
}

const stepsFor = (signedIn: boolean): Step[] => [
  {
    icon: <HardDrive />, title: 'It is on this device first',
    text: 'What you write is saved in this browser the moment you leave a field. There is no waiting for a server, and nobody else sees it unless you want that.',
  },
  {
    icon: <WifiOff />, title: 'No network needed',
    text: 'Everything works on a train, for weeks. The words beside Settings, or in the corner of a phone, always say where your work is: saved here, on its way, or synced.',
  },
  {
    icon: <MonitorSmartphone />, title: 'The same on all your devices',
    text: signedIn
      ? 'You are signed in: what you write goes to your other devices by itself, as soon as there is a network, also when Satchel is closed.'
      : 'Sign in when you like. What is here goes to your other devices by itself, as soon as there is a network, also when Satchel is closed.',
    ...(signedIn ? {} : { action: <Button size="sm" variant="ghost" onClick={() => openSignIn('register')}>Sign up</Button> }),
  },
  {
    icon: <GitMerge />, title: 'Nobody’s words get lost',
    text: <>Two people may edit the same thing without seeing each other. Both edits are kept; where only one can stand you are told, and the other is in the history. Any act can be undone, days later too. <Kbd>{modKey('Z')}</Kbd></>,
  },
  {
    icon: <FileDown />, title: 'It stays yours',
    text: <>Bring in what you have, and take everything out again as files whenever you want. Search finds everything and every command. <Kbd>{modKey('K')}</Kbd></>,
    action: <Link to="/import" onClick={() => setPreferences({ tourStep: null })} className={buttonClass('ghost', 'sm')}>Import</Link>,
  },
]

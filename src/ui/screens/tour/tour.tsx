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
import { Button, buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { handsFocusOn } from '../../components/use-focus-kept.ts'
import { openSignIn } from '../../sync-status/overlay-doors.ts'

const toTheScreen = handsFocusOn(() => document.querySelector<HTMLElement>('[role=grid], #screen-heading'))

interface Step { icon: ReactNode; title: string; text: ReactNode; action?: ReactNode }

/**
 * Local-first and sync in plain words: a card beside the work, that stops nobody from doing it. It goes on where it was after a reload, until it is through or
 * skipped.
 */
export default function Tour() {
  const { tourStep } = usePreferences()
  const { status } = useSync()
  if (tourStep === null) return null
  const steps = stepsFor(status.account !== null), at = Math.min(Math.max(0, tourStep), steps.length - 1), step = steps[at]!
  const go = (to: number | null): void => setPreferences({ tourStep: to })
  const isLast = at === steps.length - 1
  return (
    <section
      ref={toTheScreen} data-area="tour" aria-label="Tour"
      className="fixed right-4 bottom-4 z-10 flex w-84 flex-col gap-3 rounded-lg bg-bg p-4 shadow-overlay max-md:inset-x-3 max-md:right-3 max-md:bottom-[calc(68px+env(safe-area-inset-bottom,0px))] max-md:w-auto"
    >
      <IconButton label="Skip the tour" size="sm" onClick={() => go(null)} className="absolute top-2 right-2"><X /></IconButton>
      <div className="flex items-start gap-3">
        <span aria-hidden className="inline-flex size-9 shrink-0 items-center justify-center rounded-md bg-hover text-accent [&_svg]:size-5">{step.icon}</span>
        <div aria-live="polite" className="flex min-h-28 min-w-0 grow flex-col gap-1">
          <p className="text-meta text-muted tabular-nums">{at + 1} of {steps.length}</p>
          <h2 className="text-ui font-semibold">{step.title}</h2>
          <p className="text-table text-muted">{step.text}</p>
        </div>
      </div>
      <div className="flex items-center gap-2">
        <span aria-hidden className="flex gap-1.5 pl-1">
          {steps.map(({ title }, index) => <span key={title} className={cn('size-1.5 rounded-full', index === at ? 'bg-accent' : 'bg-line')} />)}
        </span>
        <span className="ml-auto flex items-center gap-2">
          {step.action}
          {at > 0 && <Button size="sm" variant="ghost" onClick={() => go(at - 1)}>Back</Button>}
          <Button size="sm" variant="primary" onClick={() => go(isLast ? null : at + 1)}>{isLast ? 'Done' : 'Next'}</Button>
        </span>
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

import { useEffect, useRef, useState, type ReactNode } from 'react'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import CloudOff from 'lucide-react/icons/cloud-off'
import Clock from 'lucide-react/icons/clock'
import Download from 'lucide-react/icons/download'
import HardDrive from 'lucide-react/icons/hard-drive'
import LogIn from 'lucide-react/icons/log-in'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { cn } from '../components/cn.ts'
import { Popover } from '../components/popover.tsx'
import { useNow } from '../components/when.tsx'
import { chipAnnouncement, chipWords, type ChipKind, type ChipWords } from './chip-words.ts'
import { SyncMenu } from './sync-menu.tsx'
import { useOpened, useSteadyStatus } from './use-steady-status.ts'

/** The one chip that is always in sight: an icon, words, and behind it everything about sync. `bare` for narrow bars. */
export function SyncChip({ bare = false, className }: { bare?: boolean; className?: string }) {
  const status = useSteadyStatus()
  const opened = useOpened()
  const chip = chipWords(status, { now: useNow(), kept: opened?.kind !== 'memory' })
  return (
    <>
      <Popover
        label="Sync"
        className="w-80"
        trigger={(
          <button
            type="button"
            aria-label={bare ? `Sync: ${chip.words}` : undefined}
            className={cn(
              'flex h-8 min-w-0 items-center gap-2 rounded-md px-2 text-table text-muted transition-colors duration-80 hover:bg-hover hover:text-text aria-expanded:bg-hover',
              'max-md:h-11 [&_svg]:size-4 [&_svg]:shrink-0', !bare && 'w-full', className,
            )}
          >
            <ChipIcon kind={chip.kind} />
            {!bare && <span className="truncate">{chip.words}</span>}
          </button>
        )}
      >
        {(close) => <SyncMenu status={status} chip={chip} close={close} />}
      </Popover>
      <Announcer chip={chip} />
    </>
  )
}

/** The icon that says the same as the words. */
export function ChipIcon({ kind }: { kind: ChipKind }) {
  return <span aria-hidden className={cn('inline-flex', iconColours[kind])}>{icons[kind]}</span>
}

const icons: Record<ChipKind, ReactNode> = {
  local: <HardDrive />, unkept: <TriangleAlert />, syncing: <RefreshCw />, downloading: <Download />, current: <CircleCheck />, pending: <Clock />,
  offline: <CloudOff />, struggling: <Clock />, 'needs-you': <CircleAlert />, 'sign-in': <LogIn />, update: <Download />,
}

const iconColours: Partial<Record<ChipKind, string>> = {
  unkept: 'text-warn', current: 'text-ok', struggling: 'text-warn', 'needs-you': 'text-danger', 'sign-in': 'text-warn', update: 'text-warn',
}

/** Says trouble and its end aloud, once each. */
function Announcer({ chip }: { chip: ChipWords }) {
  const last = useRef(chip.kind)
  const [said, setSaid] = useState('')
  const { kind, words } = chip
  useEffect(() => {
    // What is over again within a second is not worth interrupting anybody.
    const timer = window.setTimeout(() => {
      const message = chipAnnouncement(last.current, { kind, words })
      if (message !== null) setSaid(message)
      // A passing sync is no state to come from: after trouble, its end is still said.
      if (kind !== 'syncing' && kind !== 'pending') last.current = kind
    }, 1_000)
    return () => window.clearTimeout(timer)
  }, [kind, words])
  return <span role="status" aria-live="polite" className="sr-only">{said}</span>
}

import { useEffect, useRef, useState } from 'react'
import { cn } from '../components/cn.ts'
import { Popover } from '../components/popover.tsx'
import { useNow } from '../components/when.tsx'
import { chipAnnouncement, chipInShort, chipWords, isCalm, type ChipWords } from './chip-words.ts'
import { ChipIcon } from './chip-icon.tsx'
import { SyncMenu } from './sync-menu.tsx'
import { useOpened, useSteadyStatus } from './use-steady-status.ts'

/** The one chip that is always in sight: an icon, words, and behind it everything about sync. `short` for a phone's bars: few words; `bare`: none where it asks for nothing. */
export function SyncChip({ short = false, bare = false }: { short?: boolean; bare?: boolean }) {
  const status = useSteadyStatus()
  const opened = useOpened()
  const chip = chipWords(status, { now: useNow(), kept: opened?.kind !== 'memory' })
  const isIcon = short && bare && isCalm(chip.kind)
  return (
    <>
      <Popover
        label="Sync"
        className="w-80"
        trigger={(
          <button
            type="button"
            aria-label={short ? `Sync: ${chip.words}` : undefined}
            className={cn(
              'flex h-8 min-w-0 items-center gap-2 rounded-md px-2 text-table text-muted transition-colors duration-80 hover:bg-hover hover:text-text aria-expanded:bg-hover',
              'max-md:h-11 [&_svg]:size-4 [&_svg]:shrink-0', !short && 'h-auto min-h-8 w-full py-1 text-left', isIcon && 'max-md:-mr-1.5 max-md:min-w-11 max-md:justify-center',
            )}
          >
            <ChipIcon kind={chip.kind} />
            {!isIcon && <span className={short ? 'truncate' : 'line-clamp-2'}>{short ? chipInShort(chip, status) : chip.words}</span>}
          </button>
        )}
      >
        {(close) => <SyncMenu status={status} chip={chip} close={close} />}
      </Popover>
      <Announcer chip={chip} />
    </>
  )
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

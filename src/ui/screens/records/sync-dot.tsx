import { useEffect, useState, useSyncExternalStore } from 'react'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec, SyncStatus } from '../../../data-api/types.ts'

const patience = 5_000

/** A dot once a record has waited longer than 5 s to be synced; a mark when that failed. Mostly nothing. */
export function SyncDot({ sync }: { sync: Rec['$sync'] }) {
  return sync.failed || sync.pendingSince !== null ? <Dot sync={sync} /> : null
}

function Dot({ sync }: { sync: Rec['$sync'] }) {
  const { sync: api } = useSatchel()
  // Without an account nothing waits: this device is where it belongs.
  const syncs = useSyncExternalStore(api.onStatus, () => belongsToAccount(api.status()))
  const waits = useWaitsLong(sync.failed || !syncs ? null : sync.pendingSince)
  if (sync.failed) {
    return <span title="Could not be synced" className="text-danger"><CircleAlert aria-hidden className="size-3.5" /><span className="sr-only">Could not be synced</span></span>
  }
  if (!waits) return null
  return <span title="Waiting to be synced" className="size-1.5 shrink-0 rounded-full bg-control"><span className="sr-only">Waiting to be synced</span></span>
}

// Before the first word of the changes worker nothing is claimed.
const belongsToAccount = ({ state, account }: SyncStatus): boolean => account !== null || (state !== 'no_account' && state !== 'idle')

function useWaitsLong(since: string | null): boolean {
  const [waits, setWaits] = useState(() => since !== null && Date.now() - Date.parse(since) > patience)
  useEffect(() => {
    if (since === null) { setWaits(false); return }
    const left = Date.parse(since) + patience - Date.now()
    setWaits(left <= 0)
    const timer = window.setTimeout(() => setWaits(true), Math.max(0, left))
    return () => window.clearTimeout(timer)
  }, [since])
  return waits
}

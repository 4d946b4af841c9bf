import { useEffect, useState } from 'react'
import { useSatchel, useSync } from '../../data-api/hooks.ts'
import type { StorageInfo, SyncStatus } from '../../data-api/types.ts'

/** How long a sync may take before it is worth a word; the one after every save is through before that. */
const worthAWordMs = 400

/** The sync status without the flicker of the syncs that follow every save: "Syncing" appears only when it lasts. */
export function useSteadyStatus(): SyncStatus {
  const { status } = useSync()
  const [steady, setSteady] = useState(status)
  const brief = status.state === 'syncing' && steady.state !== 'syncing'
  useEffect(() => {
    if (!brief) {
      setSteady(status)
      return undefined
    }
    const timer = window.setTimeout(() => setSteady(status), worthAWordMs)
    return () => window.clearTimeout(timer)
    // Progress within the wait does not begin the wait anew: only the state counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [brief, brief ? null : status])
  return brief ? steady : status
}

/** So that what is shown later says it with its first frame. */
const known = new WeakMap<Promise<StorageInfo>, StorageInfo>()

/** What opening the database said, also of the next one after a switch; null until it has. */
export function useOpened(): StorageInfo | null {
  const satchel = useSatchel()
  const [info, setInfo] = useState<StorageInfo | null>(() => known.get(satchel.ready) ?? null)
  useEffect(() => {
    let gone = false
    let asked: Promise<StorageInfo> | null = null
    // A switch of databases counts as a commit that touched everything, and only it brings another promise.
    const read = (): void => {
      const { ready } = satchel
      if (ready === asked) return
      asked = ready
      ready.then((opened) => {
        known.set(ready, opened)
        if (!gone && asked === ready) setInfo(opened)
      }, () => undefined)
    }
    read()
    const stop = satchel.onCommit(read)
    return () => {
      gone = true
      stop()
    }
  }, [satchel])
  return info
}

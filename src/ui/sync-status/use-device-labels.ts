import { useMemo } from 'react'
import { useDeviceNames } from '../../data-api/hooks.ts'
import { deviceLabels, type Writer } from './device-words.ts'
import { useOpened } from './use-steady-status.ts'

/** What to call the devices that wrote these, live. Hand in all that stand on one screen. */
export function useDeviceLabels(writers: readonly Writer[]): (writer: Writer) => string {
  const names = useDeviceNames()
  const own = useOpened()?.replicaId ?? null
  return useMemo(() => deviceLabels(writers, names, own), [writers, names, own])
}

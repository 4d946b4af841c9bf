import { useSyncExternalStore } from 'react'

const query = typeof window === 'undefined' ? null : window.matchMedia('(width < 768px)')

/** Whether the window is as narrow as a phone's. For what CSS alone cannot decide. */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => query?.matches ?? false)

function subscribe(listener: () => void): () => void {
  query?.addEventListener('change', listener)
  return () => query?.removeEventListener('change', listener)
}

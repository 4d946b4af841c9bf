import { useSync } from '../../data-api/hooks.ts'
import { showError, showToast } from '../components/toast.tsx'
import { askedUntil, pausedUntil } from './chip-words.ts'
import { unsentWords } from './unsent-words.ts'

/** "Sync now": where it got nowhere, that is said; where it did, the chip says it. */
export function useSyncNow(): () => void {
  const { sync } = useSync()
  return () => {
    sync().then((status) => {
      const until = pausedUntil(status)
      const away = until ? `${askedUntil(until)} Nothing waits to be sent.` : status.state === 'offline' || status.state === 'waiting' ? 'The server cannot be reached. Nothing waits to be sent.' : null
      const words = unsentWords(status) ?? away
      if (words !== null) showToast({ message: words })
    }, showError)
  }
}

import type { SyncStatus } from '../../data-api/types.ts'
import { plural } from '../components/format.ts'
import { askedUntil, pausedUntil } from './chip-words.ts'

/** Why something is still only on this device after a sync was asked for; null where everything has arrived. */
export function unsentWords(status: Pick<SyncStatus, 'state' | 'pending' | 'failed' | 'error' | 'nextAttemptAt'>): string | null {
  const unsent = status.pending + status.failed
  if (unsent === 0) return null
  const stay = `${plural(unsent, 'change')} ${unsent === 1 ? 'is' : 'are'} still only on this device.`
  if (status.state === 'offline') return `The server cannot be reached; ${stay}`
  const until = pausedUntil(status)
  if (until) return `${askedUntil(until)} ${upper(stay)}`
  if (status.error) return `${status.error.message} ${upper(stay)}`
  return status.pending === 0 ? `The server refused ${plural(status.failed, 'change')}; Sync shows why. ${upper(stay)}` : upper(stay)
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

import type { SyncStatus } from '../../data-api/types.ts'
import { may } from '../../model/roles.ts'
import { endedWords, isToldWhy } from './ended-words.ts'
import { formatCount, formatTime, formatWhen, plural } from '../components/format.ts'

/** What the chip says is of one of these kinds; the icon, the colour and the announcements follow it. */
export type ChipKind = 'local' | 'unkept' | 'syncing' | 'downloading' | 'current' | 'pending' | 'offline' | 'struggling' | 'needs-you' | 'sign-in' | 'removed' | 'update'

export interface ChipWords { kind: ChipKind; words: string }

/**
 * The one chip that is always in sight (product.md, "How sync talks"). What only the person can mend comes first, then what they are
 * waiting for, then peace. `now` is ms since 1970; `kept` is false where this window keeps nothing (memory).
 */
export function chipWords(status: SyncStatus, { now, kept = true }: { now: number; kept?: boolean }): ChipWords {
  // Whoever may only look has nothing to decide.
  const needs = status.failed + (may(status.account?.role ?? 'owner', 'write') ? status.conflicts : 0)
  const waiting = plural(status.pending, 'change')
  if (status.state === 'blocked') {
    if (status.error?.code === 'not_a_member') return { kind: 'removed', words: 'Not a member any more' }
    if (status.error?.code === 'second_factor_required') return { kind: 'sign-in', words: 'Second factor needed' }
    return status.error?.code === 'code_too_old' ? { kind: 'update', words: 'Update to sync' } : { kind: 'sign-in', words: 'Sign in to sync' }
  }
  if (status.state === 'signed_out') return { kind: 'sign-in', words: 'Sign in to sync' }
  if (needs > 0) return { kind: 'needs-you', words: `${formatCount(needs)} ${needs === 1 ? 'needs' : 'need'} you` }
  if (!kept) return { kind: 'unkept', words: 'Not kept on this device' }

  switch (status.state) {
    case 'no_account': return { kind: 'local', words: 'Saved on this device' }
    case 'offline': return { kind: 'offline', words: status.pending > 0 ? `Offline, ${waiting} waiting` : `Offline, ${arrived(status) ?? 'nothing waiting'}` }
    case 'waiting': return { kind: 'struggling', words: `${pausedWords(status) ?? (isFull(status) ? 'No space left' : 'No answer yet')}, ${status.pending > 0 ? `${waiting} waiting` : arrived(status) ?? 'nothing waiting'}` }
    case 'downloading':
      return { kind: 'downloading', words: status.download ? `Downloading ${ofTotal(status.download.received, status.download.total)}` : 'Downloading' }
    case 'syncing':
      return { kind: 'syncing', words: status.progress && status.progress.total > 0 ? `Syncing ${ofTotal(status.progress.done, status.progress.total)}` : 'Syncing' }
    case 'idle':
      if (status.pending > 0) return { kind: 'pending', words: `${waiting} waiting` }
      if (status.upToDate && status.lastSyncedAt) return { kind: 'current', words: `Up to date, ${formatWhen(status.lastSyncedAt, now)}` }
      return { kind: 'local', words: 'Saved on this device' }
  }
}

/** "14:02": the server, or a proxy before it, named a time that is a minute off or more; null: it did not. */
export function pausedUntil({ state, error, nextAttemptAt }: Pick<SyncStatus, 'state' | 'error' | 'nextAttemptAt'>): string | null {
  const asked = error?.details?.['retryAfterMs']
  return state === 'waiting' && nextAttemptAt !== null && typeof asked === 'number' && asked >= 60_000 ? formatTime(nextAttemptAt) : null
}

/** Who asks for a sync meanwhile is told until when there is none. */
export const askedUntil = (until: string): string => `The server, or something on the way to it, asked to be left alone until ${until}.`

/** What came down, or was answered, could not be written. */
const isFull = ({ error }: SyncStatus): boolean => error?.code === 'storage_full'
const pausedWords = (status: SyncStatus): string | null => {
  const until = pausedUntil(status)
  return until && `Paused until ${until}`
}

/** "1,240 of 3,000 here": as far as a first download has come that cannot go on now. */
const arrived = ({ download }: SyncStatus): string | null => download && `${ofTotal(download.received, download.total)} here`

/** The chip in few words, for a phone's bar; always a part of the whole words. */
export function chipInShort({ kind, words }: ChipWords, status: SyncStatus): string {
  switch (kind) {
    case 'local': return 'Saved'
    case 'current': return 'Up to date'
    case 'pending': return plural(status.pending, 'change')
    case 'offline': return status.pending > 0 ? `Offline, ${formatCount(status.pending)}` : 'Offline'
    case 'struggling': return words.startsWith('Paused') ? 'Paused' : words.startsWith('No space') ? 'No space' : 'No answer'
    case 'sign-in': return words.startsWith('Sign in') ? 'Sign in' : 'Second factor'
    case 'removed': return 'Not a member'
    case 'update': return 'Update'
    case 'unkept': return 'Not kept'
    case 'syncing': case 'downloading': return words.replace(/^\w+ (?=\d)/, '')
    case 'needs-you': return words
  }
}

/** Nothing to be done about: where room is scarce, the icon says it. */
export const isCalm = (kind: ChipKind): boolean => kind === 'local' || kind === 'current' || kind === 'pending' || kind === 'syncing' || kind === 'downloading'

const ofTotal = (done: number, total: number): string => `${formatCount(Math.min(done, total))} of ${formatCount(total)}`

/**
 * What is said aloud when the chip goes from one kind to another; null where it would be chatter. Progress, the passing of time and
 * the sync after every save are never announced; trouble and its end are.
 */
export function chipAnnouncement(before: ChipKind, after: ChipWords): string | null {
  if (before === after.kind) return null
  if (troubles.has(after.kind)) return after.words
  return after.kind === 'current' && (troubles.has(before) || before === 'downloading') ? 'Up to date' : null
}

const troubles: ReadonlySet<ChipKind> = new Set<ChipKind>(['unkept', 'offline', 'struggling', 'needs-you', 'sign-in', 'removed', 'update'])

/** "next try in 12 s", by the clock's half minutes; what is due is under way. */
export function nextTryWords(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1_000)
  if (!(seconds > 0)) return 'trying again now'
  return seconds < 90 ? `next try in ${seconds} s` : `next try in ${Math.round(seconds / 60)} min`
}

/** A sentence or two under the chip's words: where the data is, and what happens next. `online` is what the browser says of its network. */
export function chipExplanation(kind: ChipKind, status: SyncStatus, online = true): string {
  const paused = pausedUntil(status)
  switch (kind) {
    case 'local':
      if (status.state === 'no_account') return 'Everything is saved on this device, and only here. Sign in to have it on your other devices.'
      // Until sync was heard of, nobody knows whether there is an account.
      return status.account ? 'Everything is saved on this device and goes to your account as soon as it can.' : 'Everything is saved on this device.'
    case 'unkept': return 'This browser window keeps nothing: closing it loses what you wrote. Make a backup file, or sign in so that it is sent.'
    case 'syncing': return 'Your changes are saved here and are on their way.'
    case 'downloading': return 'You can work already. Search covers what has arrived.'
    case 'current': return 'Everything here has reached your account, and what others wrote has come down.'
    case 'pending': return 'Saved on this device; they go out next.'
    case 'offline': return offlineExplanation(status, online)
    case 'struggling':
      if (paused) return `${askedUntil(paused)} Everything is saved on this device and goes out then. A minute after it asked, Sync now tries sooner.`
      if (isFull(status)) return 'This device has no space left for what comes down. What is saved on this device is safe, and sync goes on by itself once there is space again.'
      return status.error ? `${status.error.message} Everything is saved on this device; we keep trying.` : 'Everything is saved on this device; we keep trying.'
    case 'needs-you': return 'Nothing is lost. Some changes wait for your word.'
    case 'sign-in':
      if (status.error && status.state === 'blocked') return `${status.error.message} Everything is saved on this device.`
      return isToldWhy(status.error) ? status.error.message : `Your session has ended. ${endedWords(status)}`
    case 'removed': return status.error?.message ?? ''
    case 'update': return 'The server needs a newer Satchel. It comes by itself and takes over when you are not typing. Everything is saved on this device and goes out then.'
  }
}

function offlineExplanation(status: SyncStatus, online: boolean): string {
  const why = online ? 'The server cannot be reached. ' : ''
  const then = online ? 'when it answers again' : 'when you are online again'
  if (status.download) return `${why}The first download goes on ${then}. What has arrived is saved on this device, and search covers it.`
  if (status.pending > 0) return `${why}Everything is saved on this device and goes out ${then}.`
  return `${why}Everything is saved on this device, and nothing waits. What you write goes out ${then}.`
}

import { hintSchema } from '../protocol/notifications.ts'
import { isRetryable } from '../outbox/failure.ts'
import type { SyncTransport } from '../outbox/sync-transport.ts'
import type { WantedEntity, WantedHints, WantedStore } from '../outbox/wanted-hints.ts'

export interface Notice { title: string; body: string; tag: string; path: string }

export interface HintParts {
  wanted: Pick<WantedStore, 'all'>
  /** Refreshes an ended session. */
  transport: Pick<SyncTransport, 'auth'>
  /** Whether somebody is looking at the app: then they see the change itself. */
  isSeen: () => Promise<boolean>
  /** Open tabs that are hidden pull now; a service worker cannot open the database (decision 0036). */
  wakeTabs: (databaseName: string) => void
  show: (notice: Notice) => Promise<void>
}

/**
 * What comes of a hint: nothing where it is not of what the person asked for, or the person is signed out here; else a notification, which names who
 * and leads to the record where the server can be asked, and says that something changed where it cannot.
 *
 * @param text the message's content; null: it had none
 */
export async function showHint({ wanted, transport, isSeen, wakeTabs, show }: HintParts, text: string | null): Promise<void> {
  const hint = hintSchema.safeParse(parse(text))
  if (!hint.success) return
  const { to, topic, since } = hint.data
  const found = (await wanted.all()).find(({ id }) => id === to), entity = found?.entities.find(({ name }) => name === topic)
  // Who signed out without a network is still signed in to the server, which would answer.
  if (found === undefined || found.signedOutAt !== undefined || entity === undefined) return
  wakeTabs(found.databaseName)
  if (await isSeen()) return
  const about = await transport.auth.account('hinted', { to, topic, since }, { workspaceId: found.workspaceId, userId: found.userId })
  if (!about.ok && !isRetryable(about.error)) return
  const known = about.ok ? about.value : null
  // Somebody took it back, or it was the person's own after all.
  if (known?.records === 0) return
  await show({ title: `${capital(entity.label)} changed`, body: bodyOf(known), tag: `${to} ${topic}`, path: pathOf(found, entity, known?.recordId ?? null) })
}

function bodyOf(known: { records: number; by: string[] } | null): string {
  if (known === null || known.by.length === 0) return 'Open Satchel to see what changed.'
  const many = known.records >= 100 ? '100 or more' : String(known.records), by = `by ${listOf(known.by)}`
  return known.records === 1 ? capital(by) : `${many}, ${by}`
}

/** The page finds the screen for it, once the record is there (screens/open-hinted.ts). */
const pathOf = ({ databaseName }: WantedHints, { name }: WantedEntity, recordId: string | null): string =>
  `/open/${name}${recordId === null ? '' : `/${recordId}`}?db=${encodeURIComponent(databaseName)}`

const listOf = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`)
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function parse(text: string | null): unknown {
  try { return JSON.parse(text ?? 'null') } catch { return null }
}

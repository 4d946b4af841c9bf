import { createHash } from 'node:crypto'
import type { Model } from '../../model/model.ts'
import { isPeoples } from '../../model/policies.ts'
import type { Hint } from '../../protocol/notifications.ts'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import { canBeHeld } from '../auth/session-tokens.ts'
import type { Commit } from '../events/commits.ts'
import type { HintSubscription } from '../store/hint-port.ts'
import type { SyncStore } from '../store/port.ts'
import { post, type Sent } from '../webhooks/post.ts'
import type { Addresses } from '../webhooks/public-addresses.ts'
import { sealed, type Vapid } from './vapid.ts'

/**
 * Tells devices by Web Push that others changed something (decision 0036). A hint is no data: it says of which entity and up to which revision, and
 * the device asks for the rest. So none is kept for long, and with the process those on their way are gone; the next change makes others.
 */
export interface Hints {
  committed(commit: Commit): void
  /** Who is told in this workspace has changed. */
  changed(workspaceId: string): void
  stop(): void
}

export interface HintDeps {
  store: Pick<SyncStore, 'hints' | 'accounts'>
  model: Model
  clock: Clock
  random: Random
  log: Log
  addresses: Addresses
  vapid: Vapid
}

/** Acts in quick succession become one hint, and a device gets one a minute of each entity. */
const gatherMs = 1_000, betweenMs = 60_000
/** 30 s, then longer and longer, at most an hour; after seven attempts, some hours, the next change will do. */
const firstRetryMs = 30_000, longestRetryMs = 3_600_000, mostAttempts = 7
/** How long it may go unnoticed that another process let a device in. Without it every commit would ask the database. */
const knownForMs = 20_000, mostKnown = 10_000

/** What one device is to be told of one entity. */
interface Waiting { subscription: HintSubscription; topic: string; since: number; revision: number; attempts: number; timer: TimerHandle | null }

export function createHints(deps: HintDeps): Hints {
  const { store, model, clock, log } = deps
  const stopped = new AbortController()
  const known = new Map<string, { rows: Promise<HintSubscription[]>; until: number }>()
  const waiting = new Map<string, Waiting>(), lastSent = new Map<string, number>()

  const subscriptionsOf = (workspaceId: string): Promise<HintSubscription[]> => {
    const found = known.get(workspaceId), now = clock.monotonic()
    if (found !== undefined && found.until > now) return found.rows
    if (known.size >= mostKnown) known.clear()
    // Nothing here may fail a commit that has happened.
    const rows = (async () => store.hints.of(workspaceId))().catch((thrown: unknown) => {
      log('warn', 'hints.unread', { workspaceId, error: String(thrown) })
      known.delete(workspaceId)
      return []
    })
    known.set(workspaceId, { rows, until: now + knownForMs })
    return rows
  }

  const note = (subscription: HintSubscription, topic: string, { from, to }: Commit): void => {
    const key = `${subscription.id} ${topic}`, now = clock.monotonic(), already = waiting.get(key)
    if (already !== undefined) {
      already.revision = Math.max(already.revision, to)
      return
    }
    const entry: Waiting = { subscription, topic, since: from, revision: to, attempts: 0, timer: null }
    waiting.set(key, entry)
    later(key, entry, Math.max(gatherMs, (lastSent.get(key) ?? Number.NEGATIVE_INFINITY) + betweenMs - now))
  }
  const later = (key: string, entry: Waiting, ms: number): void => {
    if (!stopped.signal.aborted) entry.timer = clock.setTimeout(() => { void tell(key, entry) }, ms)
  }
  const tell = async (key: string, entry: Waiting): Promise<void> => {
    const { subscription, topic } = entry, { workspaceId, userId, deviceId, id } = subscription
    // What is committed from here on is another hint.
    waiting.delete(key)
    try {
      if (!await mayHear(subscription)) {
        await forget(subscription, 'not signed in there any more')
        return
      }
      const hint: Hint = { to: id, topic, since: entry.since, revision: entry.revision }
      const { headers, body } = sealed(deps.vapid, subscription, hint, placeOf(id, topic))
      lastSent.set(key, clock.monotonic())
      if (lastSent.size > mostKnown) lastSent.clear()
      const sent = await post(deps.addresses, subscription.endpoint, headers, body, stopped.signal)
      if (sent.ok) log('debug', 'hint.sent', { workspaceId, userId, deviceId, topic, revision: entry.revision })
      else await failed(key, entry, sent)
    } catch (thrown) {
      if (!stopped.signal.aborted) log('error', 'hint.failed', { workspaceId, userId, deviceId, topic, error: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }
  const failed = async (key: string, entry: Waiting, { status, error, retryAfter }: Sent & { ok: false }): Promise<void> => {
    if (stopped.signal.aborted) return
    const { workspaceId, userId, deviceId } = entry.subscription, attempts = entry.attempts + 1
    if (status === 404 || status === 410) { await forget(entry.subscription, 'its push service says that it is gone'); return }
    const passes = status === null || status === 429 || status >= 500
    log('warn', 'hint.refused', { workspaceId, userId, deviceId, topic: entry.topic, status, error, attempts })
    if (!passes || attempts >= mostAttempts) return
    const newer = waiting.get(key)
    // What was committed meanwhile goes along.
    if (newer?.timer != null) clock.clearTimeout(newer.timer)
    const again: Waiting = { ...entry, revision: Math.max(entry.revision, newer?.revision ?? 0), attempts, timer: null }
    waiting.set(key, again)
    const wait = Math.min(longestRetryMs, Math.max((retryAfter ?? 0) * 1_000, firstRetryMs * 4 ** (attempts - 1)))
    later(key, again, wait * (0.75 + deps.random.next() / 2))
  }

  /** A device whose sessions were ended, and a person who has left, are told of nothing. */
  const mayHear = async ({ workspaceId, userId, deviceId }: HintSubscription): Promise<boolean> => {
    const [sessions, devices, memberships] = await Promise.all([store.accounts.sessionsOf(userId), store.accounts.devicesOf(userId), store.accounts.memberships(userId)])
    const device = devices.find(({ id }) => id === deviceId)
    return device !== undefined && sessions.some((session) => session.deviceId === deviceId && canBeHeld(session, device, deps.clock.now())) && memberships.some(({ workspace }) => workspace.id === workspaceId)
  }
  const forget = async ({ workspaceId, userId, deviceId, id }: HintSubscription, why: string): Promise<void> => {
    await store.hints.remove(workspaceId, userId, deviceId, id)
    known.delete(workspaceId)
    log('info', 'hints.forgotten', { workspaceId, userId, deviceId, why })
  }

  return {
    committed(commit) {
      const authors = new Map<string, Set<string>>()
      for (const { entity, updatedBy, data } of commit.records) {
        const known = model.entities.get(entity)
        if (known === undefined || !isPeoples(known) || data === null) continue
        authors.set(entity, (authors.get(entity) ?? new Set()).add(updatedBy))
      }
      if (authors.size === 0 || stopped.signal.aborted) return
      void subscriptionsOf(commit.workspaceId).then((subscriptions) => {
        for (const subscription of subscriptions) {
          for (const [entity, by] of authors) {
            if (subscription.entities.includes(entity) && [...by].some((userId) => userId !== subscription.userId)) note(subscription, entity, commit)
          }
        }
      })
    },
    changed(workspaceId) { known.delete(workspaceId) },
    stop() {
      stopped.abort()
      for (const { timer } of waiting.values()) if (timer !== null) clock.clearTimeout(timer)
      waiting.clear()
    },
  }
}

/** All workspaces of a browser share one endpoint there: what waits for one must not be put in the place of another's. At most 32 signs of base64url (RFC 8030). */
const placeOf = (subscriptionId: string, topic: string): string => createHash('sha256').update(`${subscriptionId} ${topic}`).digest('base64url').slice(0, 32)

import { hash } from 'node:crypto'
import type { Model } from '../../model/model.ts'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import { actionSince } from '../pull/changes.ts'
import { answerRecord } from '../rest/record.ts'
import type { PulledRecord, SyncStore } from '../store/port.ts'
import type { WebhookDelivery, WebhookProgress, WebhookRow } from '../store/webhook-port.ts'
import type { Addresses } from './public-addresses.ts'
import { send } from './send.ts'
import { entitiesOfTopics, isWanted } from './topics.ts'

/**
 * Sends what changed to whoever asked for it. A webhook has a position in the workspace's history, as a device has: nothing is queued, so nothing can
 * be lost between a commit and a queue, and what failed is what comes after the position. Each message goes out at least once, in the order of
 * revisions, with an id that stays the same; edits in quick succession may come as one, since a message has the record as it is.
 */
export interface Dispatcher {
  /** Something was committed in a workspace. */
  wake(workspaceId: string): void
  /** A webhook was added, changed or removed. */
  changed(id: string): Promise<void>
  start(): Promise<void>
  /** Lets go of what is on its way; it is sent again. */
  stop(): Promise<void>
}

export interface DispatcherDeps {
  store: SyncStore
  model: Model
  clock: Clock
  random: Random
  log: Log
  addresses: Addresses
  /** Names this process among those that share the store. */
  holder: () => string
  /** Whether there are others, which change webhooks and commit without this one hearing of it. */
  shared: boolean
}

/** 5 s, then longer and longer, at most 6 hours, with jitter; after five days of nothing but failures it is given up. */
const firstRetryMs = 5_000, longestRetryMs = 6 * 60 * 60_000, patienceMs = 5 * 24 * 60 * 60_000
/** Messages between two notes of how far it has come, and how long others keep away; a process that dies leaves it for as long. */
const batchSize = 20, batchMs = 30_000, holdMs = 120_000
const lookAroundMs = 20_000

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { store, clock, log } = deps
  const stopped = new AbortController()
  const running = new Map<string, { again: boolean; isOther: boolean; done: Promise<void> }>()
  /** When each that is enabled is to be looked at next, as far as this process knows; ms. */
  let known = new Map<string, { row: WebhookRow; due: number }>()
  /** Records that were told of since their webhook was last caught up; lost with the process, `created` may be told twice. */
  const told = new Map<string, Set<string>>()
  let timer: TimerHandle | null = null

  /** @param isOther it was changed: it is tried at once, also where it has just failed */
  const run = (row: WebhookRow, isOther = false): void => {
    const { id } = row, now = running.get(id)
    // While it is at it, no timer waits for it: that would be over at once, again and again, and have it tried once more as soon as it has failed.
    setDue(id, Number.POSITIVE_INFINITY)
    if (now !== undefined) {
      now.again = true
      now.isOther ||= isOther
      return
    }
    if (stopped.signal.aborted) return
    const turn = { again: false, isOther: false, done: Promise.resolve() }
    running.set(id, turn)
    turn.done = deliverAll(deps, row, toldOf(id), stopped.signal)
      .then((due) => { setDue(id, due) })
      .catch((thrown: unknown) => {
        log('error', 'webhook.failed', { webhookId: id, error: thrown instanceof Error ? thrown.stack : String(thrown) })
        setDue(id, clock.now() + firstRetryMs)
      })
      .finally(() => {
        running.delete(id)
        const due = known.get(id)?.due
        // What was committed meanwhile does not hurry one that has failed.
        if (due !== undefined && turn.again && (turn.isOther || due === Number.POSITIVE_INFINITY || due <= clock.now())) run(row)
        else schedule()
      })
  }
  const setDue = (id: string, due: number): void => {
    const mine = known.get(id)
    if (mine !== undefined) mine.due = due
  }
  const schedule = (): void => {
    if (stopped.signal.aborted) return
    if (timer !== null) clock.clearTimeout(timer)
    timer = null
    const next = Math.min(...[...known.values()].map(({ due }) => due), deps.shared ? clock.now() + lookAroundMs : Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY) return
    timer = clock.setTimeout(() => { void lookAround() }, Math.max(0, next - clock.now()))
  }
  const lookAround = async (): Promise<void> => {
    if (deps.shared) await readAll()
    const now = clock.now()
    // With others about, one that is not due may have something that nobody has told of.
    for (const { row, due } of known.values()) if (due <= now || (deps.shared && due === Number.POSITIVE_INFINITY)) run(row)
    schedule()
  }
  const readAll = async (): Promise<void> => {
    const rows = await store.webhooks.enabled().catch((thrown: unknown) => {
      log('warn', 'webhook.unread', { error: String(thrown) })
      return null
    })
    if (rows !== null) known = new Map(rows.map((row) => [row.id, { row, due: known.get(row.id)?.due ?? dueOf(row) }]))
  }
  const toldOf = (id: string): Set<string> => {
    const found = told.get(id) ?? new Set<string>()
    told.set(id, found)
    return found
  }
  const dueOf = ({ progress }: WebhookRow): number => (progress.nextAttemptAt === null ? clock.now() : Date.parse(progress.nextAttemptAt))

  return {
    wake(workspaceId) {
      for (const { row, due } of known.values()) {
        // One that fails waits for its time, whatever is committed meanwhile.
        if (row.workspaceId === workspaceId && (due === Number.POSITIVE_INFINITY || due <= clock.now())) run(row)
      }
    },
    async changed(id) {
      known.delete(id)
      await readAll()
      const found = known.get(id)
      if (found === undefined) told.delete(id)
      else run(found.row, true)
    },
    async start() {
      await readAll()
      await lookAround()
    },
    async stop() {
      if (timer !== null) clock.clearTimeout(timer)
      stopped.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}

/** Delivers what there is. @returns when to come again, ms; infinity: when something is committed */
async function deliverAll(deps: DispatcherDeps, { workspaceId, id }: WebhookRow, told: Set<string>, stopped: AbortSignal): Promise<number> {
  const { store, clock, holder } = deps
  const iso = (ms: number): string => new Date(ms).toISOString()
  for (;;) {
    // Where there is no other process, whoever holds it has died.
    const row = await store.webhooks.claim(workspaceId, id, holder(), deps.shared ? iso(clock.now()) : '9999', iso(clock.now() + holdMs))
    // Disabled, or another process is at it; that one may die.
    if (row === null) return deps.shared ? clock.now() + lookAroundMs : Number.POSITIVE_INFINITY
    const batch = await nextBatch(deps, row)
    const { progress, deliveries, more } = await deliver(deps, row, batch, told, stopped)
    const held = await store.webhooks.note(workspaceId, id, holder(), progress, deliveries)
    if (progress.nextAttemptAt !== null) return Date.parse(progress.nextAttemptAt)
    if (!held || !more || stopped.aborted || progress.gaveUpAt !== null) return Number.POSITIVE_INFINITY
  }
}

interface Batch { records: PulledRecord[]; position: number; caughtUp: number; upTo: number; more: boolean }

async function nextBatch({ store, model }: DispatcherDeps, row: WebhookRow): Promise<Batch> {
  const found = await store.read(row.workspaceId, async (reader) => {
    const { revision } = await reader.state()
    // A history that was put back is shorter than what was delivered of the other.
    const position = Math.min(row.progress.position, revision)
    const records = await reader.changedAfter(new Map(entitiesOfTopics(model, row.topics).map((name) => [name, position])), batchSize)
    return { records, position, caughtUp: Math.min(row.progress.caughtUp, position), upTo: records.length < batchSize ? revision : records.at(-1)!.revision, more: records.length === batchSize }
  })
  return found ?? { records: [], position: row.progress.position, caughtUp: row.progress.caughtUp, upTo: row.progress.position, more: false }
}

async function deliver(
  { clock, random, log, addresses }: DispatcherDeps, row: WebhookRow, batch: Batch, told: Set<string>, stopped: AbortSignal,
): Promise<{ progress: WebhookProgress; deliveries: WebhookDelivery[]; more: boolean }> {
  const deliveries: WebhookDelivery[] = [], began = clock.monotonic()
  const progress = { ...row.progress, position: batch.position, caughtUp: batch.caughtUp, nextAttemptAt: null }
  for (const record of batch.records) {
    // By its newest revision alone one that was made before the position and changed after it was never told of.
    const action = actionSince(record, told.has(record.id) ? record.revision : batch.caughtUp)
    if (record.data !== null && isWanted(row.topics, record.entity, action)) {
      const type = `${record.entity}.${action}`, now = clock.now(), at = new Date(now).toISOString(), data = { workspaceId: row.workspaceId, ...answerRecord(record) }
      const id = `msg_${row.id}_${record.revision}_${contentOf(data)}`, body = JSON.stringify({ type, timestamp: at, data })
      const sent = await send(addresses, row.url, row.secret, { id, type, body }, now, stopped)
      // What was cut off is as if it had never been tried.
      if (stopped.aborted && !sent.ok) return { progress, deliveries, more: false }
      const attempts = sent.ok ? 1 : progress.attempts + 1
      deliveries.push({ id, type, recordId: record.id, revision: record.revision, at, status: sent.status, error: sent.ok ? null : sent.error, attempts: sent.ok ? progress.attempts + 1 : attempts })
      if (!sent.ok) return { progress: failed(row, progress, sent, now, random, log), deliveries, more: false }
      Object.assign(progress, { attempts: 0, failingSince: null, lastDeliveredAt: at })
    }
    told.add(record.id)
    progress.position = record.revision
    if (clock.monotonic() - began > batchMs) return { progress, deliveries, more: true }
  }
  progress.position = Math.max(progress.position, batch.upTo)
  if (!batch.more) {
    progress.caughtUp = progress.position
    told.clear()
  }
  return { progress, deliveries, more: batch.more }
}

/** A history that was put back gives its revisions out once more: by them alone something else would pass for told. */
const contentOf = (data: object): string => hash('sha256', JSON.stringify(data), 'base64url').slice(0, 12)

function failed(row: WebhookRow, progress: WebhookProgress, sent: { status: number | null; error: string }, now: number, random: Random, log: Log): WebhookProgress {
  const attempts = progress.attempts + 1, failingSince = progress.failingSince ?? new Date(now).toISOString()
  const wait = Math.min(longestRetryMs, firstRetryMs * 4 ** (attempts - 1)), gone = sent.status === 410
  const gaveUp = gone || now - Date.parse(failingSince) >= patienceMs
  log('warn', gaveUp ? 'webhook.given_up' : 'webhook.refused', { workspaceId: row.workspaceId, webhookId: row.id, attempts, status: sent.status, error: sent.error })
  if (gaveUp) {
    const note = gone ? 'It said that it is gone for good (410).' : `Every attempt of five days failed. The last: ${sent.error}`
    return { ...progress, attempts, failingSince, nextAttemptAt: null, gaveUpAt: new Date(now).toISOString(), note }
  }
  return { ...progress, attempts, failingSince, nextAttemptAt: new Date(now + wait * (0.75 + random.next() / 2)).toISOString() }
}

import type { Clock, TimerHandle } from '../../shared/clock.ts'
import { sleep } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import type { Random } from '../../shared/random.ts'
import type { Commits } from '../events/commits.ts'
import { trimAudit } from '../audit/trim.ts'
import { StoreClosedError, type SyncStore } from '../store/port.ts'
import { purgeStep, type PurgeProgress } from './purge-step.ts'

/** `auditDays`: how long entries of audit logs are kept; null: for good. */
export interface PurgerDeps { store: SyncStore; clock: Clock; random: Random; log: Log; commits: Commits; auditDays?: number | null | undefined }

/**
 * Takes for good what was deleted long ago (R5), workspace by workspace, some minutes after the start and every few hours. Not where the clock was set
 * meanwhile: a machine often begins with a wrong one, by which everything is old.
 */
export interface Purger {
  start(): void
  /** Settles when the step under way has ended. */
  stop(): Promise<void>
}

const everyMs = 6 * 3_600_000, firstMs = 10 * 60_000
/** A clock that went by so much more, or less, than the time that passed was set. */
const setMs = 5 * 60_000
/** Between two steps, so that those who wait for the workspace, or for the thread, go first. */
const betweenMs = 20
const workspacesAtOnce = 200

export function createPurger({ store, clock, random, log, commits, auditDays = null }: PurgerDeps): Purger {
  let timer: TimerHandle | null = null, stopped = false
  let running: Promise<void> = Promise.resolve()
  let wake: () => void = () => undefined
  const readClock = (): { wall: number; passed: number } => ({ wall: clock.now(), passed: clock.monotonic() })
  let last = readClock()
  const wasSet = (): boolean => {
    const before = last
    last = readClock()
    return Math.abs((last.wall - before.wall) - (last.passed - before.passed)) > setMs
  }

  const pause = async (): Promise<void> => {
    if (stopped) return
    await Promise.race([sleep(clock, betweenMs), new Promise<void>((resolve) => { wake = resolve })])
  }
  const workspace = async (id: string): Promise<void> => {
    const progress: PurgeProgress = { reached: new Map() }
    let purged = 0
    for (let more = true; more && !stopped;) {
      const step = await purgeStep(store, id, clock.now(), Buffer.from(random.bytes(12)).toString('base64url'), progress)
      if (step.commit !== null) {
        purged += step.commit.records.length
        commits.published(step.commit)
      }
      more = step.more
      if (more) await pause()
    }
    if (auditDays !== null && !stopped) {
      const dropped = await trimAudit(store, id, new Date(clock.now() - auditDays * 86_400_000).toISOString(), new Date(clock.now()).toISOString(), async () => { await pause(); return !stopped })
      if (dropped !== null) log('info', 'audit.trimmed', { workspaceId: id, upTo: dropped })
    }
    if (purged > 0) log('info', 'purge', { workspaceId: id, purged })
  }
  /** The next run begins where this one ended: what was taken is taken. What is wrong with one workspace is no other's trouble. */
  const failed = (thrown: unknown, workspaceId: string | null): void => {
    if (!(thrown instanceof StoreClosedError)) log('error', 'purge.failed', { workspaceId, error: thrown instanceof Error ? thrown.stack : String(thrown) })
  }
  const run = async (): Promise<void> => {
    try {
      let after: string | null = null
      while (!stopped) {
        const ids: string[] = await store.workspaces(after, workspacesAtOnce)
        for (const id of ids) if (!stopped) await workspace(id).catch((thrown: unknown) => { failed(thrown, id) })
        if (ids.length < workspacesAtOnce) break
        after = ids.at(-1)!
      }
    } catch (thrown) {
      failed(thrown, null)
    }
    if (!stopped) timer = clock.setTimeout(begin, everyMs)
  }
  const begin = (): void => {
    if (wasSet()) {
      log('warn', 'purge.clock_was_set', { now: new Date(clock.now()).toISOString() })
      timer = clock.setTimeout(begin, everyMs)
      return
    }
    running = run()
  }

  return {
    start: () => {
      last = readClock()
      timer = clock.setTimeout(begin, firstMs)
    },
    stop: async () => {
      stopped = true
      if (timer !== null) clock.clearTimeout(timer)
      wake()
      await running
    },
  }
}

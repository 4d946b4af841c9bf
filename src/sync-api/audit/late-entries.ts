import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { NewAuditEntry } from '../store/audit-port.ts'

/**
 * Entries of what was read while the disk was full. Reading waits for no room (decision 0111): its entry is held here and written, in order and with the time at which it was read, as
 * soon as there is some. The server's own log has it at once, should the process end before that.
 */
export interface LateEntries {
  hold(workspaceId: string, entry: NewAuditEntry): void
  /** Writes what is held; false: there is no room still. */
  write(): Promise<boolean>
  /** Tries once more, and no more after that. */
  stop(): Promise<void>
}

/** Reads of somebody are told the first, tenth, hundredth time, so this is many people's day. */
const most = 10_000
const tryEveryMs = 60_000

export function createLateEntries(append: (workspaceId: string, entry: NewAuditEntry, isTriedBefore: boolean) => Promise<void>, clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>, log: Log): LateEntries {
  const held: { workspaceId: string; entry: NewAuditEntry; isTried: boolean }[] = []
  let timer: TimerHandle | null = null, writing: Promise<boolean> | null = null, stopped = false

  const plan = (): void => {
    if (timer !== null || stopped || held.length === 0) return
    timer = clock.setTimeout(() => {
      timer = null
      void write().then(plan)
    }, tryEveryMs)
  }
  const writeAll = async (): Promise<boolean> => {
    while (held.length > 0) {
      const next = held[0]!, { workspaceId, entry } = next
      try {
        await append(workspaceId, entry, next.isTried)
      } catch (thrown) {
        // Its answer may be lost and not it itself.
        next.isTried = true
        if (!isDiskFull(thrown)) log('error', 'audit.held_not_written', { workspaceId, kind: entry.kind, error: String(thrown) })
        return false
      }
      held.shift()
    }
    return true
  }
  const write = (): Promise<boolean> => {
    if (held.length === 0) return Promise.resolve(true)
    writing ??= writeAll().finally(() => { writing = null })
    return writing
  }
  return {
    hold(workspaceId, entry) {
      const { kind, at, detail, source: { userId, deviceId, text } } = entry
      log('warn', 'audit.held', { workspaceId, kind, at, detail, userId, deviceId, source: text })
      if (held.length < most) held.push({ workspaceId, entry, isTried: false })
      plan()
    },
    write,
    async stop() {
      stopped = true
      if (timer !== null) clock.clearTimeout(timer)
      await write()
    },
  }
}

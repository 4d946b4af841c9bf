import type { SyncRecord } from '../protocol/change.ts'
import type { SnapshotLine } from '../protocol/pull.ts'
import type { Failure } from '../outbox/failure.ts'
import type { Account } from '../outbox/sync-transport.ts'
import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'
import { count } from './sync-log.ts'

/** Records that become durable and visible together; the app is usable from the first lot on. */
const lot = 1_000

/**
 * R6: brings down a snapshot, from the last checkpoint where one broke off, and applies it lot by lot as it arrives. Null: complete; the
 * delta begins at the first header's cursor, which the db-worker now has.
 */
export async function takeSnapshot(context: SyncContext, account: Account, session: number): Promise<Failure | null> {
  const { parts, board, say } = context
  board.set({ digestsEqual: false })
  const before = await must(parts.db.state())
  const after = before.snapshot?.after ?? null
  const opened = await parts.transport.snapshot(account, { after })
  if (!opened.ok) return after === null ? opened.error : startOverWhere(opened.error)

  let began = false
  let records: SyncRecord[] = []
  /** The lot that the db-worker is taking in while the next one is read. */
  let applying: Promise<void> = Promise.resolve()
  const apply = async (lot: SyncRecord[], checkpoint: string | null): Promise<void> => {
    await must(parts.db.snapshotRecords(lot, checkpoint))
    board.set({ download: board.facts.download && { ...board.facts.download, received: board.facts.download.received + lot.length } })
    // What arrived stays, so a break from here on is a new one.
    context.succeeded('pull', session)
  }
  const flush = async (checkpoint: string | null): Promise<void> => {
    await applying
    if (records.length === 0 && checkpoint === null) return
    applying = apply(records, checkpoint)
    // Whoever awaits it next hears of its failure.
    applying.catch(() => undefined)
    records = []
  }
  try {
    for await (const line of opened.value) {
      if (context.stopped || context.account !== account) return null
      if (!line.ok) return line.error
      const part = line.value
      if (!began) {
        if (!isHeader(part)) return { kind: 'garbage', message: 'a snapshot without its header' }
        began = true
        context.snapshots += 1
        await must(parts.db.snapshotBegin({ cursor: part.cursor, seen: part.seen, counts: part.counts }, after !== null))
        const begun = await must(parts.db.state())
        if (after !== null && begun.epoch !== before.epoch) return await startOver()
        board.set({ download: { received: begun.snapshot?.received ?? 0, total: sum(part.counts), counts: part.counts } })
      } else if ('checkpoint' in part) {
        await flush(part.checkpoint)
      } else if ('end' in part) {
        await flush(null)
        await applying
        await must(parts.db.snapshotEnd())
        say('info', 'snapshot', `Downloaded the whole workspace: ${count(board.facts.download?.received ?? 0, 'record', 'records')}.`)
        return null
      } else if ('entity' in part) {
        records.push(part)
        if (records.length >= lot * 2) await flush(null)
      }
    }
    // The stream ended in good order, but not the snapshot.
    return { kind: 'offline' }
  } finally {
    // The next attempt goes on from the last checkpoint, so that must be known before this one ends.
    await applying.catch(() => undefined)
    board.set({ download: null })
  }

  async function startOver(): Promise<Failure | null> {
    await must(parts.db.resetRequired('all'))
    return takeSnapshot(context, account, session)
  }
  async function startOverWhere(failure: Failure): Promise<Failure | null> {
    return failure.kind === 'epoch_changed' || failure.kind === 'reset' ? startOver() : failure
  }
}

const isHeader = (line: SnapshotLine): line is Extract<SnapshotLine, { counts: Record<string, number> }> => 'counts' in line
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, n) => total + n, 0)

import type { GiveBackStep } from '../db-worker/contract.ts'
import type { Failure } from '../outbox/failure.ts'
import type { Account } from '../outbox/sync-transport.ts'
import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'
import { count } from './sync-log.ts'

/**
 * R8: gives back what a server that was put back to a backup, or emptied, has lost. Before the snapshot, which would write over it, and
 * before any push. Null: done, or there was nothing to do; where it breaks off, the next round goes on from there.
 */
export async function giveBack(context: SyncContext, account: Account): Promise<Failure | null> {
  const { parts, say } = context
  for (;;) {
    if (context.stopped || context.account !== account) return null
    const step = await must(parts.db.nextGiveBack())
    if (step === null) return null
    if (step.kind === 'done') { say('info', step.lost === null ? 'reset' : 'given_back', giveBackWords(step)); continue }
    const { fromEpoch, seen, after, records } = step
    const { replicaId, schemaVersion } = await must(parts.db.identity())
    const answer = await parts.transport.giveBack(account, { replicaId, schemaVersion, fromEpoch, seen, ...(after === null ? {} : { after }), records })
    if (!answer.ok) return answer.error
    if (context.stopped || context.account !== account) return null
    await must(parts.db.gaveBack(answer.value, step))
  }
}

/** What happened, in words a person understands. */
export function giveBackWords({ why, given, lost, again }: Extract<GiveBackStep, { kind: 'done' }>): string {
  if (lost === null) {
    return why === 'reset'
      ? 'This device was away for longer than the server remembers. It downloads everything again; unsent changes are kept.'
      : 'This device downloads everything again; unsent changes are kept.'
  }
  const happened = lost.at === null ? 'The server came back empty, or as it was before this device knew it.' : `The server was put back to a backup of about ${when(lost.at)}.`
  const healed = given === 0 ? 'Everything that this device had is there.' : `${count(given, 'record was', 'records were')} given back from this device.`
  const more = again === 0 ? '' : ` ${count(again, 'change is', 'changes are')} sent once more.`
  return `${happened} ${healed}${more}`
}

const when = (iso: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))

import { nextRedo, nextUndo } from './act-stack.ts'
import { changesOfAct } from './act-changes.ts'
import { conflicts } from '../model/bookkeeping.ts'
import type { Change } from '../protocol/change.ts'
import type { TurnOf } from './contract.ts'
import type { Core } from './core.ts'
import { dependantsOf } from './dependants.ts'
import { isUnsettled, type JournalEntry } from './journal.ts'
import { refresh } from './view.ts'

/*
 * J2, U1: what is undone before anybody sent it is not sent, nor is its undo: the act leaves the journal's way (`replaced`), and its rows stay for as long
 * as it may be done again. Who sends besides this worker is the service worker, so the proof is taken from the mirror, before.
 *
 *   undo ── mutations that would be withdrawn ──▶ mirror: are they still there and unclaimed? ──▶ undo(unsent) ── withdrawn, or the inverse
 */

/** The mutations that turning an act around would withdraw, as far as this journal knows: all of the act, or none. */
export function withdrawable(core: Core, of: TurnOf): string[] {
  const actId = actOf(core, of), entries = actId === null ? [] : unsent(core, actId)
  return [...new Set(entries.map(({ change }) => change.mutationId))]
}

/**
 * Withdraws an act within a transaction, where all of it is among what nobody has sent or can still send.
 * @returns how many changes; 0: it is to be turned around by new ones
 */
export function withdraw(core: Core, actId: string, proven: ReadonlySet<string>): number {
  const entries = proven.size === 0 ? [] : unsent(core, actId)
  if (!entries.every(({ change }) => proven.has(change.mutationId))) return 0
  for (const { change } of entries) core.journal.setStatus(change.id, 'replaced', { error: withdrawn, settledAt: core.clock.now() })
  for (const { change } of [...entries].reverse()) refresh(core, core.table(change.entity), change.recordId)
  return entries.length
}

/** The changes of an act that was withdrawn, by seq; none where it was not. */
export function withdrawnChanges(core: Core, actId: string): Change[] {
  const entries = core.journal.byAct(actId)
  return entries.every(({ status, error }) => status === 'replaced' && error?.code === withdrawn.code) ? entries.map(({ change }) => change) : []
}

const withdrawn = { code: 'withdrawn', message: 'Undone before it was sent.' } as const

const actOf = (core: Core, of: TurnOf): string | null => ('actId' in of ? of.actId : (of.kind === 'undo' ? nextUndo(core) : nextRedo(core))?.actId ?? null)

/** An act's changes where none has left, nothing later builds on them, and nothing of it is known from elsewhere. */
function unsent(core: Core, actId: string): JournalEntry[] {
  // With nobody to send to, nobody writes in between: undone, it shows in the history as ever.
  if (core.meta.get('workspaceId') === null) return []
  const entries = core.journal.byAct(actId)
  const isWhole = entries.length > 0 && entries.every(isUntouched) && changesOfAct(core, actId).length === entries.length
  return isWhole && !isBuiltOn(core, entries) ? entries : []
}

/** A settled conflict is taken back with what it wrote; what is made anew goes with what was kept of it (R5): for both there is a way already. */
const isUntouched = ({ status, sent, change }: JournalEntry): boolean =>
  status === 'pending' && !sent && change.entity !== conflicts.name && (change.op !== 'create' || change.before === undefined)

function isBuiltOn(core: Core, entries: readonly JournalEntry[]): boolean {
  const mutations = new Set(entries.map(({ change }) => change.mutationId)), records = new Set(entries.map(({ change }) => `${change.entity}/${change.recordId}`))
  const later = core.journal.select(`${isUnsettled} AND seq > ?`, [entries[0]!.change.seq]).filter(({ change }) => !mutations.has(change.mutationId))
  return later.some(({ change }) => records.has(`${change.entity}/${change.recordId}`)) || dependantsOf(core, entries).length > 0
}

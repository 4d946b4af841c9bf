import { identicalJson } from '../merge/canonical.ts'
import type { SyncRecord } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import type { Data } from '../shared/json.ts'
import type { JournalRow } from './contract.ts'
import type { Core } from './core.ts'
import { dependantsOf } from './dependants.ts'
import type { EntityTable } from './entity-table.ts'
import { learnSeen } from './epochs.ts'
import type { JournalEntry } from './journal.ts'
import { isUnsettled } from './journal.ts'
import { isOfDeadEpoch, notePurged } from './kept-records.ts'
import type { StoredRecord } from './records.ts'
import { storeRecord } from './pull.ts'
import { baseOf } from './given-record.ts'
import { hear } from './rotted-revisions.ts'
import { refresh, takeBase } from './view.ts'

/**
 * The server's answers, whoever pushed (P3, P7): settles each change and takes the record it came with as the base. Answers for changes that
 * are unknown or settled already are skipped, so a repeated answer changes nothing. An answer that an epoch gave before it ended settles
 * nothing: the same ids go to the living one (R5). What a power cut takes of them is asked again by the same ids, so the disk is not waited for.
 */
export function applyResults(core: Core, results: readonly PushResult[], seen: string | null): void {
  core.write(() => {
    if (seen !== null && !learnSeen(core, seen)) {
      pushFailed(core, results.map((result) => result.id), { code: 'server_error', message: 'The server has begun another history.', counts: false })
      return
    }
    // The server tells one record by one change; what the rest of the mutation says of another is known before any of it fails.
    for (const result of results) if (result.status === 'rejected' && result.error.code === 'record_gone') noteGone(core, result.id)
    // What was taken is settled first: a refusal takes along what builds on it and is not, and an answer may hold both (P4).
    for (const result of [...results.filter(isTaken), ...results.filter((other) => !isTaken(other))]) {
      const open = core.journal.statusOf(result.id)
      if (open === null || !isOpen(open)) continue
      core.touchJournal()
      // Sent by the service worker, then: this journal hears of it only now, and of the whole mutation (J2).
      if (open.sent === 0) core.db.run('UPDATE local_changes SET sent = 1 WHERE mutation_id = ?', [open.mutationId])
      if (result.status === 'deferred') {
        core.journal.setStatus(result.id, 'deferred', { waitsFor: result.waitsFor })
      } else if (result.status === 'rejected') {
        const { code, message, field } = result.error
        reject(core, core.journal.byId(result.id)!, { code, message, ...(field === undefined ? {} : { field }) })
      } else {
        core.journal.setStatus(result.id, result.status === 'conflict' ? 'conflict' : 'synced', { settledAt: core.clock.now() })
        if (seen === null) hear(core, result.record.revision)
        settleRecord(core, open, result.record)
      }
    }
  }, false)
}

/**
 * P4: the request failed as a whole, or these changes could not be judged: they go back to `pending`. `counts` false: the network was
 * away, which is no attempt.
 */
export function pushFailed(core: Core, changeIds: readonly string[], error: { code: string; message: string; counts: boolean }): void {
  core.write(() => {
    for (const id of changeIds) {
      core.db.run(
        `UPDATE local_changes SET status = CASE status WHEN 'pushing' THEN 'pending' ELSE status END, attempts = attempts + ?, error = ?
         WHERE id = ? AND ${isUnsettled}`,
        [error.counts ? 1 : 0, error.counts ? JSON.stringify({ code: error.code, message: error.message }) : null, id])
    }
    core.touchJournal()
  })
}

const isTaken = ({ status }: PushResult): boolean => status !== 'rejected' && status !== 'deferred'

const isOpen = ({ status }: Pick<JournalEntry, 'status'>): boolean => status === 'pending' || status === 'pushing' || status === 'deferred'

function settleRecord(core: Core, { entity, recordId }: { entity: string; recordId: string }, record: SyncRecord): void {
  const table = core.tables.get(entity)
  if (table === undefined) return
  if (record.data === null) {
    // Purged since it was applied, or deleted by one who did not know (R5). First as the person sees it: what they deleted is kept for nobody.
    storeRecord(core, record)
    refresh(core, table, recordId)
    return
  }
  const given = baseOf(core, record)
  if (isWhatIsShown(core, table, given)) return
  takeBase(core, table, given)
  // The change no longer lies over the base, which by now has it.
  refresh(core, table, recordId)
}

function noteGone(core: Core, changeId: string): void {
  const change = core.journal.statusOf(changeId), table = change === null || !isOpen(change) ? undefined : core.tables.get(change.entity)
  if (table !== undefined) notePurged(core, table, change!.recordId)
}

/** Mostly the answer is what the person sees already, and only the server's marks are new. */
function isWhatIsShown(core: Core, table: EntityTable, given: StoredRecord): boolean {
  const row = core.records.read(table, given.id)
  if (row === null || row.deletedAt !== given.deletedAt || core.journal.hasUnsettled(table.entity.name, given.id)) return false
  if ((row.epoch === given.epoch && row.revision >= given.revision) || !identicalJson(row.data, given.data)) return false
  core.records.mark(table, row.n, given)
  core.digests.mark(table, row.n)
  if (row.revision > 0) core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [given.id, table.entity.name])
  core.touch(table.entity.name)
  return true
}

/**
 * P4: the mutation, and the whole mutations that build on what it would have made, leave the view and stand in the failed list. R5: with a
 * change of a record that the server has not got the whole record is kept.
 */
export function reject(core: Core, entry: JournalEntry, error: NonNullable<JournalRow['error']>): void {
  const own = core.journal.byMutation(entry.change.mutationId).filter(isOpen)
  const others = dependantsOf(core, own)
  const fail = ({ change }: JournalEntry, because: NonNullable<JournalRow['error']>): void => {
    core.journal.setStatus(change.id, 'failed', { error: { ...because, ...keptOf(core, change, because.code) }, settledAt: core.clock.now() })
  }
  fail(entry, error)
  for (const other of [...own, ...others]) {
    if (other.change.id === entry.change.id) continue
    fail(other, own.includes(other)
      ? { code: 'mutation_refused', message: 'Another part of the same step was refused.' }
      : { code: 'reference_gone', message: `It builds on “${entry.title}”, which was refused. Retried, both go.` })
  }
  for (const { change } of [...own, ...others]) {
    const table = core.tables.get(change.entity)
    if (table !== undefined) refresh(core, table, change.recordId)
  }
}

/** The whole record where the server has purged it, or has it in no epoch that lives. */
function keptOf(core: Core, { entity, recordId }: JournalEntry['change'], code: string): { kept?: Data } {
  const table = core.tables.get(entity)
  const row = table === undefined ? null : core.records.read(table, recordId)
  return row !== null && (code === 'record_gone' || isOfDeadEpoch(core, row)) ? { kept: row.data } : {}
}

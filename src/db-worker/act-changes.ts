import { applySetPatch, isSetPatch } from '../merge/list-patch.ts'
import { history } from '../model/bookkeeping.ts'
import type { Op } from '../protocol/change.ts'
import type { Data, Json } from '../shared/json.ts'
import type { ChangeStatus, HistoryEntry } from './contract.ts'
import type { Core } from './core.ts'
import { quote } from './entity-table.ts'
import type { JournalEntry } from './journal.ts'

/*
 * On a device the history of a record is its synced history records, and the journal rows that have none yet: a history record's id is
 * the change's (H1).
 */

/** What of a change is in the history, whichever of the two says so; oldest first. */
export function changesOfAct(core: Core, actId: string): HistoryEntry[] {
  const synced = historyRecords(core, `("k_mutationId" = ? OR "k_groupId" = ?)`, [actId, actId])
  return unite(synced, core.journal.byAct(actId))
}

export function changesOfRecord(core: Core, entity: string, recordId: string): HistoryEntry[] {
  const synced = historyRecords(core, `"k_recordId" = ? AND data->>'$.entity' = ?`, [recordId, entity])
  return unite(synced, core.journal.ofRecord(entity, recordId))
}

/** Newest first, over everything. `before` is the `at` of the last entry of the page before. */
export function recentChanges(core: Core, limit: number, before?: string): HistoryEntry[] {
  const end = before ?? '9999'
  const synced = core.db.all<HistoryRow>(
    `SELECT id, data FROM ${quote(history.name)} WHERE deleted_at IS NULL AND "k_at" < ? ORDER BY "k_at" DESC, id DESC LIMIT ?`, [end.toLowerCase(), limit]).map(fromHistory)
  const own = core.journal.select('at < ? AND id NOT IN (SELECT id FROM ' + quote(history.name) + ')', [end], `ORDER BY seq DESC LIMIT ${limit}`)
    .filter((entry) => core.tables.get(entry.change.entity)?.entity.bookkeeping !== true)
  return [...synced, ...own.map(fromJournal)].sort(byTime).reverse().slice(0, limit)
}

interface HistoryRow { id: string; data: string }

function historyRecords({ db }: Core, where: string, params: string[]): HistoryEntry[] {
  return db.all<HistoryRow>(`SELECT id, data FROM ${quote(history.name)} WHERE deleted_at IS NULL AND ${where}`, params).map(fromHistory)
}

function unite(synced: HistoryEntry[], own: JournalEntry[]): HistoryEntry[] {
  const known = new Set(synced.map((entry) => entry.changeId))
  const unsynced = own.filter((entry) => !known.has(entry.change.id) && entry.status !== 'replaced').map(fromJournal)
  return [...synced.sort(byTime), ...unsynced]
}

const byTime = (a: HistoryEntry, b: HistoryEntry): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.changeId < b.changeId ? -1 : 1)

function fromHistory({ id, data: text }: HistoryRow): HistoryEntry {
  const data = JSON.parse(text) as Data
  const string = (name: string): string => (typeof data[name] === 'string' ? data[name] : '')
  return {
    changeId: id,
    entity: string('entity'),
    recordId: string('recordId'),
    op: string('op') as Op,
    fields: (data['fields'] ?? {}) as HistoryEntry['fields'],
    lost: (data['lost'] ?? {}) as HistoryEntry['lost'],
    at: string('at'),
    userName: string('userName') || null,
    deviceName: string('deviceName') || null,
    mutationId: string('mutationId'),
    groupId: string('groupId') || null,
    status: 'synced' satisfies ChangeStatus,
  }
}

function fromJournal({ change, status }: JournalEntry): HistoryEntry {
  const fields: HistoryEntry['fields'] = {}
  for (const [name, value] of Object.entries(change.patch)) {
    const from = (change.before?.[name] ?? null) as Json
    fields[name] = { from, to: isSetPatch(value) ? applySetPatch(from, value) : value }
  }
  return {
    changeId: change.id, entity: change.entity, recordId: change.recordId, op: change.op, fields, lost: {}, at: change.at.slice(0, 24),
    userName: null, deviceName: null, mutationId: change.mutationId, groupId: change.groupId ?? null, status,
  }
}

import { sameJson } from '../merge/canonical.ts'
import { applySetPatch, isSetPatch } from '../merge/list-patch.ts'
import { liftChange } from '../merge/lift.ts'
import { isTextPatch, wordsOf } from '../merge/text-field.ts'
import { conflicts, history } from '../model/bookkeeping.ts'
import { settingId, settings } from '../model/settings.ts'
import type { Op } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Data, Json } from '../shared/json.ts'
import type { ChangeStatus, HistoryEntry, Naming } from './contract.ts'
import type { Core } from './core.ts'
import { decisionsOfAct, decisionsOfRecord, recentDecisions, unsyncedDecision, withDecisions } from './decisions.ts'
import { foldKey } from './derive.ts'
import { quote } from './entity-table.ts'
import { targetOf } from './filter-target.ts'
import type { JournalEntry } from './journal.ts'
import { keyIndex } from './sort-indexes.ts'
import { withTurned } from './turned-acts.ts'

/*
 * On a device the history of a record is its synced history records, and the journal rows that have none yet: a history record's id is
 * the change's (H1).
 */

const actColumns = ['mutationId', 'groupId'] as const

/** Makes the indexes that finding an act's changes wants; not within a transaction, where none are made. */
export function prepareActs(core: Core): void {
  for (const column of [...actColumns, 'recordId']) historyBy(core, column)
}

/**
 * The revision up to which a record is as the change that made it left it: what others wrote since and altered nothing by, the same record
 * made on another device say, is no edit that M4 has to guard. 0: the making itself is not known to be at the server.
 */
export function asMadeUntil(core: Core, entity: string, recordId: string, changeId: string): number {
  const made = core.records.read(core.table(history.name), changeId)?.revision ?? 0
  const standing = core.records.read(core.table(entity), recordId)?.revision ?? 0
  if (made === 0 || standing <= made) return made
  let until = made
  const later = core.db.all<HistoryRow & { revision: number }>(
    `SELECT id, data, revision FROM ${historyBy(core, 'recordId')} WHERE deleted_at IS NULL AND "k_recordId" = ? AND revision > ? ORDER BY revision`, [foldKey(recordId), made])
  for (const row of later) {
    const { op, fields, lost } = fromHistory(row)
    if (op !== 'update' || Object.keys(fields).length + Object.keys(lost).length > 0) break
    until = row.revision
  }
  return until
}

/** What of a change is in the history, whichever of the two says so; oldest first. */
export function changesOfAct(core: Core, actId: string): HistoryEntry[] {
  const synced = [...actColumns.flatMap((column) => historyRecords(core, column, actId)), ...decisionsOfAct(core, actId)]
  return unite(core, [...new Map(synced.map((entry) => [entry.changeId, entry])).values()], core.journal.byAct(actId))
}

export function changesOfRecord(core: Core, entity: string, recordId: string): HistoryEntry[] {
  const synced = historyRecords(core, 'recordId', recordId).filter((entry) => entry.entity === entity)
  const begins = beginning(core), decided = decisionsOfRecord(core, entity, recordId, new Date(begins).toISOString())
  const own = core.journal.select(`record_id = ? AND entity = ? AND ${isShown}`, [recordId, entity, begins])
  const deciding = core.journal.select(
    `record_id IN (SELECT id FROM ${core.table(conflicts.name).name} WHERE "k_recordId" = ?) AND entity = '${conflicts.name}' AND ${isShown}`, [foldKey(recordId), begins])
    .flatMap((entry) => unsyncedDecision(core, entry) ?? [])
  const inTime = unite(core, withDecisions(synced, decided), own)
  return withTurned(core, withDecisions(inTime, deciding))
}

/** Newest first, over everything. `before` is the `at` of the last entry of the page before. */
export function recentChanges(core: Core, limit: number, before?: string): HistoryEntry[] {
  const end = before ?? '9999'
  const synced = core.db.all<HistoryRow>(
    `SELECT id, data FROM ${historyBy(core, 'at')} WHERE deleted_at IS NULL AND "k_at" < ? ORDER BY "k_at" DESC, id DESC LIMIT ?`, [foldKey(end), limit]).map(fromHistory)
  const begins = beginning(core)
  const own = core.journal.select(
    `at < ? AND ${isShown} AND NOT EXISTS (SELECT 1 FROM ${quote(history.name)} h WHERE h.id = local_changes.id)`, [end, begins], `ORDER BY seq DESC LIMIT ${limit}`)
  const decided = [...recentDecisions(core, limit, end, new Date(begins).toISOString()), ...own.flatMap((entry) => unsyncedDecision(core, entry) ?? [])]
  const edits = own.filter((entry) => core.tables.get(entry.change.entity)?.entity.bookkeeping !== true).map((entry) => fromJournal(core, entry))
  return withTurned(core, withDecisions([...synced, ...edits], decided).sort(byTime).reverse().slice(0, limit))
}

/**
 * What was done to the records of an entity that name one, newest first.
 * @throws SatchelError `invalid` where the field is no reference, or no column
 */
export function changesNaming(core: Core, entity: string, { field, id }: Naming, limit: number): HistoryEntry[] {
  const table = core.table(entity), key = table.columns.find(({ name }) => name === field)?.key
  if (key === undefined || table.entity.fields[field]?.kind !== 'reference') throw new SatchelError('invalid', 'Records are found by a reference that is a column too.', { field })
  // The living by their index; the trash has another, and is small.
  const index = keyIndex(core, table, targetOf(table, field))
  const ids = JSON.stringify([`${index === null ? '' : `INDEXED BY ${index}`} WHERE deleted_at IS NULL`, 'WHERE deleted_at IS NOT NULL']
    .flatMap((which) => core.db.values<string>(`SELECT id FROM ${table.name} ${which} AND ${key} = ?`, [foldKey(id)])))
  const begins = beginning(core), known = core.table(history.name), byRecord = keyIndex(core, known, targetOf(known, 'recordId'))
  const synced = core.db.all<HistoryRow>(
    `SELECT h.id, h.data FROM json_each(?) one CROSS JOIN ${known.name} h ${byRecord === null ? '' : `INDEXED BY ${byRecord}`} ON h."k_recordId" = one.value WHERE h.deleted_at IS NULL ORDER BY h."k_at" DESC, h.id DESC LIMIT ?`, [ids, limit]).map(fromHistory)
  const own = core.journal.select(
    `record_id IN (SELECT value FROM json_each(?)) AND entity = ? AND ${isShown} AND NOT EXISTS (SELECT 1 FROM ${known.name} h WHERE h.id = local_changes.id)`, [ids, entity, begins], `ORDER BY seq DESC LIMIT ${limit}`)
  return withTurned(core, [...synced.filter((entry) => entry.entity === entity), ...own.map((entry) => fromJournal(core, entry))].sort(byTime).reverse().slice(0, limit))
}

/** What was written to an entity (to one record of it) after a moment and came to stand, newest first; at most so many. */
export function changesSince(core: Core, entity: string, after: string, limit: number, recordId?: string): HistoryEntry[] {
  const of = recordId === undefined ? '' : ' AND "k_recordId" = ?', id = recordId === undefined ? [] : [foldKey(recordId)]
  const synced = core.db.all<HistoryRow>(
    `SELECT id, data FROM ${historyBy(core, recordId === undefined ? 'at' : 'recordId')} WHERE deleted_at IS NULL AND "k_at" > ?${of} AND data ->> '$.entity' = ? ORDER BY "k_at" DESC, id DESC LIMIT ?`,
    [foldKey(after), ...id, entity, limit]).map(fromHistory)
  const own = core.journal.select(
    `at > ? AND entity = ?${recordId === undefined ? '' : ' AND record_id = ?'} AND status NOT IN ('failed', 'replaced') AND NOT EXISTS (SELECT 1 FROM ${quote(history.name)} h WHERE h.id = local_changes.id)`,
    [after, entity, ...(recordId === undefined ? [] : [recordId])], `ORDER BY seq DESC LIMIT ${limit}`)
  return [...own.map((entry) => fromJournal(core, entry)), ...synced].slice(0, limit)
}

/** For SQL: the change waits, or was settled after the moment given; not one that another stands for, or that was undone before it was sent. */
const isShown = "(settled_at IS NULL OR status = 'failed' OR settled_at >= ?) AND status <> 'replaced'"

/**
 * Since when history is shown (ms): where the owner keeps it for so many days, the journal, which outlives that for the sake of undo and of the
 * server's backups, tells of nothing older either (H1).
 */
function beginning(core: Core): number {
  const table = core.tables.get(settings.name)
  const days = table === undefined ? null : core.records.read(table, settingId('historyDays'))?.data['value']
  return typeof days === 'number' ? core.clock.now() - days * 86_400_000 : 0
}

interface HistoryRow { id: string; data: string }

function historyRecords(core: Core, column: 'recordId' | 'mutationId' | 'groupId', value: string): HistoryEntry[] {
  return core.db.all<HistoryRow>(
    `SELECT id, data FROM ${historyBy(core, column)} WHERE deleted_at IS NULL AND ${quote(`k_${column}`)} = ?`, [foldKey(value)]).map(fromHistory)
}

/** The history's table, by the index over a column where there is one: it is the longest of all tables. */
function historyBy(core: Core, column: string): string {
  const table = core.table(history.name)
  const index = keyIndex(core, table, targetOf(table, column))
  return index === null ? table.name : `${table.name} INDEXED BY ${index}`
}

function unite(core: Core, synced: HistoryEntry[], own: JournalEntry[]): HistoryEntry[] {
  const known = new Set(synced.map((entry) => entry.changeId))
  const unsynced = own.filter((entry) => !known.has(entry.change.id) && entry.status !== 'replaced').map((entry) => fromJournal(core, entry))
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
    replicaId: string('replicaId') || null,
    mutationId: string('mutationId'),
    groupId: string('groupId') || null,
    turned: null,
    status: 'synced' satisfies ChangeStatus,
  }
}

export function fromJournal({ tables }: Core, { change: journaled, status }: JournalEntry): HistoryEntry {
  const entity = tables.get(journaled.entity)?.entity
  const change = entity === undefined ? journaled : liftChange(entity, journaled)
  const fields: HistoryEntry['fields'] = {}
  for (const [name, value] of Object.entries(change.patch)) {
    const from = (change.before?.[name] ?? null) as Json
    const to = isSetPatch(value) ? applySetPatch(from, value) : isTextPatch(value) ? wordsOf(value) || null : value
    // Some travel unchanged: with a record that travels whole, or is made anew.
    if (from === null || !sameJson(from, to)) fields[name] = { from, to }
  }
  return {
    changeId: change.id, entity: change.entity, recordId: change.recordId, op: change.op, fields, lost: {}, at: change.at.slice(0, 24),
    userName: null, deviceName: null, replicaId: null, mutationId: change.mutationId, groupId: change.groupId ?? null, turned: null, status,
  }
}

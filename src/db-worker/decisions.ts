import { sameJson } from '../merge/canonical.ts'
import { conflicts } from '../model/bookkeeping.ts'
import type { Data, Json } from '../shared/json.ts'
import type { HistoryEntry } from './contract.ts'
import type { Core } from './core.ts'
import { foldKey } from './derive.ts'
import type { JournalEntry } from './journal.ts'
import type { StoredRecord } from './records.ts'

/*
 * What acts decided about conflicts. A conflict and the field it is about are settled in one act, and so they are undone (M3, U1). Conflicts have
 * no history of their own, and who settles by what stands writes nothing into the field: the acts that decided stand in the conflict itself, so that
 * every device shows them and can undo them.
 */

/** What an act decided, as if the conflicts had a history. */
export const decisionsOfAct = (core: Core, actId: string): HistoryEntry[] =>
  rowsOf(core, 'instr(c.data, ?) > 0', [actId]).filter((row) => row.mutationId === actId || row.groupId === actId).map((row) => ({
    ...entryOf(row), entity: conflicts.name, recordId: row.id,
    fields: row.status === 'settled'
      ? { status: { from: 'open', to: 'settled' }, settlement: { from: null, to: row.settlement } }
      : { status: { from: 'settled', to: 'open' }, settlement: { from: row.settlement, to: null } },
  }))

/** The same for the history that is shown, of the record that each is about; since a moment (ISO 8601). */
export const decisionsOfRecord = (core: Core, entity: string, recordId: string, since: string): HistoryEntry[] =>
  rowsOf(core, 'c."k_recordId" = ?', [foldKey(recordId)]).filter((row) => row.entity === entity && row.at >= since).map(entryOf)

/** Newest first, over all records, from before a moment. */
export const recentDecisions = (core: Core, limit: number, before: string, since: string): HistoryEntry[] =>
  rowsOf(core, "d.value->>'$.at' < ? AND d.value->>'$.at' >= ?", [before, since], `ORDER BY d.value->>'$.at' DESC LIMIT ${limit}`).map(entryOf)

/** A decision of this device that the server has not answered yet; null where the change is none. */
export function unsyncedDecision(core: Core, { change, status }: JournalEntry): HistoryEntry | null {
  const conflict = change.entity === conflicts.name ? core.records.read(core.table(conflicts.name), change.recordId) : null
  if (conflict === null || change.patch['status'] === undefined || known(conflict.data).some(({ changeId }) => changeId === change.id)) return null
  const settled = change.patch['status'] === 'settled'
  const settlement = (settled ? change.patch['settlement'] : change.before?.['settlement'] as Json | undefined) ?? null
  return {
    ...entryOf({
      id: change.recordId, ...aboutOf(conflict.data), changeId: change.id, mutationId: change.mutationId, groupId: change.groupId ?? '', at: change.at.slice(0, 24),
      status: settled ? 'settled' : 'open', settlement, userName: '', deviceName: '', replicaId: '',
    }),
    status,
  }
}

/** Who wrote the field in the act that settles its conflict did one thing: one entry says both. */
export function withDecisions(entries: readonly HistoryEntry[], decisions: readonly HistoryEntry[]): HistoryEntry[] {
  const left = new Set(decisions)
  const joined = entries.map((entry) => {
    const decided = decisions.find((one) => one.mutationId === entry.mutationId && one.entity === entry.entity && one.recordId === entry.recordId
      && entry.fields[one.decision!.field] !== undefined)
    if (decided === undefined) return entry
    left.delete(decided)
    return { ...entry, decision: decided.decision! }
  })
  return [...joined, ...left]
}

/**
 * What takes back a decision about a conflict: opening it again, or settling it as it was. Both its parts or none, and only where what was
 * decided is what stands, in the conflict and in the field; else what is left alone is said. Null where there is nothing to do.
 */
export function inverseOfDecision(core: Core, entry: HistoryEntry, conflict: StoredRecord): { patch: Record<string, Json> } | { leftAlone: { entity: string; recordId: string; fields: string[] } } | null {
  const { status, settlement } = entry.fields
  if (status === undefined || status.from === status.to || conflict.data['status'] === status.from) return null
  const { entity, recordId, field } = aboutOf(conflict.data)
  const table = core.tables.get(entity)
  const stands = (table === undefined ? null : core.records.read(table, recordId)?.data[field]) ?? null
  const settled = status.to === 'settled'
  const decided = (settled ? settlement?.to : settlement?.from) ?? null
  const moved = settled
    ? !sameJson(conflict.data['settlement'] ?? null, decided) || !sameJson(memberOf(decided, 'value'), stands)
    : ![memberOf(decided, 'value'), memberOf(memberOf(memberOf(decided, 'saw'), 'theirs'), 'value')].some((value) => sameJson(value, stands))
  return moved ? { leftAlone: { entity, recordId, fields: [field] } } : { patch: { status: status.from, settlement: settlement?.from ?? null } }
}

/** One act on one conflict (bookkeeping.ts, `decisions`). */
interface Decision {
  id: string; entity: string; recordId: string; field: string
  changeId: string; mutationId: string; groupId: string; at: string; status: string; settlement: Json
  userName: string; deviceName: string; replicaId: string
}

function rowsOf(core: Core, where: string, params: readonly (string | number)[], order = ''): Decision[] {
  const rows = core.db.all<{ id: string; data: string; decision: string }>(
    `SELECT c.id, c.data, d.value AS decision FROM ${core.table(conflicts.name).name} c, json_each(c.data, '$.decisions') d WHERE c.deleted_at IS NULL AND ${where} ${order}`, [...params])
  return rows.map(({ id, data, decision }) => ({ id, ...aboutOf(JSON.parse(data) as Data), ...asDecision(JSON.parse(decision) as Json) }))
}

const aboutOf = (data: Data): { entity: string; recordId: string; field: string } => ({ entity: textOf(data, 'entity'), recordId: textOf(data, 'recordId'), field: textOf(data, 'field') })

const known = (data: Data): Omit<Decision, 'id' | 'entity' | 'recordId' | 'field'>[] => (Array.isArray(data['decisions']) ? data['decisions'].map(asDecision) : [])

const asDecision = (value: Json): Omit<Decision, 'id' | 'entity' | 'recordId' | 'field'> => ({
  changeId: textOf(value, 'changeId'), mutationId: textOf(value, 'mutationId'), groupId: textOf(value, 'groupId'), at: textOf(value, 'at'), status: textOf(value, 'status'),
  settlement: memberOf(value, 'settlement'), userName: textOf(value, 'userName'), deviceName: textOf(value, 'deviceName'), replicaId: textOf(value, 'replicaId'),
})

const entryOf = ({ entity, recordId, field, changeId, mutationId, groupId, at, status, settlement, userName, deviceName, replicaId }: Decision): HistoryEntry => ({
  changeId, entity, recordId, op: 'update', fields: {}, lost: {}, at,
  userName: userName || null, deviceName: deviceName || null, replicaId: replicaId || null, mutationId, groupId: groupId || null, turned: null, status: 'synced',
  decision: { field, kind: status === 'settled' ? 'settled' : 'opened', value: memberOf(settlement, 'value') },
})

const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
const memberOf = (value: Json | undefined, name: string): Json => (isObject(value) ? value[name] ?? null : null)
const textOf = (value: Json | undefined, name: string): string => { const found = memberOf(value, name); return typeof found === 'string' ? found : '' }

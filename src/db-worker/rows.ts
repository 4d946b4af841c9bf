import { conflicts, notices } from '../model/bookkeeping.ts'
import { textsMember, withoutTexts } from '../merge/text-field.ts'
import type { Data } from '../shared/json.ts'
import type { Row } from './contract.ts'
import type { Core } from './core.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { isUnsettled } from './journal.ts'
import { createdAt } from './records.ts'
import type { StoredRecord } from './records.ts'

/** The rows of the given records, in that order; those that are nowhere are left out. */
export function rowsOf(core: Core, refs: readonly { entity: string; recordId: string }[]): Row[] {
  const rows: Row[] = []
  const seen = new Set<string>()
  for (const { entity, recordId } of refs) {
    if (seen.has(entity + recordId)) continue
    seen.add(entity + recordId)
    const row = rowById(core, core.table(entity), recordId)
    if (row !== null) rows.push(row)
  }
  return rows
}

export function rowById(core: Core, table: EntityTable, id: string): Row | null {
  const raw = core.db.get<RawRow>(`SELECT ${rowColumns} FROM ${table.name} t WHERE id = ?`, [id])
  return raw === undefined ? null : withStatus(core, table, [raw])[0]!
}

/** The row of a record that was just made: nothing of it is anywhere else. */
export const madeRow = (core: Core, record: StoredRecord, now: number): Row => ({
  id: record.id, ...shownData(record.data), revision: 0, deletedAt: null, createdAt: new Date(createdAt(record)).toISOString(),
  updatedAt: new Date(record.updatedAt).toISOString(), pendingSince: core.meta.get('workspaceId') === null ? null : new Date(now).toISOString(), failed: false, conflicts: 0, notices: 0,
})

/** Rows by their numbers, in that order. */
export function rowsByNumber(core: Core, table: EntityTable, numbers: readonly number[]): Row[] {
  const raws = core.db.all<RawRow & { n: number }>(
    `SELECT t.n, ${rowColumns} FROM json_each(?) wanted CROSS JOIN ${table.name} t ON t.n = wanted.value`, [JSON.stringify(numbers)])
  const found = new Map(raws.map((raw) => [raw.n, raw]))
  return withStatus(core, table, numbers.flatMap((n) => found.get(n) ?? []))
}

/** The words and, apart from them, the documents they come of: no screen or file is to meet those by chance. */
function shownData(data: Data): Pick<Row, 'data' | 'texts'> {
  const texts = data[textsMember]
  return texts === undefined ? { data } : { data: withoutTexts(data), texts: texts as Record<string, string> }
}

interface RawRow { id: string; data: string; revision: number; deleted_at: string | null; created_at: number; updated_at: number }
const rowColumns = 't.id, t.data, t.revision, t.deleted_at, t.created_at, t.updated_at'

function withStatus(core: Core, table: EntityTable, raws: readonly RawRow[]): Row[] {
  const open = openConflicts(core, table), unread = unreadNotices(core, table)
  const journal = waiting(core, table, raws)
  return raws.map((raw): Row => {
    const { since = null, failed = 0 } = journal.get(raw.id) ?? {}
    return {
      id: raw.id,
      ...shownData(JSON.parse(raw.data) as Data),
      revision: raw.revision,
      deletedAt: raw.deleted_at,
      createdAt: new Date(raw.created_at).toISOString(),
      updatedAt: new Date(raw.updated_at).toISOString(),
      pendingSince: since === null ? null : new Date(since).toISOString(),
      failed: failed === 1,
      conflicts: open.get(raw.id) ?? 0,
      notices: unread.get(raw.id) ?? 0,
    }
  })
}

interface Waiting { id: string; since: number | null; failed: number | null }

const waitingColumns = `min(CASE WHEN ${isUnsettled} THEN created_at END) AS since, max(status = 'failed') AS failed`
const isShown = "status IN ('pending', 'pushing', 'deferred', 'failed')"

/** What the journal says of records: since when they wait, whether something failed. Without an account nothing waits for anything. */
function waiting(core: Core, { entity }: EntityTable, raws: readonly RawRow[]): Map<string, Waiting> {
  if (core.meta.get('workspaceId') === null) return new Map()
  const [first, second] = raws
  if (first === undefined) return new Map()
  const found = second === undefined
    // A single one is asked for at every step, and half the time of the other goes into its list and its groups.
    ? core.db.all<Waiting>(`SELECT record_id AS id, ${waitingColumns} FROM local_changes WHERE record_id = ? AND entity = ? AND ${isShown}`, [first.id, entity.name])
    : core.db.all<Waiting>(
      `SELECT record_id AS id, ${waitingColumns} FROM json_each(?) wanted CROSS JOIN local_changes ON record_id = wanted.value
       WHERE entity = ? AND ${isShown} GROUP BY 1`, [JSON.stringify(raws.map(({ id }) => id)), entity.name])
  return new Map(found.map((one) => [one.id, one]))
}

/** Over all entities, for the chip. */
export function attention(core: Core): { conflicts: number; notices: number } {
  const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, count) => all + count, 0)
  let open = 0, unread = 0
  for (const table of core.tables.values()) {
    open += sum(openConflicts(core, table))
    unread += sum(unreadNotices(core, table))
  }
  return { conflicts: open, notices: unread }
}

/** By entity, then by record. */
type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>
const counted = new WeakMap<Core, Map<string, { version: number; counts: Counts }>>()

/** Open conflicts by record; there are few, so they are counted once a change of theirs. */
function openConflicts(core: Core, table: EntityTable): ReadonlyMap<string, number> {
  return countBy(core, conflicts.name, table, `${quote('k_status')} = 'open'`, [])
}

/** Notices for this person that were not read yet, by record. */
function unreadNotices(core: Core, table: EntityTable): ReadonlyMap<string, number> {
  const me = core.meta.get('userId')
  return countBy(core, notices.name, table, `${quote('k_dismissedAt')} IS NULL AND data->>'$.forUserId' IS ?`, [me])
}

const countBy = (core: Core, entity: string, table: EntityTable, where: string, params: (string | null)[]): ReadonlyMap<string, number> =>
  (table.entity.bookkeeping === true ? none : countAll(core, entity, where, params).get(table.entity.name) ?? none)

/** Of all entities in one look: after each change of theirs all are asked about. */
function countAll(core: Core, entity: string, where: string, params: (string | null)[]): Counts {
  const cache = counted.get(core) ?? new Map<string, { version: number; counts: Counts }>()
  counted.set(core, cache)
  const version = core.version(entity), kept = cache.get(entity)
  if (kept?.version === version) return kept.counts
  const counts = new Map<string, Map<string, number>>()
  core.db.each(
    `SELECT data->>'$.entity', data->>'$.recordId', count(*) FROM ${quote(entity)} WHERE deleted_at IS NULL AND ${where} GROUP BY 1, 2`,
    params, ([of, id, count]) => { counts.set(of as string, (counts.get(of as string) ?? new Map<string, number>()).set(id as string, count as number)) })
  cache.set(entity, { version, counts })
  return counts
}

const none = new Map<string, number>()

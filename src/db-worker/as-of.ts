import { canonicalJson, sameJson } from '../merge/canonical.ts'
import { withoutTexts } from '../merge/text-field.ts'
import type { Data, Json } from '../shared/json.ts'
import { SatchelError } from '../shared/errors.ts'
import { changesSince } from './act-changes.ts'
import type { HistoryEntry, PastQuery, PastRecord, PastResult } from './contract.ts'
import type { Core } from './core.ts'

/*
 * How records stood at a moment: what stands, with everything taken back that was written later. An edit made before the moment and brought by
 * its device after it counts as made when it was made (H1).
 */

/** More would keep other calls waiting for seconds. */
const mostChanges = 50_000

/**
 * The records of an entity that stand otherwise than they did, the last changed first. What is deleted for good is not among them.
 * @throws SatchelError `invalid` where `at` is no moment, `too_large` where more than 50,000 changes were made since
 */
export function recordsAsOf(core: Core, { entity, at, recordId, naming, offset = 0, limit = 100 }: PastQuery): PastResult {
  const moment = momentOf(at), all: PastRecord[] = []
  for (const [id, entries] of entriesByRecord(changesSince(core, entity, moment, mostChanges + 1, recordId))) {
    const record = past(core, entity, id, moment, entries)
    if (record !== null && (naming === undefined || [record.was, record.now].some((data) => data?.[naming.field] === naming.id))) all.push(record)
  }
  const counts = { created: 0, updated: 0, deleted: 0 }
  for (const { was, now } of all) counts[was === null ? 'created' : now === null ? 'deleted' : 'updated'] += 1
  return { rows: all.slice(offset, offset + limit), total: all.length, counts }
}

/** Latest first within each record, and the records by their latest. */
function entriesByRecord(entries: HistoryEntry[]): Map<string, HistoryEntry[]> {
  if (entries.length > mostChanges) throw new SatchelError('too_large', `More than ${mostChanges.toLocaleString('en')} changes were made since. Choose a later moment.`)
  const byRecord = new Map<string, HistoryEntry[]>()
  for (const entry of entries) {
    const known = byRecord.get(entry.recordId)
    if (known) known.push(entry)
    else byRecord.set(entry.recordId, [entry])
  }
  return byRecord
}

/** Null where it stands as it did, and where it is not here any more. */
function past(core: Core, entity: string, id: string, moment: string, entries: readonly HistoryEntry[]): PastRecord | null {
  const table = core.table(entity), row = core.records.read(table, id)
  if (row === null) return null
  const data = withoutTexts(row.data), was: Data = { ...data }
  let isThere = row.deletedAt === null
  for (const { op, fields } of entries) {
    for (const [field, { from }] of Object.entries(fields)) {
      if (field === 'deletedAt') continue
      if (from === null) delete was[field]
      else was[field] = from
    }
    if ('deletedAt' in fields) isThere = fields['deletedAt']!.from === null
    else if (op !== 'update') isThere = op === 'delete'
  }
  // What came with a file or a rebuild may have no entry of its creation.
  if (row.createdAt > Date.parse(moment)) isThere = false
  const fields = [...new Set([...Object.keys(table.entity.fields), ...Object.keys(was), ...Object.keys(data)])].filter((field) => !sameValue(was[field], data[field]))
  const isHere = row.deletedAt === null
  if (!isThere && !isHere) return null
  if (isThere && isHere && fields.length === 0) return null
  return { id, title: table.entity.title(isThere ? was : data), was: isThere ? was : null, now: isHere ? data : null, fields: isThere ? fields : [] }
}

/** Sets have no order, and an empty one is none. */
const sameValue = (one: Json | undefined, other: Json | undefined): boolean => sameJson(asSet(one), asSet(other))
const asSet = (value: Json | undefined): Json =>
  (Array.isArray(value) ? value.length === 0 ? null : value.map((element) => canonicalJson(element)).sort() : value ?? null)

function momentOf(at: string): string {
  const ms = Date.parse(at)
  if (Number.isNaN(ms)) throw new SatchelError('invalid', 'The moment is a date and a time: "2026-11-20T10:00:00Z".', { field: 'at' })
  return new Date(ms).toISOString()
}

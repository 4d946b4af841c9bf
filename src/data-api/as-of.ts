import type { DraftChange, PastQuery, PastRecord, PastResult } from '../db-worker/contract.ts'
import type { Entity } from '../model/entity.ts'
import type { Json } from '../shared/json.ts'
import { SatchelError } from '../shared/errors.ts'
import { writeGroup } from './bulk.ts'
import { checkOptions } from './check-options.ts'
import { checkId } from './clean.ts'
import type { Connection } from './connection.ts'
import type { Collection } from './types.ts'

/** The records of an entity that stood otherwise at a moment. @throws SatchelError `invalid`, `too_large` (as-of.ts of the db-worker) */
export function asOf(connection: Connection, entity: string, at: string | Date, options?: Parameters<Collection['asOf']>[1]): Promise<PastResult> {
  const { id, offset = 0, limit = 100 } = checkOptions('asOf', options)
  return ask(connection, { entity, at: isoOf(at), offset, limit, ...(id === undefined ? {} : { recordId: checkId(id) }) })
}

/** Makes them as they stood was, as one act. */
export async function restoreAsOf(
  connection: Connection, entity: Entity, makeId: () => string, at: string | Date, options?: Parameters<Collection['restoreAsOf']>[1],
): Promise<{ changed: number; actId: string | null }> {
  const { ids, fields, label } = checkOptions('restoreAsOf', options)
  const moment = isoOf(at), past: PastRecord[] = []
  if (ids === undefined) {
    for (let total = 1; past.length < total;) {
      const page = await ask(connection, { entity: entity.name, at: moment, offset: past.length, limit: rowsPerCall })
      past.push(...page.rows)
      total = page.rows.length === 0 ? 0 : page.total
    }
  } else {
    for (const id of ids) past.push(...(await ask(connection, { entity: entity.name, at: moment, recordId: checkId(id) })).rows)
  }
  const isWanted = (field: string): boolean => fields !== undefined || entity.fields[field]?.keepsOnRestore !== true
  const changes = past.flatMap((record) => changesBack(entity.name, { ...record, fields: record.fields.filter(isWanted) }, fields))
  const words = past.length === 1 ? past[0]!.title : `${past.length.toLocaleString('en')} ${entity.label.many}`
  return { changed: past.length, actId: await writeGroup(connection, makeId, label ?? `Put back ${words}`, changes) }
}

const rowsPerCall = 1_000

const ask = (connection: Connection, query: PastQuery): Promise<PastResult> => connection.data((api) => api.asOf(query))

/** What makes a record stand as it did. */
function changesBack(entity: string, { id, was, now, fields }: PastRecord, only?: readonly string[]): DraftChange[] {
  if (was === null) return only === undefined ? [{ entity, recordId: id, op: 'delete', patch: {} }] : []
  const wanted = fields.filter((field) => only === undefined || only.includes(field))
  const patch: Record<string, Json> = Object.fromEntries(wanted.map((field) => [field, was[field] ?? null]))
  return [
    ...(now === null ? [{ entity, recordId: id, op: 'restore' as const, patch: {} }] : []),
    ...(wanted.length === 0 ? [] : [{ entity, recordId: id, op: 'update' as const, patch }]),
  ]
}

function isoOf(at: string | Date): string {
  const ms = at instanceof Date ? at.getTime() : typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(ms)) throw new SatchelError('invalid', 'The moment is a date and a time: "2026-11-20T10:00:00Z".', { field: 'at' })
  return new Date(ms).toISOString()
}

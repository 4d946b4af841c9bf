import type { DraftChange, Naming, PastQuery, PastRecord, PastResult } from '../db-worker/contract.ts'
import type { Entity } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { SatchelError } from '../shared/errors.ts'
import { writeGroup } from './bulk.ts'
import { checkCount, checkOptions } from './check-options.ts'
import { checkId } from './clean.ts'
import type { Connection } from './connection.ts'
import type { Collection } from './types.ts'

/** The records of an entity that stood otherwise at a moment. @throws SatchelError `invalid`, `too_large` (as-of.ts of the db-worker) */
export async function asOf(connection: Connection, entity: string, at: string | Date, options?: Parameters<Collection['asOf']>[1]): Promise<PastResult> {
  const { id, naming, offset = 0, limit = 100 } = checkOptions('asOf', options)
  checkCount(offset, 'An offset')
  checkCount(limit, 'A limit')
  return ask(connection, { entity, at: isoOf(at), offset, limit, ...(id === undefined ? {} : { recordId: checkId(id) }), ...named(naming) })
}

/** Makes them as they stood was, as one act. */
export async function restoreAsOf(
  connection: Connection, entity: Entity, makeId: () => string, at: string | Date, options?: Parameters<Collection['restoreAsOf']>[1],
): ReturnType<Collection['restoreAsOf']> {
  const { ids, naming, fields, label } = checkOptions('restoreAsOf', options)
  for (const [name, list] of Object.entries({ ids, fields })) if (list !== undefined && !Array.isArray(list)) throw new SatchelError('invalid', `"${name}" is a list.`, { field: name })
  const unknown = fields?.find((field) => !Object.hasOwn(entity.fields, field))
  if (unknown !== undefined) throw new SatchelError('invalid', `A ${entity.label.one} has no field "${unknown}".`, { field: unknown })
  const moment = isoOf(at), past: PastRecord[] = []
  if (ids === undefined) {
    for (let total = 1; past.length < total;) {
      const page = await ask(connection, { entity: entity.name, at: moment, offset: past.length, limit: rowsPerCall, ...named(naming) })
      past.push(...page.rows)
      total = page.rows.length === 0 ? 0 : page.total
    }
  } else {
    for (const id of ids) past.push(...(await ask(connection, { entity: entity.name, at: moment, recordId: checkId(id) })).rows)
  }
  const { changes, leftAlone } = await changesBack(connection, entity, past, fields)
  const back = past.length - leftAlone.size, words = past.length === 1 ? past[0]!.title : `${back.toLocaleString('en')} ${entity.label.many}`
  return { changed: back, leftAlone: leftAlone.size, actId: await writeGroup(connection, makeId, label ?? `Put back ${words}`, changes) }
}

const rowsPerCall = 1_000

function named(naming: Naming | undefined): Pick<PastQuery, 'naming'> {
  if (naming === undefined) return {}
  if (typeof naming !== 'object' || naming === null) throw new SatchelError('invalid', 'Records that name one are asked for by the field and its id: { field: "listId", id }.', { field: 'naming' })
  return { naming: { field: naming.field, id: checkId(naming.id) } }
}

const ask = (connection: Connection, query: PastQuery): Promise<PastResult> => connection.data((api) => api.asOf(query))

/**
 * What makes records stand as they did: first what comes back, and what it is part of before it; then what is written; then what goes. What needs a record that is
 * not there any more (its contact is in the trash) is left alone, and a reference to one is left out.
 */
async function changesBack(connection: Connection, entity: Entity, past: readonly PastRecord[], only?: readonly string[]): Promise<{ changes: DraftChange[]; leftAlone: ReadonlySet<string> }> {
  const restored = new Map(past.filter(({ was, now }) => was !== null && now === null).map((record) => [record.id, record] as const))
  const living = createLiving(connection), leftAlone = new Set<string>(), back: DraftChange[] = [], written: DraftChange[] = [], gone: DraftChange[] = []
  const done = new Set<string>()
  const lives = async (name: string, id: string): Promise<boolean> => (name === entity.name && restored.has(id) ? bringBack(restored.get(id)!) : living(name, id))
  const bringBack = async ({ id, was }: PastRecord): Promise<boolean> => {
    if (done.has(id)) return !leftAlone.has(id)
    done.add(id)
    for (const { entity: target, id: needed, isPart } of referencesIn(entity, was!)) if (isPart && !await lives(target, needed)) leftAlone.add(id)
    if (!leftAlone.has(id)) back.push({ entity: entity.name, recordId: id, op: 'restore', patch: {} })
    return !leftAlone.has(id)
  }
  for (const record of restored.values()) await bringBack(record)
  for (const { id, was, fields } of past) {
    if (leftAlone.has(id)) continue
    if (was === null) {
      if (only === undefined) gone.push({ entity: entity.name, recordId: id, op: 'delete', patch: {} })
      continue
    }
    const patch: Record<string, Json> = {}
    for (const field of fields) {
      if (only === undefined ? entity.fields[field]?.keepsOnRestore === true : !only.includes(field)) continue
      const target = entity.fields[field]?.reference?.entity, value = was[field] ?? null
      if (target === undefined || typeof value !== 'string' || await lives(target, value)) patch[field] = value
    }
    if (Object.keys(patch).length > 0) written.push({ entity: entity.name, recordId: id, op: 'update', patch })
  }
  return { changes: [...back, ...written, ...gone], leftAlone }
}

/** What a record names; `isPart`: without it there would be nothing left to look at it from (cascade, restrict). */
const referencesIn = (entity: Entity, data: Data): { entity: string; id: string; isPart: boolean }[] =>
  Object.entries(entity.fields).flatMap(([name, { reference }]) => {
    const id = data[name]
    return reference === undefined || typeof id !== 'string' ? [] : [{ entity: reference.entity, id, isPart: reference.onDelete !== 'detach' }]
  })

/** Whether a record is there, each asked once. */
function createLiving(connection: Connection): (entity: string, id: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>()
  return (entity, id) => {
    const key = `${entity} ${id}`, asked = known.get(key) ?? connection.data((api) => api.get(entity, id)).then((row) => row !== null && row.deletedAt === null)
    known.set(key, asked)
    return asked
  }
}

function isoOf(at: string | Date): string {
  const ms = at instanceof Date ? at.getTime() : typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(ms)) throw new SatchelError('invalid', 'The moment is a date and a time: "2026-11-20T10:00:00Z".', { field: 'at' })
  return new Date(ms).toISOString()
}

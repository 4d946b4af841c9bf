import type { DraftChange, Row, StorageInfo } from '../db-worker/contract.ts'
import { devices } from '../model/bookkeeping.ts'
import type { Entity } from '../model/entity.ts'
import { productModel } from '../model/model.ts'
import { settings } from '../model/settings.ts'
import type { Json } from '../shared/json.ts'
import type { Connection } from './connection.ts'
import { writeGroup } from './bulk.ts'

const pageRows = 500
/** What a workspace's owner decided stays decided there: a device brings no settings along. */
const peoplesEntities = productModel.byPriority.filter((entity) => entity.authored === 'people' && entity !== devices && entity !== settings)

/** What people made in a database, as its storage info counts it. */
export const countLocal = (info: StorageInfo): number => peoplesEntities.reduce((sum, entity) => sum + (info.counts[entity.name] ?? 0), 0)

/** A record as it stands in the database that it leaves. */
export interface Moved { entity: Entity; row: Row }

/** All records that people made, those in the trash too, none of them as it was before something that another tab wrote meanwhile. */
export async function readLocal(connection: Connection): Promise<Moved[]> {
  for (;;) {
    const before = JSON.stringify(await connection.data((api) => api.journalCounts()))
    const found = await readOnce(connection)
    if (JSON.stringify(await connection.data((api) => api.journalCounts())) === before) return found
  }
}

async function readOnce(connection: Connection): Promise<Moved[]> {
  const found: Moved[] = []
  for (const entity of peoplesEntities) {
    for (let offset = 0; ; offset += pageRows) {
      const { rows } = await connection.data((api) => api.list({ entity: entity.name, state: 'all', offset, limit: pageRows }))
      found.push(...rows.map((row) => ({ entity, row })))
      if (rows.length < pageRows) break
    }
  }
  return found
}

/**
 * Writes them into the database that is open now, under the same ids and each after those that it names; settles when they are all committed. One that is
 * there already (made by its name on both sides, or moved before by a page that was closed then) takes in what it does not have. What is in the trash
 * comes into the trash, and an older value into the history.
 */
export async function writeMoved(connection: Connection, makeId: () => string, moved: readonly Moved[]): Promise<void> {
  const there = await rowsThere(connection, moved)
  const changes = [...afterWhatTheyName(moved).flatMap((one) => changesOf(one, there.get(one.row.id))), ...deletesOf(moved.filter(({ row }) => !there.has(row.id)))]
  await writeGroup(connection, makeId, 'Add what was on this device', changes)
}

async function rowsThere(connection: Connection, moved: readonly Moved[]): Promise<Map<string, Row>> {
  const there = new Map<string, Row>()
  for (const entity of peoplesEntities) {
    const ids = moved.filter((one) => one.entity === entity).map(({ row }) => row.id)
    for (let start = 0; start < ids.length; start += pageRows) {
      const { rows } = await connection.data((api) => api.list({ entity: entity.name, where: { id: { in: ids.slice(start, start + pageRows) } }, state: 'all', limit: pageRows }))
      for (const row of rows) there.set(row.id, row)
    }
  }
  return there
}

/** M5: what a record refers to has to be there before it. */
function afterWhatTheyName(moved: readonly Moved[]): Moved[] {
  const byId = new Map(moved.map((one) => [one.row.id, one])), ordered = new Set<Moved>(), begun = new Set<Moved>()
  const add = (one: Moved): void => {
    if (begun.has(one)) return
    begun.add(one)
    for (const [name, { kind }] of Object.entries(one.entity.fields)) {
      const named = kind === 'reference' ? byId.get(one.row.data[name] as string) : undefined
      if (named !== undefined) add(named)
    }
    ordered.add(one)
  }
  moved.forEach(add)
  return [...ordered]
}

/** In the order in which they were deleted; what went along with another goes along again, and comes back with it. */
function deletesOf(moved: readonly Moved[]): DraftChange[] {
  const deleted = moved.filter(({ row }) => row.deletedAt !== null), moments = new Map(deleted.map(({ row }) => [row.id, row.deletedAt]))
  const wentAlong = ({ entity, row }: Moved): boolean =>
    Object.entries(entity.fields).some(([name, { reference }]) => reference?.onDelete === 'cascade' && moments.get(row.data[name] as string) === row.deletedAt)
  return deleted.filter((one) => !wentAlong(one)).sort((one, other) => (one.row.deletedAt! < other.row.deletedAt! ? -1 : 1))
    .map(({ entity, row }) => ({ entity: entity.name, recordId: row.id, op: 'delete', patch: {} }))
}

function changesOf({ entity, row }: Moved, there: Row | undefined): DraftChange[] {
  const about = { entity: entity.name, recordId: row.id }
  if (there === undefined) return [{ ...about, op: 'create', patch: row.data }]
  if (row.deletedAt !== null) return []
  const patch: Record<string, Json> = {}, standing: Record<string, Json> = {}
  for (const [name, value] of Object.entries(row.data)) {
    const stands = there.data[name] ?? null
    const taken = takenIn(entity, name, value, stands, row.updatedAt > there.updatedAt)
    if (taken !== undefined) patch[name] = taken.value
    if (taken?.isOlder === true) standing[name] = stands
  }
  // What is used here is taken away there no longer.
  for (const name of Object.keys(entity.insteadOfDelete ?? {})) if ((there.data[name] ?? null) !== null && (row.data[name] ?? null) === null) patch[name] = null
  return [
    ...there.deletedAt !== null ? [{ ...about, op: 'restore' as const, patch }] : Object.keys(patch).length === 0 ? [] : [{ ...about, op: 'update' as const, patch }],
    // What is older goes into the history by having stood for a moment.
    ...Object.keys(standing).length === 0 ? [] : [{ ...about, op: 'update' as const, patch: standing }],
  ]
}

/** What a field takes in of another value: elements and words that it has not, and a plain value, which stays where it is not the older one. Undefined: nothing. */
function takenIn(entity: Entity, name: string, value: Json, stands: Json, isNewer: boolean): { value: Json; isOlder?: boolean } | undefined {
  const field = entity.fields[name]
  if (field === undefined || field.serverOnly === true || value === null || JSON.stringify(value) === JSON.stringify(stands)) return undefined
  if (stands === null) return { value }
  if (field.fixed === true) return undefined
  if (field.policy === 'union') {
    const missing = missingElements(value, stands)
    return missing === undefined ? undefined : { value: missing }
  }
  if (field.policy === 'text') return String(stands).includes(String(value)) ? undefined : { value: `${String(stands)}\n\n${String(value)}` }
  return { value, isOlder: !isNewer }
}

function missingElements(value: Json, stands: Json): Json | undefined {
  const known = new Set(elementsOf(stands).map(keyOf)), add = elementsOf(value).filter((element) => !known.has(keyOf(element)))
  return add.length === 0 ? undefined : { $set: { add } }
}

const elementsOf = (value: Json): Json[] => (Array.isArray(value) ? value : [])
const keyOf = (element: Json): Json | undefined => (typeof element === 'object' && element !== null && !Array.isArray(element) ? element['id'] : element)

import { history } from '../model/bookkeeping.ts'
import { priorityRank } from '../model/entity.ts'
import type { SyncRecord } from '../protocol/change.ts'
import { wireLimits } from '../protocol/change.ts'
import type { GiveBackResponse } from '../protocol/give-back.ts'
import type { Data } from '../shared/json.ts'
import { keepAsBase } from './adopt.ts'
import type { GiveBackStep } from './contract.ts'
import type { Core } from './core.ts'
import { quote, type EntityTable } from './entity-table.ts'
import { beginFrom, leaveEpoch, readSeen } from './epochs.ts'
import type { MetaValues } from './meta.ts'
import { tokensOf } from './seen-tokens.ts'
import { isTorn, peoplesEntities } from './torn-records.ts'
import { refresh } from './view.ts'

/*
 * R8, the device's part. Told that its place is gone, it gives back what it has of the epochs that ended before it takes a snapshot; where it
 * is in this lies in the database, so whatever breaks off goes on, and what was given twice changes nothing.
 *
 *   reset ─▶ of each epoch there are records of: its tokens ─▶ the last common revision ─▶ the newer records, lot by lot
 *         ─▶ done: what was answered and is told of nowhere travels again ─▶ snapshot ─▶ push
 */

type Giving = NonNullable<MetaValues['giveBack']>

/** In a reset's transaction: from now on there is something to give back, or at least to ask. `why` is for words only. */
export function beginGivingBack(core: Core, why: Giving['why']): void {
  const { meta } = core, names = meta.get('epochNames') ?? []
  const named = (number: number): boolean => (names[number] ?? null) !== null
  const numbers = epochsHere(core).filter(named)
  const current = meta.get('epochNumber') ?? 0
  const asked = numbers.length > 0 ? numbers : [current, current - 1].filter((number) => number >= 0 && named(number)).slice(0, 1)
  // A token of a server that tells nothing in it: there is nothing to ask for, and the snapshot begins from nothing.
  if (asked.length === 0) meta.set('seen', null)
  meta.set('giveBack', asked.length === 0 ? null : { why, numbers: asked, since: null, asked: false, after: null, place: null, given: 0, parted: null, lost: null, torn: tornMutations(core) })
}

/** What the changes worker is to do next; null: nothing (any more). */
export function nextGiveBack(core: Core): GiveBackStep | null {
  return core.write(() => {
    for (;;) {
      const giving = core.meta.get('giveBack')
      if (giving === null) return null
      const [number] = giving.numbers
      if (number === undefined) return finish(core, giving)
      const fromEpoch = core.meta.get('epochNames')?.[number] ?? ''
      const about = { kind: 'send' as const, fromEpoch, seen: tokensOf(core, number), after: giving.after }
      if (!giving.asked) return { ...about, records: [], place: null }
      const { records, place } = giving.since === null ? { records: [], place: null } : nextRecords(core, number, giving.since.revision, giving)
      if (records.length > 0) return { ...about, records, place }
      const parted = { number, revision: giving.since?.revision ?? null }
      core.meta.set('giveBack', { ...giving, numbers: giving.numbers.slice(1), asked: false, since: null, place: null, parted })
    }
  })
}

/** The answer to a step; one to a step of before (the request had been repeated) is as good. */
export function gaveBack(core: Core, answer: GiveBackResponse, step: Extract<GiveBackStep, { kind: 'send' }>): void {
  core.write(() => {
    const giving = core.meta.get('giveBack')
    if (giving === null) return
    core.meta.set('giveBack', {
      ...giving, asked: true, since: answer.since, after: answer.seen, place: step.place ?? giving.place, given: giving.given + answer.given,
      lost: answer.since ?? giving.lost,
    })
  })
}

/** Where the last epoch's history and the living one part, for the day when that one has ended too. */
function noteStart({ meta }: Core, { number, revision }: NonNullable<Giving['parted']>): void {
  const starts = meta.get('epochStarts') ?? [], current = meta.get('epochNumber') ?? 0
  meta.set('epochStarts', Array.from({ length: current + 1 }, (_, epoch) => (epoch > number ? revision ?? Number.MAX_SAFE_INTEGER : starts[epoch] ?? 0)))
}

function finish(core: Core, { why, after, given, parted, lost, torn }: Giving): GiveBackStep {
  const { meta } = core
  const living = after === null ? null : readSeen(after)?.epoch ?? null
  // Of this name is what came before, too: nothing that is here may stand against the snapshot to come (R5).
  if (lost !== null && meta.get('epochNames')?.[meta.get('epochNumber') ?? 0] !== null) leaveEpoch(core, null)
  if (parted !== null) noteStart(core, parted)
  if (after !== null) beginFrom(core, after)
  meta.set('giveBack', null)
  const again = lost === null || living === null ? 0 : sendAgain(core, torn ?? [])
  core.touchJournal()
  return { kind: 'done', why, given, lost, again }
}

/**
 * Changes that were answered, but whose history entry never came down: of a value that gave way there is nothing else, and it went with the
 * history. They travel again, whole mutations under the same ids; where the server has not lost them, they are duplicates (P2). So do those whose record is gone from the
 * disk (`torn`): they may be all that is left of it.
 */
function sendAgain(core: Core, torn: readonly string[]): number {
  const { db } = core
  const people = peoplesEntities(core.model)
  const entries = core.tables.get(history.name)
  if (entries === undefined) return 0
  const rows = db.all<{ id: string; entity: string; record_id: string }>(
    `SELECT id, entity, record_id FROM local_changes WHERE status IN ('synced', 'conflict') AND (mutation_id IN (
       SELECT mutation_id FROM local_changes WHERE status IN ('synced', 'conflict') AND entity IN (SELECT value FROM json_each(?))
         AND id NOT IN (SELECT id FROM ${entries.name})) OR mutation_id IN (SELECT value FROM json_each(?)))`, [JSON.stringify(people), JSON.stringify(torn)])
  for (const { id, entity, record_id: recordId } of rows) {
    const table = core.tables.get(entity)
    if (table !== undefined && !core.journal.hasUnsettled(entity, recordId)) keepAsBase(core, { entity, recordId })
    core.journal.setStatus(id, 'pending')
  }
  for (const { entity, record_id: recordId } of rows) {
    const table = core.tables.get(entity)
    if (table !== undefined) refresh(core, table, recordId)
  }
  return rows.length
}

const tornMutations = (core: Core): string[] =>
  core.db.values<string>(`SELECT DISTINCT mutation_id FROM local_changes c WHERE status IN ('synced', 'conflict') AND ${isTorn(core)}`)

/** The epochs that there are base records of, oldest first. */
function epochsHere({ db, tables }: Core): number[] {
  const found = new Set<number>()
  for (const name of [...[...tables.values()].map((table) => table.name), 'base_records', 'unknown_records']) {
    for (const epoch of db.values<number>(`SELECT DISTINCT epoch FROM ${name} WHERE revision > 0`)) found.add(epoch)
  }
  return [...found].sort((a, b) => a - b)
}

type Place = { entity: string; id: string }

/**
 * A lot of base records, tombstones among them; records before what tells of them, and history last. What a living one names goes before it
 * where it is no news, or in the trash: the server may have deleted it for good since.
 */
function nextRecords(core: Core, number: number, since: number, { place, torn = [] }: Pick<Giving, 'place' | 'torn'>): { records: SyncRecord[]; place: Place | null } {
  const records: SyncRecord[] = []
  let bytes = 0, reached = place
  const order = entityOrder(core)
  for (const entity of place === null ? order : order.slice(Math.max(0, order.indexOf(place.entity)))) {
    const after = place?.entity === entity ? place.id : ''
    const found = rowsOf(core, entity, { number, since, after, limit: wireLimits.changesPerBatch - records.length, torn })
    for (const row of found) {
      const data = dataOf(core, entity, row)
      const named = row.deleted_at !== null ? [] : namedBy(core, entity, data)
        .filter(({ id }) => !records.some((record) => record.id === id))
        .flatMap((key) => baseRows(core, key.entity, number, key.id).filter(({ revision, deleted_at: deletedAt }) => revision <= since || deletedAt !== null).map((base) => ({ ...base, entity: key.entity })))
      const size = [...named, row].reduce((sum, { data: text }) => sum + text.length, 0)
      const full = bytes + size > lotCharacters || records.length + named.length >= wireLimits.changesPerBatch
      if (records.length > 0 && full) return { records: withAuthors(core, records), place: reached }
      bytes += size
      records.push(...named.map((base) => recordOf(base.entity, base, dataOf(core, base.entity, base))), recordOf(entity, row, data))
      reached = { entity, id: row.id }
    }
    if (records.length >= wireLimits.changesPerBatch) break
  }
  return { records: withAuthors(core, records), place: reached }
}

const recordOf = (entity: string, row: BaseRow, data: Data): SyncRecord => ({
  entity, id: row.id, revision: row.revision, data, deletedAt: row.deleted_at, updatedAt: new Date(row.updated_at).toISOString(), updatedBy: '',
})

/** What the server wrote to and about the person goes to who they are now: a notice for an account that is gone would be seen by nobody. */
function dataOf({ meta, tables }: Core, entity: string, { data }: BaseRow): Data {
  const now = meta.get('userId'), former = meta.get('formerUserIds') ?? []
  if (now === null || former.length === 0 || tables.get(entity)?.entity.authored !== 'server') return JSON.parse(data) as Data
  return JSON.parse(former.reduce((text, id) => text.replaceAll(`"${id}"`, `"${now}"`), data)) as Data
}

function withAuthors(core: Core, records: readonly SyncRecord[]): SyncRecord[] {
  const authors = authorsOf(core, records.map(({ id }) => id))
  return records.map((record) => ({ ...record, updatedBy: authors.get(record.id) ?? '' }))
}

function namedBy({ tables }: Core, entity: string, data: Data): { entity: string; id: string }[] {
  return Object.entries(tables.get(entity)?.entity.fields ?? {}).flatMap(([name, { reference }]) => {
    const id = data[name]
    return reference !== undefined && typeof id === 'string' ? [{ entity: reference.entity, id }] : []
  })
}

/** Well below 1 MiB in UTF-8, with what stands around the data: proxies cut at a megabyte. */
const lotCharacters = 256 * 1024

function entityOrder(core: Core): string[] {
  const known = [...core.model.byPriority].sort((a, b) => rank(a) - rank(b)).map(({ name }) => name)
  const unknown = core.db.values<string>('SELECT DISTINCT entity FROM unknown_records ORDER BY entity')
  return [...unknown.filter((name) => !core.tables.has(name)), ...known]
}

const rank = ({ name, authored, priority }: EntityTable['entity']): number =>
  priorityRank[priority] + (authored === 'server' ? 10 : 0) + (name === history.name ? 10 : 0)

const columns = 'id, revision, deleted_at, updated_at, data'

interface BaseRow { id: string; revision: number; deleted_at: string | null; updated_at: number; data: string }

interface Wanted { number: number; since: number; after: string; limit: number; torn: readonly string[] }

function rowsOf(core: Core, entity: string, { number, since, after, limit, torn }: Wanted): BaseRow[] {
  const { db, tables } = core, table = tables.get(entity)
  const params = [number, since, after, entity]
  if (table === undefined) return db.all(`SELECT ${columns} FROM unknown_records WHERE epoch = ? AND revision > ? AND id > ? AND entity = ? ORDER BY id LIMIT ?`, [...params, limit])
  const without = entity === history.name && torn.length > 0 ? `AND coalesce(t.data ->> '$.mutationId', '') NOT IN (SELECT value FROM json_each(?))` : ''
  // Of what is laid over, the base lies aside.
  const own = db.all<BaseRow>(
    `SELECT ${columns} FROM ${table.name} t WHERE epoch = ? AND revision > ? AND id > ?
       AND NOT EXISTS (SELECT 1 FROM base_records b WHERE b.id = t.id AND b.entity = ?) ${without} ORDER BY id LIMIT ?`, [...params, ...without === '' ? [] : [JSON.stringify(torn)], limit])
  const aside = db.all<BaseRow>(`SELECT ${columns} FROM base_records WHERE epoch = ? AND revision > ? AND id > ? AND entity = ? ORDER BY id LIMIT ?`, [...params, limit])
  return [...own, ...aside].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
}

/** The base of one record, where it is of that epoch. */
function baseRows({ db, tables }: Core, entity: string, number: number, id: string): BaseRow[] {
  const table = tables.get(entity)
  if (table === undefined) return []
  const aside = db.all<BaseRow>(`SELECT ${columns} FROM base_records WHERE epoch = ? AND revision > 0 AND id = ? AND entity = ?`, [number, id, entity])
  return aside.length > 0 ? aside : db.all(`SELECT ${columns} FROM ${table.name} WHERE epoch = ? AND revision > 0 AND id = ?`, [number, id])
}

/** Who wrote each of these last, as far as the history here tells. */
function authorsOf({ db, tables }: Core, ids: readonly string[]): Map<string, string> {
  const entries = tables.get(history.name)
  if (entries === undefined || ids.length === 0) return new Map()
  const found = db.all<{ id: string; userId: string | null }>(
    `SELECT wanted.value AS id, (SELECT data->>'$.userId' FROM ${entries.name} WHERE ${quote('k_recordId')} = wanted.value AND deleted_at IS NULL ORDER BY revision DESC LIMIT 1) AS userId
     FROM json_each(?) wanted`, [JSON.stringify(ids)])
  return new Map(found.flatMap(({ id, userId }) => (userId === null ? [] : [[id, userId]])))
}

/** Whether changes are held back until what was lost has been given back. */
export const isGivingBack = ({ meta }: Pick<Core, 'meta'>): boolean => meta.get('giveBack') !== null


import { addDigest, digestOfParts, digestParts, emptyDigest, formatDigest, parseDigest, recordDigest, subtractDigest } from '../merge/digest.ts'
import type { Digest } from '../merge/digest.ts'
import type { Entity } from '../model/entity.ts'
import type { Clock } from '../shared/clock.ts'
import type { Data } from '../shared/json.ts'
import { once } from '../shared/once.ts'
import type { EntityTable } from './entity-table.ts'
import type { DigestState, Meta } from './meta.ts'
import type { Db } from './sqlite.ts'

/**
 * R7: the digest of every entity's base records. A write only names the row it touched; hashing follows in steps, when somebody asks:
 *
 *   n:  1 ───────────── hashed, the dirty ones apart ───────────── upTo ──── not yet hashed ────▶
 *       1 ── recounted ── (now and then all is hashed anew, for what changed without a write)
 *
 * So a first download marks nothing at all, and the sum is exact whenever it is given.
 */
export interface DigestShares {
  /** Within the write's transaction: the base of this row may be another now. */
  mark(table: EntityTable, n: number): void
  /** Within a transaction: hashes for so many ms; true when nothing is left to hash. */
  step(ms: number): boolean
  /** A step would find nothing to hash, so that no transaction is needed to ask. */
  isHashed(): boolean
  /** Begins to hash everything anew, unless that is under way; the steps that follow do it. */
  recount(): void
  /** Each entity's sum; true only after a step said that nothing is left. */
  read(): Map<string, { digest: Digest; newest: number; unsure: boolean }>
  /** A step was rolled back, or the database is another: what was recounted so far counts for nothing, and what is left to hash is looked for. */
  forget(): void
}

interface Recount { from: Map<string, { upTo: number; sum: Digest }>; left: string[] }
interface Work extends Omit<DigestState, 'sum'> { sum: Digest }

export function createDigestShares({ db, meta, tables, clock }: { db: Db; meta: Meta; tables: ReadonlyMap<string, EntityTable>; clock: Clock }): DigestShares {
  let recount: Recount | null = null
  /** Entities of which something may be left to hash; null: not known yet. */
  let open: Set<string> | null = null
  /** The epoch in which all was hashed last. */
  let hashedIn: number | null = null
  const shapes = createShapes()

  /** Puts a share in the place of the one that is kept, if they differ. */
  const keep = (entity: string, work: Work, n: number, before: Digest, share: Digest): void => {
    if (share === before) return
    if (share === emptyDigest) db.run('DELETE FROM digest_shares WHERE entity = ? AND n = ?', [entity, n])
    else db.run('INSERT OR REPLACE INTO digest_shares (entity, n, a, b, c, d) VALUES (?, ?, ?, ?, ?, ?)', [entity, n, ...digestParts(share)])
    work.sum = addDigest(subtractDigest(work.sum, before), share)
    const anew = recount?.from.get(entity)
    if (anew !== undefined && n <= anew.upTo) anew.sum = addDigest(subtractDigest(anew.sum, before), share)
  }

  /** What a model or an epoch that is over left behind goes first, a piece at a time. */
  const clear = (entity: string): boolean =>
    db.run('DELETE FROM digest_shares WHERE entity = ? AND n IN (SELECT n FROM digest_shares WHERE entity = ? ORDER BY n LIMIT 1000)', [entity, entity]) === 0

  const hashDirty = (table: EntityTable, work: Work, isOver: () => boolean): boolean => {
    const entity = table.entity.name, epoch = meta.get('epochNumber') ?? 0
    const dirty = db.all<DirtyRow>(`${dirtySql(table)} ORDER BY w.n LIMIT ${pieces}`, [entity])
    let through = 0, over = false
    for (const row of dirty) {
      if (row.n <= work.upTo) keep(entity, work, row.n, shareIn(row), row.id === null ? emptyDigest : shareOf(table.entity, work, row, epoch))
      through = row.n
      over = isOver()
      if (over) break
    }
    if (through > 0) db.run('DELETE FROM digest_dirty WHERE entity = ? AND n <= ?', [entity, through])
    return !over && dirty.length < pieces
  }

  const hashNew = (table: EntityTable, work: Work, isOver: () => boolean): boolean => {
    const epoch = meta.get('epochNumber') ?? 0
    let whole = true
    for (const row of db.all<BaseRow>(`${baseSql(table)} WHERE t.n > ?2 ORDER BY t.n LIMIT ${pieces}`, [table.entity.name, work.upTo])) {
      const share = shareOf(table.entity, work, row, epoch)
      if (share !== emptyDigest) {
        db.run('INSERT INTO digest_shares (entity, n, a, b, c, d) VALUES (?, ?, ?, ?, ?, ?)', [table.entity.name, row.n, ...digestParts(share)])
        work.sum = addDigest(work.sum, share)
      }
      work.upTo = row.n
      whole = false
      if (isOver()) return false
    }
    return whole
  }

  /** Goes on with the recount of an entity; true when it is through, and its sum is the one that counts. */
  const hashAnew = (table: EntityTable, work: Work, running: Recount, isOver: () => boolean): boolean => {
    const entity = table.entity.name, epoch = meta.get('epochNumber') ?? 0
    const anew = running.from.get(entity) ?? { upTo: 0, sum: emptyDigest }
    running.from.set(entity, anew)
    const rows = db.all<SharedRow>(
      `${sharedSql(table)} WHERE t.n > ?2 AND t.n <= ?3 ORDER BY t.n LIMIT ${pieces}`, [entity, anew.upTo, work.upTo])
    const end = rows.length === pieces ? rows.at(-1)!.n : work.upTo
    // Rows that vanished by themselves left theirs behind.
    const left = db.all<Parts & { n: number }>(
      `SELECT n, a, b, c, d FROM digest_shares s WHERE entity = ? AND n > ? AND n <= ? AND NOT EXISTS (SELECT 1 FROM ${table.name} WHERE n = s.n) LIMIT ${pieces}`,
      [entity, anew.upTo, end])
    for (const gone of left) keep(entity, work, gone.n, shareIn(gone), emptyDigest)
    if (left.length === pieces) return false
    for (const row of rows) {
      const share = shareOf(table.entity, work, row, epoch)
      keep(entity, work, row.n, shareIn(row), share)
      anew.sum = addDigest(anew.sum, share)
      anew.upTo = row.n
      if (isOver()) return false
    }
    if (rows.length === pieces) return false
    work.sum = anew.sum
    return true
  }

  const lookSql = `SELECT ${[...tables.values()].map(({ name, entity }) =>
    `(SELECT max(n) FROM ${name}) AS ${name}, EXISTS (SELECT 1 FROM digest_dirty WHERE entity = '${entity.name}') AS "${entity.name} dirty"`).join(', ')}`
  /** Of each entity the highest row, and whether one is dirty: one look tells it of all. */
  const look = (): Record<string, number | null> => (tables.size === 0 ? {} : db.get<Record<string, number | null>>(lookSql)!)
  /** Entities that have a row that is dirty or beyond those that are hashed, of a database that was just opened. */
  const findOpen = (states: Record<string, DigestState>): Set<string> => {
    const found = look()
    return new Set([...tables.keys()].filter((entity) => found[`${entity} dirty`] === 1 || (found[entity] ?? 0) > (states[entity]?.upTo ?? 0)))
  }

  const work = (isOver: () => boolean, states: Record<string, DigestState>): boolean => {
    const epoch = meta.get('epochNumber') ?? 0, left = open ??= findOpen(states), found = once(look)
    for (const table of tables.values()) {
      const entity = table.entity.name, of = shapes(table.entity, epoch)
      const known = states[entity], begins = known?.of !== of
      if (!begins && !left.has(entity) && recount?.left.includes(entity) !== true) continue
      if (begins) {
        left.add(entity)
        while (!clear(entity)) if (isOver()) return false
        // All is new.
        db.run('DELETE FROM digest_dirty WHERE entity = ?', [entity])
      }
      const state: Work = known?.of === of ? { ...known, sum: parseDigest(known.sum)! } : { of, upTo: 0, sum: emptyDigest, newest: 0, unsure: false }
      try {
        if (left.has(entity)) {
          while (!begins && !hashDirty(table, state, isOver)) if (isOver()) return false
          while (!(begins && found()[entity] === null) && !hashNew(table, state, isOver)) if (isOver()) return false
        }
        if (recount?.left.includes(entity) === true) {
          // Of what has no hashed row there is nothing to hash anew.
          while (state.upTo > 0 && !hashAnew(table, state, recount, isOver)) if (isOver()) return false
          recount.left = recount.left.filter((name) => name !== entity)
          recount.from.delete(entity)
        }
        left.delete(entity)
      } finally {
        states[entity] = { ...state, sum: formatDigest(state.sum) }
      }
    }
    if (recount !== null || meta.get('recountedAt') === null) meta.set('recountedAt', new Date(clock.now()).toISOString())
    recount = null
    hashedIn = epoch
    return true
  }

  return {
    isHashed: () => open?.size === 0 && recount === null && hashedIn === (meta.get('epochNumber') ?? 0),
    mark: (table, n) => {
      open?.add(table.entity.name)
      const upTo = meta.get('digests')?.[table.entity.name]?.upTo
      if (upTo !== undefined && n <= upTo) db.run('INSERT OR IGNORE INTO digest_dirty (entity, n) VALUES (?, ?)', [table.entity.name, n])
    },
    step: (ms) => {
      const end = clock.monotonic() + ms
      const before = meta.get('digests') ?? {}, states = { ...before }
      const done = work(() => clock.monotonic() >= end, states)
      if (JSON.stringify(states) !== JSON.stringify(before)) meta.set('digests', states)
      return done
    },
    recount: () => { recount ??= { from: new Map(), left: [...tables.keys()] } },
    read: () => new Map(Object.entries(meta.get('digests') ?? {}).flatMap(([entity, { sum, newest, unsure }]) =>
      (tables.has(entity) ? [[entity, { digest: parseDigest(sum)!, newest, unsure }] as const] : []))),
    forget: () => {
      recount = null
      open = null
      hashedIn = null
    },
  }
}

/** Rows read at a time. */
const pieces = 200

interface BaseRow { n: number; id: string; revision: number; epoch: number; gen: number; deleted_at: string | null; data: string }
interface Parts { a: number; b: number; c: number; d: number }
/** No share is kept of it, or one. */
type Shared = { [Part in keyof Parts]: null } | Parts
type SharedRow = BaseRow & Shared
/** A dirty row may be gone by now. */
type DirtyRow = (BaseRow | { n: number; id: null }) & Shared

/** A row's base: what is laid aside where something lies over it, else the row itself (view.ts). ?1 is the entity's name in all three. */
const baseColumns = `t.id, coalesce(b.revision, t.revision) AS revision, coalesce(b.epoch, t.epoch) AS epoch, coalesce(b.gen, t.gen) AS gen,
    CASE WHEN b.id IS NULL THEN t.deleted_at ELSE b.deleted_at END AS deleted_at, coalesce(b.data, t.data) AS data`
const joinBase = 'LEFT JOIN base_records b ON b.id = t.id AND b.entity = ?1'
const joinShare = (row: string): string => `LEFT JOIN digest_shares s ON s.entity = ?1 AND s.n = ${row}.n`

const baseSql = ({ name }: EntityTable): string => `SELECT t.n, ${baseColumns} FROM ${name} t ${joinBase}`
const sharedSql = ({ name }: EntityTable): string => `SELECT t.n, ${baseColumns}, s.a, s.b, s.c, s.d FROM ${name} t ${joinBase} ${joinShare('t')}`
const dirtySql = ({ name }: EntityTable): string =>
  `SELECT w.n, ${baseColumns}, s.a, s.b, s.c, s.d FROM digest_dirty w LEFT JOIN ${name} t ON t.n = w.n ${joinBase} ${joinShare('w')} WHERE w.entity = ?1`

const shareIn = (row: Shared): Digest => (row.a === null ? emptyDigest : digestOfParts([row.a, row.b, row.c, row.d]))

/** Base records of the living epoch count, living ones. Notes the revision, and what this model cannot judge. */
function shareOf(entity: Entity, work: Work, row: BaseRow, epoch: number): Digest {
  if (row.revision === 0 || row.epoch !== epoch || row.gen === goneAtServer) return emptyDigest
  work.newest = Math.max(work.newest, row.revision)
  if (row.deleted_at !== null) return emptyDigest
  try {
    const data = JSON.parse(row.data) as Data
    work.unsure ||= Object.entries(data).some(([field, value]) => Array.isArray(value) && value.length > 1 && !Object.hasOwn(entity.fields, field))
    return recordDigest(entity, row.id, data)
  } catch {
    // What cannot be read any more is what the server has in no case.
    return emptyDigest
  }
}

/** In place of the number of a snapshot: the server has purged the record, and only this person's changes keep it here (R5). */
export const goneAtServer = -1

/** What decides a record's share besides its data; asked for with every step, of every entity. */
function createShapes(): (entity: Entity, epoch: number) => string {
  const known = new Map<Entity, { epoch: number; shape: string }>()
  return (entity, epoch) => {
    const one = known.get(entity)
    if (one?.epoch === epoch) return one.shape
    const { schemaVersion, fields } = entity, names = Object.keys(fields)
    const shape = JSON.stringify([epoch, schemaVersion, names.filter((name) => fields[name]!.policy === 'union').sort(), names.length])
    known.set(entity, { epoch, shape })
    return shape
  }
}

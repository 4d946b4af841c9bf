import { createHlc } from '../merge/clock.ts'
import type { Hlc } from '../merge/clock.ts'
import type { Model } from '../model/model.ts'
import type { Clock } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Log } from '../shared/log.ts'
import { createElementIdMaker, createIdMaker, pooled } from '../shared/random.ts'
import type { Random } from '../shared/random.ts'
import type { TablesChanged } from './contract.ts'
import { createDigestShares } from './digest-shares.ts'
import type { DigestShares } from './digest-shares.ts'
import { ensureTables } from './ensure-tables.ts'
import type { EntityTable } from './entity-table.ts'
import { createJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { createLivingCounts } from './living-counts.ts'
import type { LivingCounts } from './living-counts.ts'
import { createMeta } from './meta.ts'
import type { Meta } from './meta.ts'
import { createRecords } from './records.ts'
import type { Records } from './records.ts'
import { migrate } from './schema.ts'
import type { Db } from './sqlite.ts'

/** What every part of the store works with. */
export interface Core {
  db: Db
  model: Model
  meta: Meta
  tables: ReadonlyMap<string, EntityTable>
  records: Records
  living: LivingCounts
  digests: DigestShares
  journal: Journal
  clock: Clock
  random: Random
  log: Log
  /** Of this database; another after a restore. */
  replicaId: string
  hlc: Hlc
  makeId: () => string
  /** For the elements of a record's lists. */
  makeElementId: () => string
  /** @throws SatchelError `invalid` for an entity the model does not have */
  table(entity: string): EntityTable
  /** One transaction; after its commit (never before, J1) the listeners hear what it touched. `flushed` as of `Db.transaction`. */
  write<T>(work: () => T, flushed?: boolean): T
  touch(entity: string): void
  touchJournal(): void
  /** How often an entity was touched: what was computed from it holds as long as this stays. */
  version(entity: string): number
  /** Called after each commit that touched something. */
  onCommit(listener: (changed: TablesChanged) => void): () => void
  now(): string
}

export interface CoreOptions { db: Db; model: Model; clock: Clock; random: Random; log: Log }

/** Brings the database to this version's shape and assembles what works on it. */
export function createCore({ db, model, clock, random, log }: CoreOptions): Core {
  migrate(db)
  const meta = createMeta(db)
  const tables = ensureTables(db, meta, model)
  const pool = pooled(random)
  const makeId = createIdMaker(clock, pool)
  if (meta.get('replicaId') === null) db.transaction(() => { meta.set('replicaId', makeId()); meta.set('epochNumber', 0); meta.set('generation', 0) })
  const replicaId = meta.get('replicaId')!
  const journal = createJournal(db, meta)
  const living = createLivingCounts(db)
  const digests = createDigestShares({ db, meta, tables, clock })
  const listeners = new Set<(changed: TablesChanged) => void>()
  const versions = new Map<string, number>()
  const touched = new Set<string>()
  let journalTouched = false

  return {
    db, model, meta, tables, journal, clock, random, log, replicaId, makeId,
    makeElementId: createElementIdMaker(pool),
    records: createRecords(db, tables, living.add, digests.mark), living, digests,
    hlc: createHlc({ clock, replicaId, last: journal.lastAt() }),
    table: (entity) => {
      const table = tables.get(entity)
      if (table === undefined) throw new SatchelError('invalid', `There is nothing called "${entity}" here.`)
      return table
    },
    write: (work, flushed) => {
      if (db.inTransaction()) return work()
      let result
      try {
        result = db.transaction(() => {
          const done = work()
          living.flush()
          return done
        }, flushed)
      } catch (thrown) {
        meta.forget()
        journal.forget()
        living.forget()
        // What was computed from it meanwhile is of what never was.
        for (const entity of touched) versions.set(entity, (versions.get(entity) ?? 0) + 1)
        touched.clear()
        journalTouched = false
        throw thrown
      }
      const changed: TablesChanged = { type: 'changed', entities: [...touched], journal: journalTouched }
      touched.clear()
      journalTouched = false
      if (changed.entities.length > 0 || changed.journal) for (const listener of listeners) listener(changed)
      return result
    },
    touch: (entity) => {
      touched.add(entity)
      versions.set(entity, (versions.get(entity) ?? 0) + 1)
    },
    touchJournal: () => { journalTouched = true },
    version: (entity) => versions.get(entity) ?? 0,
    onCommit: (listener) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    now: () => new Date(clock.now()).toISOString(),
  }
}

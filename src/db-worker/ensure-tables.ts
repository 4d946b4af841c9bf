import type { Model } from '../model/model.ts'
import type { Data } from '../shared/json.ts'
import { derivationVersion } from './derive.ts'
import { createStatements, entityTable } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import { recount } from './living-counts.ts'
import type { Meta } from './meta.ts'
import { createRecords } from './records.ts'
import type { Db } from './sqlite.ts'

/**
 * Makes the entities' tables fit the model: new entities get theirs (and whatever was kept for them, R4), new columns are added, and
 * what is derived is derived again where the model derives otherwise than when it was written.
 */
export function ensureTables(db: Db, meta: Meta, model: Model): ReadonlyMap<string, EntityTable> {
  const tables = new Map([...model.entities.values()].map((entity) => [entity.name, entityTable(entity)]))
  const known = meta.get('signatures') ?? {}
  const counted = new Set(db.values<string>('SELECT entity FROM living_counts'))
  const changed = [...tables.values()].filter((table) => known[table.entity.name] !== signature(table) || !counted.has(table.entity.name))
  if (changed.length === 0) return tables
  db.transaction(() => {
    for (const table of changed) {
      if (exists(db, table.entity.name)) adapt(db, table, known[table.entity.name])
      else {
        db.exec(createStatements(table))
        adopt(db, table)
      }
      recount(db, table)
    }
    meta.set('signatures', { ...known, ...Object.fromEntries(changed.map((table) => [table.entity.name, signature(table)])) })
  })
  return tables
}

/** What of an entity decides how its records are stored. */
function signature({ entity, columns, columnNames }: EntityTable): string {
  const searched = Object.entries(entity.fields).filter(([, field]) => field.search !== undefined)
  return JSON.stringify([
    derivationVersion, entity.schemaVersion, columnNames, columns.map(({ column }) => column.type),
    searched.map(([name, field]) => [name, field.search, field.elementText ?? null]),
  ])
}

const exists = (db: Db, name: string): boolean => db.value("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name]) !== undefined

function adapt(db: Db, table: EntityTable, before: string | undefined): void {
  const present = new Set(db.all<{ name: string }>(`SELECT name FROM pragma_table_info(?)`, [table.entity.name]).map(({ name }) => `"${name}"`))
  for (const column of table.columnNames) if (!present.has(column)) db.exec(`ALTER TABLE ${table.name} ADD COLUMN ${column}`)
  const create = createStatements(table).replaceAll(/CREATE (TABLE|INDEX|UNIQUE INDEX|VIRTUAL TABLE) (?!IF NOT EXISTS)/g, 'CREATE $1 IF NOT EXISTS ')
  db.exec(create)
  const from = before === undefined ? table.entity.schemaVersion : (JSON.parse(before) as [number, number])[1]
  const upcasts = table.entity.upcasts?.slice(from - 1) ?? []
  const records = createRecords(db, new Map([[table.entity.name, table]]), () => undefined, () => undefined)
  for (const n of db.values<number>(`SELECT n FROM ${table.name}`)) {
    const text = db.value<string>(`SELECT data FROM ${table.name} WHERE n = ?`, [n])!
    records.rederive(table, n, upcasts.reduce((data, upcast) => upcast(data), JSON.parse(text) as Data))
  }
  if (upcasts.length === 0) return
  for (const { id, data } of db.all<{ id: string; data: string }>('SELECT id, data FROM base_records WHERE entity = ?', [table.entity.name])) {
    const lifted = upcasts.reduce((older, upcast) => upcast(older), JSON.parse(data) as Data)
    db.run('UPDATE base_records SET data = ? WHERE entity = ? AND id = ?', [JSON.stringify(lifted), table.entity.name, id])
  }
}

/** R4: what came down before this version knew the entity. */
function adopt(db: Db, table: EntityTable): void {
  const records = createRecords(db, new Map([[table.entity.name, table]]), () => undefined, () => undefined)
  const kept = db.all<{ id: string; revision: number; epoch: number; gen: number; deleted_at: string | null; updated_at: number; data: string }>(
    'SELECT * FROM unknown_records WHERE entity = ?', [table.entity.name])
  for (const row of kept) {
    records.put(table, {
      id: row.id, revision: row.revision, epoch: row.epoch, gen: row.gen, deletedAt: row.deleted_at, updatedAt: row.updated_at,
      data: JSON.parse(row.data) as Data,
    })
  }
  db.run('DELETE FROM unknown_records WHERE entity = ?', [table.entity.name])
}

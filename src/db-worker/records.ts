import { identicalJson } from '../merge/canonical.ts'
import type { Data } from '../shared/json.ts'
import { searchText } from './derive.ts'
import type { EntityTable } from './entity-table.ts'
import type { Db, SqlValue } from './sqlite.ts'

/** A record as an entity's table holds it: what the person sees. Times are ms since 1970. */
export interface StoredRecord {
  id: string
  revision: number
  epoch: number
  gen: number
  deletedAt: string | null
  updatedAt: number
  data: Data
}
export interface ReadRecord extends StoredRecord { n: number; createdAt: number }

/** Reads and writes records of the entities' tables, with everything that is derived from them. Call it within a transaction. */
export interface Records {
  read(table: EntityTable, id: string): ReadRecord | null
  /** Writes a record, new or not; `known` is the record as it is there, where the caller has read it (null: known to be absent). */
  put(table: EntityTable, record: StoredRecord, known?: ReadRecord | null): void
  /** Only what the server says about a record, where its data did not change; `updatedAt` where that is to change too. */
  mark(table: EntityTable, n: number, given: Pick<StoredRecord, 'revision' | 'epoch' | 'gen'> & { updatedAt?: number }): void
  remove(table: EntityTable, n: number): void
  /** Derives again from the data, after the model changed. */
  rederive(table: EntityTable, n: number, data: Data): void
}

/**
 * @param living told how many living records a write made more (or, below 0, fewer)
 * @param rehash told the number of a row whose base may have become another (R7)
 */
export function createRecords(
  db: Db, tables: ReadonlyMap<string, EntityTable>, living: (table: EntityTable, more: number) => void, rehash: (table: EntityTable, n: number) => void,
): Records {
  const inserts = new Map([...tables.values()].map((table) => [table, insertStatement(table)]))

  const writeText = (table: EntityTable, n: number, text: string): void => {
    if (table.search === null) return
    // A row that vanished by itself left its text behind, and its number may be given again (R7).
    db.run(`INSERT INTO ${table.search.text} (n, text) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET text = excluded.text`, [n, text])
    db.run(`INSERT OR IGNORE INTO ${table.search.dirty} (n) VALUES (?)`, [n])
  }

  const insert = (table: EntityTable, record: StoredRecord): void => {
    db.run(inserts.get(table)!, [
      record.id, record.revision, record.epoch, record.gen, record.deletedAt, createdAt(record), record.updatedAt,
      ...table.derive(record.data), JSON.stringify(record.data),
    ])
    const n = db.lastRowId()
    rehash(table, n)
    if (table.search !== null) writeText(table, n, searchText(table.entity, record.data))
  }

  const mark: Records['mark'] = (table, n, { revision, epoch, gen, updatedAt }) => {
    db.run(`UPDATE ${table.name} SET revision = ?, epoch = ?, gen = ?, updated_at = coalesce(?, updated_at) WHERE n = ?`, [revision, epoch, gen, updatedAt ?? null, n])
  }

  const update = (table: EntityTable, record: StoredRecord, known: ReadRecord): void => {
    rehash(table, known.n)
    // Most of what comes back from the server is what was sent there.
    if (record.deletedAt === known.deletedAt && identicalJson(record.data, known.data)) { mark(table, known.n, record); return }
    const names = ['revision', 'epoch', 'gen', 'deleted_at', 'updated_at', 'data']
    const values: SqlValue[] = [record.revision, record.epoch, record.gen, record.deletedAt, record.updatedAt, JSON.stringify(record.data)]
    // Only columns whose value changes are named: each named one costs its index a delete and an insert.
    const before = table.derive(known.data), after = table.derive(record.data)
    for (let i = 0; i < after.length; i += 1) {
      if (before[i] === after[i]) continue
      names.push(table.columnNames[i]!)
      values.push(after[i]!)
    }
    if (record.deletedAt === known.deletedAt) { names.splice(3, 1); values.splice(3, 1) }
    db.run(`UPDATE ${table.name} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE n = ?`, [...values, known.n])
    if (table.search === null) return
    const text = searchText(table.entity, record.data)
    if (text !== searchText(table.entity, known.data)) writeText(table, known.n, text)
  }

  const read = (table: EntityTable, id: string): ReadRecord | null => {
    const row = db.get<Raw>(`SELECT n, revision, epoch, gen, deleted_at, created_at, updated_at, data FROM ${table.name} WHERE id = ?`, [id])
    return row === undefined ? null : {
      n: row.n, id, revision: row.revision, epoch: row.epoch, gen: row.gen, deletedAt: row.deleted_at, createdAt: row.created_at,
      updatedAt: row.updated_at, data: JSON.parse(row.data) as Data,
    }
  }

  return {
    read,
    put: (table, record, known = read(table, record.id)) => {
      const more = Number(record.deletedAt === null) - Number(known !== null && known.deletedAt === null)
      if (more !== 0) living(table, more)
      if (known === null) insert(table, record)
      else update(table, record, known)
    },
    mark,
    remove: (table, n) => {
      if (db.value(`SELECT 1 FROM ${table.name} WHERE n = ? AND deleted_at IS NULL`, [n]) !== undefined) living(table, -1)
      db.run(`DELETE FROM ${table.name} WHERE n = ?`, [n])
      rehash(table, n)
      if (table.search === null) return
      db.run(`DELETE FROM ${table.search.text} WHERE n = ?`, [n])
      db.run(`INSERT OR IGNORE INTO ${table.search.dirty} (n) VALUES (?)`, [n])
    },
    rederive: (table, n, data) => {
      const names = ['data', ...table.columnNames]
      db.run(`UPDATE ${table.name} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE n = ?`, [JSON.stringify(data), ...table.derive(data), n])
      writeText(table, n, searchText(table.entity, data))
    },
  }
}

interface Raw { n: number; revision: number; epoch: number; gen: number; deleted_at: string | null; created_at: number; updated_at: number; data: string }

function insertStatement(table: EntityTable): string {
  const names = ['id', 'revision', 'epoch', 'gen', 'deleted_at', 'created_at', 'updated_at', ...table.columnNames, 'data']
  return `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
}

/** A UUIDv7 says when it was made; a record whose id does not is as old as its last change. */
export function createdAt({ id, updatedAt }: StoredRecord): number {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : updatedAt
}

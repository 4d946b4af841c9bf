import type { EntityTable } from './entity-table.ts'
import type { Db } from './sqlite.ts'

/** How many living records each entity has: gathered while a transaction runs, written with it. */
export interface LivingCounts {
  of(table: EntityTable): number
  add(table: EntityTable, more: number): void
  /** The last thing a transaction does. */
  flush(): void
  /** The transaction was rolled back. */
  forget(): void
}

export function createLivingCounts(db: Db): LivingCounts {
  const gathered = new Map<EntityTable, number>()
  return {
    of: (table) => {
      const kept = db.value<number>('SELECT n FROM living_counts WHERE entity = ?', [table.entity.name]) ?? count(db, table)
      return kept + (gathered.get(table) ?? 0)
    },
    add: (table, more) => { gathered.set(table, (gathered.get(table) ?? 0) + more) },
    flush: () => {
      for (const [table, more] of gathered) {
        if (more !== 0) db.run('UPDATE living_counts SET n = n + ? WHERE entity = ?', [more, table.entity.name])
      }
      gathered.clear()
    },
    forget: () => { gathered.clear() },
  }
}

/** Counts a table whose records were written without counting. */
export function recount(db: Db, table: EntityTable): void {
  db.run('INSERT INTO living_counts (entity, n) VALUES (?, ?) ON CONFLICT (entity) DO UPDATE SET n = excluded.n', [table.entity.name, count(db, table)])
}

const count = (db: Db, table: EntityTable): number => db.value<number>(`SELECT count(*) FROM ${table.name} WHERE deleted_at IS NULL`) ?? 0

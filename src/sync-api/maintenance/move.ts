import { createHash } from 'node:crypto'
import { withoutZero } from './postgres-tables.ts'
import { allTables, type StoreTables, type Table, type TablesTarget } from './tables.ts'

/** Where a move comes from: nobody else writes it meanwhile. */
export interface MoveSource extends StoreTables {
  /** From now on no server serves it; asked once everything has arrived. */
  markMoved(): Promise<void>
}

/**
 * Carries everything from one store to an empty one: accounts, sessions, secrets, and the workspaces with their epochs, revisions, marks and
 * answers, so that a device goes on where it was. Compared row by row before it counts.
 *
 *   copy ──▶ compare ──▶ mark the source as moved ──▶ commit the target
 *
 * Broken off before the mark, nothing has happened; after it, no server serves the old data any more, and the same move again goes through.
 *
 * @returns how many rows of each table
 */
export async function move(from: MoveSource, to: TablesTarget): Promise<Record<string, number>> {
  if (!await to.isEmpty()) throw new Error('There are accounts in the store that this was to be moved to. It has to be an empty one.')
  const counts: Record<string, number> = {}
  for (const table of allTables) {
    counts[table.name] = 0
    for await (const rows of from.rows(table)) {
      await to.insert(table, rows)
      counts[table.name]! += rows.length
    }
  }
  for (const table of allTables) {
    if (await contentOf(from, table) !== await contentOf(to, table)) throw new Error(`What arrived in ${table.name} is not what was sent. Nothing was moved.`)
  }
  await from.markMoved()
  await to.commit()
  return counts
}

async function contentOf(store: StoreTables, table: Table): Promise<string> {
  const hash = createHash('sha256')
  for await (const rows of store.rows(table)) for (const row of rows) hash.update(JSON.stringify(table.columns.map(({ name }) => withoutZero(row[name]!))))
  return hash.digest('hex')
}

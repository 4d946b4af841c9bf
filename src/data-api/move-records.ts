import type { DraftChange, Row, StorageInfo } from '../db-worker/contract.ts'
import { devices } from '../model/bookkeeping.ts'
import { productModel } from '../model/model.ts'
import type { Connection } from './connection.ts'
import { writeGroup } from './bulk.ts'

const pageRows = 500
const peoplesEntities = productModel.byPriority.filter((entity) => entity.authored === 'people' && entity !== devices)

/** What people made in a database, as its storage info counts it. */
export const countLocal = (info: StorageInfo): number => peoplesEntities.reduce((sum, entity) => sum + (info.counts[entity.name] ?? 0), 0)

/** All records that people made and that are not in the trash, as creates of the same ids. */
export async function readLocal(connection: Connection): Promise<DraftChange[]> {
  const creates: DraftChange[] = []
  for (const entity of peoplesEntities) {
    for (let offset = 0; ; offset += pageRows) {
      const { rows } = await connection.data((api) => api.list({ entity: entity.name, offset, limit: pageRows }))
      creates.push(...rows.map((row: Row): DraftChange => ({ entity: entity.name, recordId: row.id, op: 'create', patch: row.data })))
      if (rows.length < pageRows) break
    }
  }
  return creates
}

/** Writes them into the database that is open now; settles when they are all committed. */
export const writeMoved = (connection: Connection, makeId: () => string, creates: DraftChange[]): Promise<void> =>
  writeGroup(connection, makeId, 'Add what was on this device', creates).then(() => undefined)

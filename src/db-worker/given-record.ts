import { liftRecord } from '../merge/lift.ts'
import type { SyncRecord } from '../protocol/change.ts'
import type { Data } from '../shared/json.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import type { StoredRecord } from './records.ts'

/** A record as the server gave it, with the marks of the living epoch; in today's shape, also where an older server has it in another (K1). */
export const baseOf = ({ meta, tables }: Core, record: SyncRecord): StoredRecord => ({
  id: record.id,
  revision: record.revision,
  epoch: meta.get('epochNumber') ?? 0,
  gen: meta.get('generation') ?? 0,
  deletedAt: record.deletedAt,
  updatedAt: Date.parse(record.updatedAt) || 0,
  data: inShape(tables.get(record.entity), (record.data ?? {}) as Data),
})

const inShape = (table: EntityTable | undefined, data: Data): Data => (table === undefined ? data : liftRecord(table.entity, data))

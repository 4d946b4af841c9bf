import type { Data, Json } from '../../shared/json.ts'
import type { PulledRecord, PurgedRecord, RecordText, StoredRecord } from './port.ts'
import { decodeMeta } from './meta-codec.ts'

/** The columns of a pulled record, in the order `pulledRecord` reads them. */
export const pulledColumns = `records.entity, records.id, records.revision, records.created_revision, records.data, records.deleted_at,
  records.updated_at, records.updated_by`

export interface RecordRow {
  entity: string; id: string; revision: number; created_revision: number; data: string
  deleted_at: string | null; updated_at: string; updated_by: string; meta: string; removed: string
}

export const pulledRecord = (row: Omit<RecordRow, 'meta' | 'removed'>): PulledRecord => ({
  entity: row.entity,
  id: row.id,
  revision: row.revision,
  createdRevision: row.created_revision,
  data: JSON.parse(row.data) as Data | null,
  deletedAt: row.deleted_at,
  updatedAt: row.updated_at,
  updatedBy: row.updated_by,
})

/** The wire's record around the data as it lies there. */
export const recordText = (row: Omit<RecordRow, 'meta' | 'removed'>): RecordText => ({
  id: row.id,
  text: `{"entity":${JSON.stringify(row.entity)},"id":${JSON.stringify(row.id)},"revision":${row.revision},"data":${row.data},`
    + `"deletedAt":${JSON.stringify(row.deleted_at)},"updatedAt":${JSON.stringify(row.updated_at)},"updatedBy":${JSON.stringify(row.updated_by)}}`,
})

export function keptRecord(row: RecordRow): StoredRecord | PurgedRecord {
  const { data, ...record } = pulledRecord(row)
  return data === null ? { ...record, data } : {
    ...record,
    data,
    meta: decodeMeta(row.meta),
    removed: row.removed === '' ? {} : JSON.parse(row.removed) as Record<string, Json>,
  }
}

/** Of rows that a statement asked for with their data. */
export const storedRecords = (rows: readonly RecordRow[]): StoredRecord[] =>
  rows.map(keptRecord).filter((record): record is StoredRecord => record.data !== null)

import { useRecord } from '../../../../data-api/hooks.ts'
import type { AuditEntry, Rec } from '../../../../data-api/types.ts'
import { productModel } from '../../../../model/model.ts'
import { recordTitle } from '../../../sync-status/value-text.ts'
import { fieldOfWords } from './audit-words.ts'

/** What a record is called now, as far as this device has it, after the words for what it is; of what is kept about a field, which field of what. */
export function RecordName({ entry: { entity, recordId } }: { entry: AuditEntry }) {
  return entity !== null && recordId !== null && (isNamed(entity) || isAboutField(entity)) ? <Name entity={entity} id={recordId} /> : null
}

function Name({ entity, id }: { entity: string; id: string }) {
  const { data: record } = useRecord(entity, id)
  if (!record) return null
  return isAboutField(entity) ? <FieldOfRecord about={record} /> : <>: {recordTitle(entity, record, '')}</>
}

function FieldOfRecord({ about: { entity, recordId, field } }: { about: Rec }) {
  const { data: record } = useRecord(String(entity), String(recordId))
  return record ? <>: {fieldOfWords(String(entity), record, String(field))}</> : null
}

/** Whether records of an entity have a name that a person knows them by. */
export const isNamed = (entity: string | null): boolean => entity !== null && productModel.entities.get(entity)?.bookkeeping === undefined && productModel.entities.has(entity)

/** Whether an entity keeps something about one field of another's records, as a conflict does. */
export const isAboutField = (entity: string | null): boolean => {
  const fields = entity === null ? undefined : productModel.entities.get(entity)?.fields
  return fields !== undefined && ['entity', 'recordId', 'field'].every((name) => name in fields)
}

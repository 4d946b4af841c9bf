import { useRecord } from '../../../../data-api/hooks.ts'
import { productModel } from '../../../../model/model.ts'
import { recordTitle } from '../../../sync-status/value-text.ts'

/** What a record is called now, as far as this device has it, after the words for what it is. */
export function RecordName({ entity, id }: { entity: string; id: string }) {
  const { data: record } = useRecord(entity, id)
  return record ? <>: {recordTitle(entity, record, '')}</> : null
}

/** Whether records of an entity have a name that a person knows them by. */
export const isNamed = (entity: string | null): boolean => entity !== null && productModel.entities.get(entity)?.bookkeeping === undefined && productModel.entities.has(entity)

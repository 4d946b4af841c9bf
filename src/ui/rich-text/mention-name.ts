import { useRecord } from '../../data-api/hooks.ts'
import { productModel } from '../../model/model.ts'
import { recordTitle } from '../sync-status/value-text.ts'

/** What a record that a text names is called now; as it was called then, where it is not here or in the trash. */
export function useMentionName(entity: string, id: string, label: string): { name: string; gone: boolean } {
  const isKnown = productModel.entities.has(entity)
  const { data: record } = useRecord(entity, isKnown ? id : null)
  if (!record || record.deletedAt !== null) return { name: label, gone: record !== undefined }
  return { name: recordTitle(entity, record, label), gone: false }
}

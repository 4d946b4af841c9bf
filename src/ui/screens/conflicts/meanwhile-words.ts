import { productModel } from '../../../model/model.ts'
import { isAdvisory, policyInForce, type Settings } from '../../../model/policies.ts'

/** How the field merges now, where that is not what a conflict lets one expect: what was there first stands until somebody decides. */
export function meanwhileWords(entityName: string, field: string, settings: Settings): string | null {
  const entity = productModel.entities.get(entityName)
  if (entity === undefined) return null
  if (isAdvisory(entity, settings)) return 'In advisory mode nothing waits: what arrived last stands until you decide.'
  return policyInForce(entity, field, settings) === 'manual' ? null : 'By now this field merges by itself; this one is from before.'
}

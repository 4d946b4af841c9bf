import type { Entity } from '../../../model/entity.ts'
import { isAdvisory, policyInForce, type PolicyChoice, type Settings } from '../../../model/policies.ts'

/** What a choice of policy is called. */
export const policyName: Record<PolicyChoice, string> = {
  newest: 'Newest',
  server: 'First to arrive',
  manual: 'A person decides',
  role: 'Higher role',
}

/** What happens when two people change the field at the same time, as it is set now. */
export function mergeSentence(entity: Entity, field: string, settings: Settings): string {
  const policy = policyInForce(entity, field, settings)
  if (policy === 'union') return 'Both are kept: lists merge entry by entry, always.'
  if (policy === 'text') return 'Both are kept: the text merges word by word, always.'
  if (isAdvisory(entity, settings)) return 'What arrives last stands until someone decides.'
  return policySentence[policy]
}

/** The same for a choice, whatever else holds. */
export const policySentence: Record<PolicyChoice, string> = {
  newest: 'What was written last stands.',
  server: 'What arrived first stands.',
  manual: 'What arrived first stands until someone decides.',
  role: 'What the higher role wrote stands; between equals, the last.',
}

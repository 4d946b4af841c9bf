import type { Entity } from '../model/entity.ts'
import { isAdvisory, policyInForce, type Settings } from '../model/policies.ts'

/** M7: an entity as its records merge at this moment: its fields with the policies in force, and whether it is in advisory mode. */
export interface InForce { entity: Entity; advisory: boolean }

/** Answers the entity as it is declared where nothing is set otherwise. Kept as long as the settings, which must not be altered. */
export function inForce(entity: Entity, settings: Settings): InForce {
  const known = kept.get(settings) ?? new Map<Entity, InForce>()
  kept.set(settings, known)
  const found = known.get(entity) ?? { entity: withPolicies(entity, settings), advisory: isAdvisory(entity, settings) }
  known.set(entity, found)
  return found
}

const kept = new WeakMap<Settings, Map<Entity, InForce>>()

function withPolicies(entity: Entity, settings: Settings): Entity {
  const changed = Object.entries(entity.fields).flatMap(([name, field]) => {
    const policy = policyInForce(entity, name, settings)
    return policy === field.policy ? [] : [[name, { ...field, policy }] as const]
  })
  return changed.length === 0 ? entity : { ...entity, fields: { ...entity.fields, ...Object.fromEntries(changed) } }
}

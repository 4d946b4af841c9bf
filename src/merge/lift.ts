import type { Entity } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'

/** What of a change its shape decides. */
export interface Shaped { op: string; patch: Record<string, Json>; schemaVersion: number }

/**
 * K1: the patch of a change that was journaled in an older shape, in this one; the change itself, its id and hash stay as they are. What the
 * lifting makes of nothing (a new field's default) is no word of its author's, except where the whole record is.
 */
export function liftPatch(entity: Entity, { op, patch, schemaVersion }: Shaped): Record<string, Json> {
  const steps = entity.upcasts?.slice(schemaVersion - 1, entity.schemaVersion - 1) ?? []
  if (steps.length === 0) return patch
  const lift = (data: Data): Data => steps.reduce((older, step) => step(older), data)
  const lifted = lift(patch)
  if (op === 'create') return lifted
  const ofNothing = lift({})
  return Object.fromEntries(Object.entries(lifted).filter(([name, value]) => Object.hasOwn(patch, name) || !(Object.hasOwn(ofNothing, name) && sameJson(ofNothing[name], value))))
}

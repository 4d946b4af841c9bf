import type { Entity } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'

/** What of a change has the shape of its `schemaVersion`. */
interface Shaped { op: 'create' | 'update' | 'delete' | 'restore'; patch: Record<string, Json>; before?: Record<string, Json> | undefined; schemaVersion: number }

/**
 * K1: a change of an older shape as it would have been made today, for laying over, merging and comparing. Its id and hash are those of the
 * change as it was journaled, which is also what travels.
 */
export function liftChange<C extends Shaped>(entity: Entity, change: C): C {
  const steps = entity.upcasts?.slice(change.schemaVersion - 1, entity.schemaVersion - 1) ?? []
  if (steps.length === 0) return change
  const lift = (data: Data): Data => steps.reduce((older, step) => step(older), data)
  const whole = change.op === 'create' || entity.mergeUnit === 'record'
  return {
    ...change,
    patch: whole ? lift(change.patch) : liftSome(lift, change.patch),
    ...(change.before === undefined ? {} : { before: liftSome(lift, change.before) }),
  }
}

/** Data in whatever older shape, or partly so, as it would have been written today. */
export const liftRecord = (entity: Entity, data: Data): Data => (entity.upcasts ?? []).reduce((older, step) => step(older), data)

/**
 * Some fields of a record. What a step gives to a record that has nothing, a default say, was not written by the person: laid over a record
 * it would overwrite what stands there.
 */
function liftSome(lift: (data: Data) => Data, fields: Data): Data {
  const givenToAll = lift({})
  return Object.fromEntries(Object.entries(lift(fields)).filter(([name, value]) => name in fields || !(name in givenToAll) || !sameJson(value, givenToAll[name])))
}

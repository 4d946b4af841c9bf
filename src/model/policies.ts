import type { Json } from '../shared/json.ts'
import type { Entity, Policy } from './entity.ts'

/** What a workspace's owner set, by key (settings.ts); a key that is not there was never set. */
export type Settings = ReadonlyMap<string, Json>

export const policyKey = (entity: string, field: string): string => `policy:${entity}.${field}`
export const advisoryKey = (entity: string): string => `advisory:${entity}`

/** All keys that have a say in how records of the entity merge. */
export const mergeKeys = (entity: Entity): string[] =>
  isPeoples(entity) ? [advisoryKey(entity.name), ...Object.keys(entity.fields).map((field) => policyKey(entity.name, field))] : []

/** Those that can stand for one another: a list or a document that merges cannot be made one value, nor the other way round. */
const exchangeable = ['newest', 'server', 'manual', 'role'] as const satisfies readonly Policy[]
export type PolicyChoice = (typeof exchangeable)[number]

/** M7: the policies that the owner may choose between for a field; none where it is fixed. */
export function policyChoices(entity: Entity, name: string): readonly PolicyChoice[] {
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
  if (field === undefined || field.serverOnly === true || !isPeoples(entity)) return []
  return exchangeable.some((policy) => policy === field.policy) ? exchangeable : []
}

/** M7: the policy by which a field merges: what the owner set, where that makes sense, else what the entity declares. */
export function policyInForce(entity: Entity, name: string, settings: Settings): Policy {
  const declared = (Object.hasOwn(entity.fields, name) ? entity.fields[name]?.policy : undefined) ?? 'newest'
  const set = settings.get(policyKey(entity.name, name))
  return policyChoices(entity, name).find((policy) => policy === set) ?? declared
}

/** M7: whether edits that meet are recorded as conflicts and what arrives stands. */
export const isAdvisory = (entity: Entity, settings: Settings): boolean => isPeoples(entity) && settings.get(advisoryKey(entity.name)) === true

/** Merged field by field, and no record about records: those are the engine's own. */
export const isPeoples = (entity: Entity): boolean => entity.authored === 'people' && entity.bookkeeping !== true && entity.mergeUnit !== 'record'

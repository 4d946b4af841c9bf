import type { Json } from '../shared/json.ts'

/* What a list is asked for by, and what follows from that. Outside of this room it comes by contract.ts. */

export type FilterOp = 'eq' | 'ne' | 'in' | 'contains' | 'startsWith' | 'gt' | 'gte' | 'lt' | 'lte' | 'empty' | 'notEmpty'
/** Of `id` only: the records that a reference field of another entity's records names, of those that pass `where`: the members of a list. */
export interface Through { entity: string; field: string; where?: Where }
export type Condition = Json | { [op in FilterOp]?: Json } | { through: Through }
/** `{city: 'Bonn'}`, `{and: [...]}`, `{or: [...]}`, `{birthday: {gte: '1990-01-01'}}`; names are columns or fields. Text compares folded. */
export type Where = { and: Where[] } | { or: Where[] } | { [column: string]: Condition }

export const isThrough = (condition: unknown): condition is { through: Through } => typeof condition === 'object' && condition !== null && 'through' in condition && typeof condition.through === 'object' && condition.through !== null

/** The entities besides its own whose records a filter looks at. */
export function lookedThrough(where: Where | undefined): string[] {
  if (typeof where !== 'object' || where === null) return []
  return Object.entries(where).flatMap(([name, condition]: [string, unknown]): string[] => {
    if (name === 'and' || name === 'or') return Array.isArray(condition) ? condition.flatMap((part: Where) => lookedThrough(part)) : []
    return isThrough(condition) ? [condition.through.entity, ...lookedThrough(condition.through.where)] : []
  })
}

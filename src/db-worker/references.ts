import { liftChange } from '../merge/lift.ts'
import type { Change } from '../protocol/change.ts'
import type { Core } from './core.ts'

/** Ids of the records that a change's patch refers to. */
export function referencesOf({ tables }: Core, change: Change): string[] {
  const entity = tables.get(change.entity)?.entity
  if (entity === undefined) return []
  const { fields } = entity
  return Object.entries(liftChange(entity, change).patch).flatMap(([name, value]) => (fields[name]?.kind === 'reference' && typeof value === 'string' ? [value] : []))
}

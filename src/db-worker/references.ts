import type { Change } from '../protocol/change.ts'
import type { Core } from './core.ts'

/** Ids of the records that a change's patch refers to. */
export function referencesOf({ tables }: Core, change: Change): string[] {
  const fields = tables.get(change.entity)?.entity.fields
  if (fields === undefined) return []
  return Object.entries(change.patch).flatMap(([name, value]) => (fields[name]?.kind === 'reference' && typeof value === 'string' ? [value] : []))
}

import { liftChange } from '../merge/lift.ts'
import type { Change } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'

/** Ids of the records that a change's patch refers to. */
export function referencesOf({ tables }: Core, change: Change): string[] {
  const entity = tables.get(change.entity)?.entity
  if (entity === undefined) return []
  const { fields } = entity
  return Object.entries(liftChange(entity, change).patch).flatMap(([name, value]) => (fields[name]?.kind === 'reference' && typeof value === 'string' ? [value] : []))
}

/**
 * M5: what a person writes refers to records that there are. One that may merely not have come down yet is taken, and the server decides
 * (P2): while a snapshot is on its way, nobody can tell here.
 * @param made ids that the same mutation makes
 * @throws SatchelError `reference_gone`, naming the field
 */
export function checkReferences(core: Core, { entity }: EntityTable, { patch, before }: { patch: Record<string, Json>; before: Record<string, Json> }, made: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(patch)) {
    const field = entity.fields[name], other = field?.reference === undefined ? undefined : core.tables.get(field.reference.entity)
    if (field === undefined || other === undefined || typeof value !== 'string' || value === before[name] || made.has(value)) continue
    const there = core.records.read(other, value), one = other.entity.label.one
    if (there === null && !isComplete(core)) continue
    if (there === null) throw new SatchelError('reference_gone', `${field.label}: there is no such ${one} on this device.`, { field: name })
    if (there.deletedAt !== null) throw new SatchelError('reference_gone', `${field.label}: this ${one} is in the trash. Restore it first.`, { field: name })
  }
}

/** Whether all of the workspace has come down once: without an account there is nothing to come. */
const isComplete = ({ meta }: Core): boolean => meta.get('workspaceId') === null || (meta.get('cursor') !== null && meta.get('snapshot') === null)

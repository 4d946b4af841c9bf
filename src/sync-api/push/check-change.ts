import { history, notices } from '../../model/bookkeeping.ts'
import type { Entity } from '../../model/entity.ts'
import type { Change } from '../../protocol/change.ts'
import { wireLimits } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import type { PushContext } from './sender.ts'
import { refused, type Verdict } from './verdict.ts'
import type { WorkingSet } from './working-set.ts'

/** Whether a change may be looked at at all: its entity, its author's role, the fields it names. Null: it may. */
export function checkChange(context: PushContext, entity: Entity | undefined, change: Change, record: StoredRecord | null): Verdict | null {
  if (entity === undefined) return refused('unknown_entity', `This server knows no "${change.entity}".`)
  if (context.sender.role === 'viewer') return refused('forbidden', 'You may look at this workspace, not change it.')
  if (JSON.stringify(change.patch).length > wireLimits.batchBytes) return refused('too_large', 'This change is larger than 1 MiB.')

  const byServer = entity.authored === 'server'
  if (byServer && (entity.name === history.name || change.op !== 'update')) {
    return refused('forbidden', `The server alone writes ${entity.label.many}.`)
  }
  if (entity.name === notices.name && record !== null && record.data['forUserId'] !== context.sender.userId) {
    return refused('forbidden', 'This notice is for somebody else.')
  }
  for (const name of Object.keys(change.patch)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
    if (field === undefined) return refused('invalid', `There is no field "${name}" of ${entity.label.many}.`, name)
    if (field.serverOnly === true) return refused('forbidden', `The server alone writes "${field.label}".`, name)
  }
  return null
}

/**
 * What a change refers to and is neither known nor made by its own mutation: the id to wait for (P2). A record that was deleted is
 * known; so is one that an earlier mutation of the batch made.
 */
export async function missingReference(set: WorkingSet, entity: Entity, change: Change, madeHere: ReadonlySet<string>): Promise<string | null> {
  for (const { entity: target, id } of referencesOf(entity, change.patch)) {
    if (madeHere.has(`${target}/${id}`)) continue
    if (await set.record(target, id) === null) return id
  }
  return null
}

/** The records that a patch names in reference fields. */
export function referencesOf(entity: Entity, patch: Record<string, Json>): { entity: string; id: string; field: string }[] {
  const found: { entity: string; id: string; field: string }[] = []
  for (const [field, value] of Object.entries(patch)) {
    const reference = entity.fields[field]?.reference
    if (reference !== undefined && typeof value === 'string' && value !== '') found.push({ entity: reference.entity, id: value, field })
  }
  return found
}

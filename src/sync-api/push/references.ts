import type { Entity } from '../../model/entity.ts'
import { isoOf } from '../../merge/clock.ts'
import { mergeChange } from '../../merge/merge-change.ts'
import type { IncomingChange } from '../../merge/types.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import { referencesOf } from './check-change.ts'
import { derivedId } from './derived-id.ts'
import { writeHistory } from './history.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeMerged } from './write-record.ts'

/** The change that sets the rules off, with its mutation. */
export interface Cause { incoming: IncomingChange; mutationId: string; groupId: string | undefined }

/**
 * M4: what a delete does to the records that refer to the deleted one: `cascade` deletes them too, `detach` takes the reference out.
 * @returns the entity that forbids the delete (`restrict`), in words; null: done
 */
export async function runReferenceRules(context: PushContext, set: WorkingSet, deleted: StoredRecord, cause: Cause): Promise<string | null> {
  for (const link of await set.linksTo(deleted.id)) {
    const entity = context.model.entities.get(link.entity)
    const reference = entity?.fields[link.field]?.reference
    if (entity === undefined || reference?.entity !== deleted.entity) continue
    const record = await set.record(link.entity, link.id)
    if (record === null || record.deletedAt !== null) continue

    if (reference.onDelete === 'restrict') return entity.label.many
    if (reference.onDelete === 'detach') {
      write(context, set, entity, record, 'update', { [link.field]: null }, cause)
      set.derive({ changeId: cause.incoming.id, entity: link.entity, id: link.id, field: link.field, value: deleted.id })
      continue
    }
    const gone = write(context, set, entity, record, 'delete', {}, cause)
    set.derive({ changeId: cause.incoming.id, entity: link.entity, id: link.id, field: null, value: null })
    const held = await runReferenceRules(context, set, gone, cause)
    if (held !== null) return held
  }
  return null
}

/**
 * M4: bringing a record back reverts exactly what its deletion did to those that refer to it, and theirs to others, where unchanged since.
 * What the same delete did elsewhere stays: a note that is edited comes back without its contact and the contact's other notes.
 */
export async function revertReferenceRules(context: PushContext, set: WorkingSet, back: Pick<StoredRecord, 'entity' | 'id'>, deleteChangeId: string, cause: Cause): Promise<void> {
  for (const { entity: name, id, field, value } of await set.derivedBy(deleteChangeId)) {
    const entity = context.model.entities.get(name)
    const record = entity === undefined ? null : await set.record(name, id)
    if (entity === undefined || record === null) continue

    if (field === null) {
      const went = referencesOf(entity, record.data).some((reference) => reference.entity === back.entity && reference.id === back.id)
      const untouched = record.deletedAt !== null && record.meta['deletedAt']?.changeId === deleteChangeId
      if (!went || !untouched) continue
      write(context, set, entity, record, 'restore', {}, cause)
      await revertReferenceRules(context, set, record, deleteChangeId, cause)
    } else {
      const went = value === back.id && entity.fields[field]?.reference?.entity === back.entity
      const untouched = (record.data[field] ?? null) === null && record.meta[field]?.changeId === deleteChangeId
      if (went && untouched && record.deletedAt === null) write(context, set, entity, record, 'update', { [field]: value }, cause)
    }
  }
}

/** Writes a consequence as if the cause's author had done it with full knowledge: nothing there is concurrent to it. */
function write(context: PushContext, set: WorkingSet, entity: Entity, record: StoredRecord, op: IncomingChange['op'], patch: Record<string, Json>, cause: Cause): StoredRecord {
  const revision = set.nextRevision()
  const incoming: IncomingChange = { ...cause.incoming, op, patch, baseRevision: revision - 1, revision }
  const outcome = mergeChange(entity, record, incoming)
  const at = isoOf(incoming.at)
  const written = writeMerged(set, entity, record.id, record, outcome.record, { at, userId: context.sender.userId })
  const entryId = derivedId('derived', incoming.id, entity.name, record.id, op, ...Object.keys(patch))
  writeHistory(set, entity, record.id, entryId, { op, mutationId: cause.mutationId, groupId: cause.groupId, at }, outcome, false, context.sender)
  return written
}

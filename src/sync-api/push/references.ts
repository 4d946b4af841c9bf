import type { Entity } from '../../model/entity.ts'
import { isoOf } from '../../merge/clock.ts'
import { mergeChange } from '../../merge/merge-change.ts'
import type { FieldMeta, IncomingChange } from '../../merge/types.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import { referencesOf } from './check-change.ts'
import { derivedId } from './derived-id.ts'
import { writeHistory } from './history.ts'
import type { KnownAlong } from './known-along.ts'
import { writeNotices } from './notices.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeMerged } from './write-record.ts'

type RuleContext = Pick<PushContext, 'model' | 'sender'>
type TellingContext = Pick<PushContext, 'model' | 'sender' | 'nameOf'>

/** The change that sets the rules off, with its mutation. */
export interface Cause { incoming: IncomingChange; mutationId: string; groupId: string | undefined }

/**
 * M4: what a delete does to the records that refer to the deleted one: `cascade` deletes them too, `detach` takes the reference out. Who worked on
 * one of them unknown to whoever deletes keeps it, with what goes along with it, as an edit that comes after the delete brings it back; so does who
 * worked on what hangs on it (decision 0043). Whoever deletes is told.
 * @returns the entity that forbids the delete (`restrict`), in words; null: done
 */
export async function runReferenceRules(context: PushContext, set: WorkingSet, deleted: StoredRecord, known: KnownAlong, cause: Cause): Promise<string | null> {
  for (const link of await set.linksTo(deleted.id)) {
    const entity = context.model.entities.get(link.entity)
    const reference = entity?.fields[link.field]?.reference
    if (entity === undefined || reference?.entity !== deleted.entity) continue
    const record = await set.record(link.entity, link.id)
    if (record === null || record.deletedAt !== null) continue

    if (reference.onDelete === 'restrict') return entity.label.many
    if (reference.onDelete === 'detach') {
      takeOut(context, set, entity, record, link.field, deleted.id, cause)
      continue
    }
    const work = known.editOf(record) ?? await known.referenceTo(record)
    if (work !== null) {
      const at = isoOf(cause.incoming.at)
      await writeNotices(context, set, entity, record.id, cause.incoming.id, at, { superseded: [{ field: 'deletedAt', lost: at, stands: null, by: work }], overruled: [] })
      continue
    }
    const gone = write(context, set, entity, record, 'delete', {}, cause)
    set.derive({ changeId: cause.incoming.id, entity: link.entity, id: link.id, field: null, value: null })
    const held = await runReferenceRules(context, set, gone, known, cause)
    if (held !== null) return held
  }
  return null
}

/** M4: the living record that forbids this one's deletion (`restrict`), by who wrote the reference; null: none does. */
export async function heldBy({ model }: Pick<RuleContext, 'model'>, set: WorkingSet, { entity: name, id }: Pick<StoredRecord, 'entity' | 'id'>): Promise<{ by: FieldMeta | null } | null> {
  for (const link of await set.linksTo(id)) {
    const reference = model.entities.get(link.entity)?.fields[link.field]?.reference
    if (reference?.entity !== name || reference.onDelete !== 'restrict') continue
    const record = await set.record(link.entity, link.id)
    if (record !== null && record.deletedAt === null) return { by: record.meta[link.field] ?? null }
  }
  return null
}

/** M4, R8: the same for a deletion that is given back: what was laid to the record in the living epoch meanwhile refers to it no more (`detach`). */
export async function detachFrom(context: RuleContext, set: WorkingSet, deleted: StoredRecord, cause: Cause): Promise<void> {
  for (const link of await set.linksTo(deleted.id)) {
    const entity = context.model.entities.get(link.entity)
    const reference = entity?.fields[link.field]?.reference
    if (entity === undefined || reference?.entity !== deleted.entity || reference.onDelete !== 'detach') continue
    const record = await set.record(link.entity, link.id)
    if (record !== null && record.deletedAt === null) takeOut(context, set, entity, record, link.field, deleted.id, cause)
  }
}

function takeOut(context: RuleContext, set: WorkingSet, entity: Entity, record: StoredRecord, field: string, value: string, cause: Cause): void {
  write(context, set, entity, record, 'update', { [field]: null }, cause)
  set.derive({ changeId: cause.incoming.id, entity: entity.name, id: record.id, field, value })
}

/**
 * M4, R8: notes what a deletion took along that came back by itself, since each record is given back alone: they went at one moment. Whichever of the
 * two comes first.
 */
export async function noteWentAlong({ model }: RuleContext, set: WorkingSet, entity: Entity, deleted: StoredRecord): Promise<void> {
  const deletion = deleted.meta['deletedAt']
  if (deletion === undefined) return
  const deletionOf = (other: StoredRecord | null): FieldMeta | null =>
    (other?.deletedAt === deleted.deletedAt && other?.meta['deletedAt']?.replicaId === deletion.replicaId ? other?.meta['deletedAt'] ?? null : null)
  for (const { entity: name, id, field } of referencesOf(entity, deleted.data)) {
    const by = entity.fields[field]!.reference!.onDelete === 'cascade' ? deletionOf(await set.record(name, id)) : null
    if (by !== null) set.derive({ changeId: by.changeId, entity: entity.name, id: deleted.id, field: null, value: { by: deletion.changeId } })
  }
  for (const link of await set.linksTo(deleted.id)) {
    const reference = model.entities.get(link.entity)?.fields[link.field]?.reference
    const by = reference?.entity === deleted.entity && reference.onDelete === 'cascade' ? deletionOf(await set.record(link.entity, link.id)) : null
    if (by !== null) set.derive({ changeId: deletion.changeId, entity: link.entity, id: link.id, field: null, value: { by: by.changeId } })
  }
}

/** The change that a record was deleted by, where that is not the one which it went along with. */
const ownDeletion = (value: Json): string | null =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['by'] === 'string' ? value['by'] : null)

/**
 * M4: bringing a record back reverts exactly what its deletion did to those that refer to it, and theirs to others, where unchanged since.
 * What the same delete did elsewhere stays: a note that is edited comes back without its contact and the contact's other notes.
 */
export async function revertReferenceRules(context: TellingContext, set: WorkingSet, back: Pick<StoredRecord, 'entity' | 'id'>, deleteChangeId: string, cause: Cause): Promise<void> {
  for (const { entity: name, id, field, value } of await set.derivedBy(deleteChangeId)) {
    const entity = context.model.entities.get(name)
    const record = entity === undefined ? null : await set.record(name, id)
    if (entity === undefined || record === null) continue

    if (field === null) {
      const went = referencesOf(entity, record.data).some((reference) => reference.entity === back.entity && reference.id === back.id)
      const wentBy = ownDeletion(value) ?? deleteChangeId, untouched = record.deletedAt !== null && record.meta['deletedAt']?.changeId === wentBy
      if (!went || !untouched) continue
      const came = write(context, set, entity, record, 'restore', {}, cause)
      await revertReferenceRules(context, set, record, wentBy, cause)
      // What it refers to may have gone while it was in the trash, where no delete took the reference out of it.
      await followReferences(context, set, entity, came, { wrote: [], cameBack: true }, cause)
    } else {
      const went = value === back.id && entity.fields[field]?.reference?.entity === back.entity
      const untouched = (record.data[field] ?? null) === null && record.meta[field]?.changeId === deleteChangeId
      if (went && untouched && record.deletedAt === null) write(context, set, entity, record, 'update', { [field]: value }, cause)
    }
  }
}

/**
 * M4, where a reference comes after the delete of what it names: who wrote it did not know of that. With `cascade` and `restrict` it is
 * work on what it names and beats the delete as an edit of it would: the record comes back, and whoever deleted it is told. With `detach`
 * the reference is taken out, as the delete would have done, and put back when the record comes back.
 *
 * @param wrote the fields that the change altered
 * @param cameBack whether it took the record itself out of the trash; what it only hangs on (`cascade`) then stays where it is
 * @param knew whether who wrote the reference knew of a deletion: what they knew to be in the trash stays there
 * @returns the record as it stands after that
 */
export async function followReferences(
  context: TellingContext, set: WorkingSet, entity: Entity, record: StoredRecord,
  { wrote, cameBack, knew = () => false }: { wrote: readonly string[]; cameBack: boolean; knew?: (deletion: FieldMeta) => boolean }, cause: Cause,
): Promise<StoredRecord> {
  let standing = record
  for (const { entity: name, id, field } of referencesOf(entity, record.data)) {
    const rule = entity.fields[field]!.reference!.onDelete
    if (!wrote.includes(field) && (!cameBack || rule === 'cascade')) continue
    const target = await set.record(name, id), targetEntity = context.model.entities.get(name)
    const deletion = target?.meta['deletedAt']
    if (target === null || target.deletedAt === null || targetEntity === undefined || deletion === undefined) continue
    if (rule === 'detach') {
      standing = write(context, set, entity, standing, 'update', { [field]: null }, { ...cause, incoming: { ...cause.incoming, id: deletion.changeId } }, cause.incoming.id)
      set.derive({ changeId: deletion.changeId, entity: entity.name, id: record.id, field, value: id })
    } else if (!knew(deletion)) {
      await bringBack(context, set, targetEntity, target, deletion, cause)
    }
  }
  return standing
}

/** Restores a record that somebody deleted who did not know what needs it, with what went along, and tells them. */
async function bringBack(context: TellingContext, set: WorkingSet, entity: Entity, record: StoredRecord, deletion: FieldMeta, cause: Cause): Promise<void> {
  const revision = set.nextRevision()
  const incoming: IncomingChange = { ...cause.incoming, op: 'restore', patch: {}, baseRevision: deletion.revision - 1, revision }
  const outcome = mergeChange(entity, record, incoming)
  // Its own author's later word.
  if (outcome.record.deletedAt !== null) return
  const at = isoOf(incoming.at)
  const back = writeMerged(set, entity, record.id, record, outcome.record, { at, userId: context.sender.userId })
  writeHistory(set, entity, record.id, derivedId('derived', incoming.id, entity.name, record.id, 'restore'), { op: 'restore', mutationId: cause.mutationId, groupId: cause.groupId, at }, outcome, false, context.sender)
  await revertReferenceRules(context, set, back, deletion.changeId, cause)
  await writeNotices(context, set, entity, record.id, incoming.id, at, outcome)
  await followReferences(context, set, entity, back, { wrote: [], cameBack: true }, cause)
}

/** Writes a consequence as if the cause's author had done it with full knowledge: nothing there is concurrent to it. */
function write(context: RuleContext, set: WorkingSet, entity: Entity, record: StoredRecord, op: IncomingChange['op'], patch: Record<string, Json>, cause: Cause, ...reasons: string[]): StoredRecord {
  const revision = set.nextRevision()
  const incoming: IncomingChange = { ...cause.incoming, op, patch, baseRevision: revision - 1, revision }
  const outcome = mergeChange(entity, record, incoming)
  const at = isoOf(incoming.at)
  const written = writeMerged(set, entity, record.id, record, outcome.record, { at, userId: context.sender.userId })
  const entryId = derivedId('derived', incoming.id, entity.name, record.id, op, ...Object.keys(patch), ...reasons)
  writeHistory(set, entity, record.id, entryId, { op, mutationId: cause.mutationId, groupId: cause.groupId, at }, outcome, false, context.sender)
  return written
}

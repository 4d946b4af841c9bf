import { asKnown } from '../../merge/as-known.ts'
import { isAnothers, isOwnLater, unknownEdit, writersOf } from '../../merge/field-meta.ts'
import type { FieldMeta, IncomingChange } from '../../merge/types.ts'
import type { Change } from '../../protocol/change.ts'
import type { Model } from '../../model/model.ts'
import type { StoredRecord } from '../store/port.ts'
import { giverOf } from './derived-id.ts'
import type { PushContext } from './sender.ts'
import { isSingleReplica } from './single-replicas.ts'
import type { WorkingSet } from './working-set.ts'

/** M4: what the author of a delete knew of the records that it takes along. */
export interface KnownAlong {
  /** An edit of the record, or a restore, that they did not know of. */
  editOf(record: StoredRecord): FieldMeta | null
  /** Work on the deleted record that they did not know of: another that was made for it, or laid to it, and cannot be without it. */
  referenceTo(deleted: Pick<StoredRecord, 'entity' | 'id'>): Promise<FieldMeta | null>
}

export async function knownAlong(context: PushContext, set: WorkingSet, change: Change, incoming: IncomingChange): Promise<KnownAlong> {
  const baseOf = await basesOf(context, change)
  const seen = (record: StoredRecord): { base: number; meta: StoredRecord['meta'] } => {
    const { base, isGivenBack } = baseOf(record.id)
    return { base, meta: asKnown(record, isGivenBack, base).record.meta }
  }
  return {
    editOf(record) {
      const { base, meta } = seen(record)
      return unknownEdit(meta, incoming, base)
    },
    async referenceTo(deleted) {
      for (const link of await set.linksTo(deleted.id)) {
        if (!isCascade(context.model, link, deleted.entity)) continue
        const record = await set.record(link.entity, link.id)
        if (record === null || record.deletedAt !== null) continue
        const { base, meta } = seen(record)
        const by = writersOf(meta, record.data[link.field], link.field).find((writer) => isAnothers(writer, incoming, base) || isOwnLater(writer, incoming))
        if (by !== undefined) return by
      }
      return null
    },
  }
}

const isCascade = (model: Model, link: { entity: string; field: string }, target: string): boolean => {
  const reference = model.entities.get(link.entity)?.fields[link.field]?.reference
  return reference?.entity === target && reference.onDelete === 'cascade'
}

/**
 * M1 for each record that goes along. A device that does not say what it knew (older ones) knew at most what it was given before it pushed; who
 * asks over REST asks for what stands.
 */
async function basesOf(context: PushContext, change: Change): Promise<(id: string) => { base: number; isGivenBack: (mark: FieldMeta) => boolean }> {
  const { along } = change, named = along !== undefined
  if (isSingleReplica(context.sender.replicaId)) return () => ({ base: context.startRevision, isGivenBack: () => true })
  const epoch = (named ? change.baseEpoch : undefined) ?? context.seenEpoch ?? context.epoch, lives = epoch === context.epoch
  const common = lives ? Infinity : await context.lastCommonRevision(epoch) ?? 0
  const giver = giverOf(epoch)
  return (id) => {
    const said = named ? along[id] ?? along['*'] ?? 0 : context.seenRevision ?? context.startRevision
    return { base: Math.min(said, context.startRevision, common), isGivenBack: (mark) => !lives && mark.replicaId === giver && mark.seq <= said }
  }
}

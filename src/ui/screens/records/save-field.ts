import type { Json, Satchel } from '../../../data-api/types.ts'
import type { Kind } from './kind.ts'

/** Writes fields of one record, with what belongs to that, as one act. @throws SatchelError where it may not be written */
export async function saveFields({ entity, along }: Pick<Kind, 'entity' | 'along'>, satchel: Satchel, id: string, patch: Record<string, Json>, options: { baseRevision: number; label: string }): Promise<void> {
  if (along === undefined) {
    await satchel.entity(entity.name).update(id, patch, options)
    return
  }
  await satchel.bulk(async (writer) => {
    writer.update(entity.name, id, patch, { baseRevision: options.baseRevision })
    await along(satchel, writer, [id], patch)
  }, { label: options.label })
}

import type { Entity } from '../../model/entity.ts'
import { isNewName, unknownEntity } from '../../model/unknown-entity.ts'
import type { PushContext } from './sender.ts'

/** More would make everybody's cursors long; no release brings as many. */
const mostUnknown = 64

/** R4: what only newer devices know, where this one is of such a kind. */
export async function unknownFrom(context: Pick<PushContext, 'model' | 'keepsUnknown' | 'entityNames'>, name: string): Promise<Entity | undefined> {
  if (!context.keepsUnknown || !isNewName(name)) return undefined
  const names = (await context.entityNames()).filter((other) => !context.model.entities.has(other))
  return names.includes(name) || names.length < mostUnknown ? unknownEntity(name) : undefined
}

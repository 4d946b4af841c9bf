import type { Model } from '../../model/model.ts'
import type { WorkspaceReader } from '../store/port.ts'

/**
 * The entities that a call is about, those of the model by priority first. R4: of the model, and those that newer devices keep here before
 * this server knows them. A name that is neither is passed over: a newer device asks for what an older server has not got.
 * @param asked null: all of them
 */
export async function entitiesOf(model: Model, reader: WorkspaceReader, asked: readonly string[] | null): Promise<string[]> {
  const known = model.byPriority.map(({ name }) => name)
  const all = [...known, ...(await reader.entityNames()).filter((name) => !model.entities.has(name))]
  return asked === null ? all : all.filter((name) => asked.includes(name))
}

import { companies } from './companies.ts'
import { contacts } from './contacts.ts'
import { customFields } from './custom-fields.ts'
import { conflicts, devices, history, notices } from './bookkeeping.ts'
import { distinctions } from './distinctions.ts'
import type { Entity } from './entity.ts'
import { priorityRank } from './entity.ts'
import { imports } from './imports.ts'
import { listMembers, lists } from './lists.ts'
import { notes } from './notes.ts'
import { projects } from './projects.ts'
import { settings } from './settings.ts'
import { tasks } from './tasks.ts'
import { templates } from './templates.ts'
import { views } from './views.ts'

/** All entities of a workspace, by name. The engine knows nothing but this. */
export interface Model {
  entities: ReadonlyMap<string, Entity>
  /** In the order in which they come down on an empty device. */
  byPriority: readonly Entity[]
  /** Says which of two models is newer; a push carries it. Every change of shape and every new entity makes it higher: the sum of its entities' versions. */
  schemaVersion: number
}

export function createModel(entities: readonly Entity[]): Model {
  const byName = new Map<string, Entity>()
  for (const entity of entities) {
    if (byName.has(entity.name)) throw new Error(`Two entities are named "${entity.name}"`)
    byName.set(entity.name, entity)
  }
  return {
    entities: byName,
    byPriority: [...entities].sort((a, b) => priorityRank[a.priority] - priorityRank[b.priority]),
    schemaVersion: entities.reduce((sum, entity) => sum + entity.schemaVersion, 0),
  }
}

/** The entities that every model has, whatever else it holds: what the engine itself writes and goes by. */
export const bookkeepingEntities: readonly Entity[] = [conflicts, notices, history, devices, settings]

/** The product's model. A test adds an entity by `createModel([...productEntities, invented])`. */
export const productEntities: readonly Entity[] = [contacts, companies, notes, projects, tasks, templates, customFields, lists, listMembers, views, imports, distinctions, ...bookkeepingEntities]

export const productModel: Model = createModel(productEntities)

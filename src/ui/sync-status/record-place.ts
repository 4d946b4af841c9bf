import type { Rec } from '../../data-api/types.ts'
import { companies } from '../../model/companies.ts'
import { contacts } from '../../model/contacts.ts'
import { customFields } from '../../model/custom-fields.ts'
import { lists } from '../../model/lists.ts'
import { productModel } from '../../model/model.ts'
import { projects } from '../../model/projects.ts'
import { tasks } from '../../model/tasks.ts'
import { templates } from '../../model/templates.ts'

/** Where in the app something is shown, as the router takes it. */
export type Place =
  | { to: '/contacts/$id' | '/companies/$id' | '/projects/$id' | '/lists/$id'; params: { id: string } }
  | { to: '/tasks'; search: { task?: string } }
  | { to: '/settings'; search: { tab: string } }
  | { to: '/contacts' | '/companies' | '/projects' | '/lists' | '/history' }

const settingsOfFields: Place = { to: '/settings', search: { tab: 'fields' } }

/** Where the records of each entity open, and their list. Whatever links to a record goes by this. */
const places = new Map<string, { one: (id: string) => Place; all: Place }>([
  [contacts.name, { one: (id) => ({ to: '/contacts/$id', params: { id } }), all: { to: '/contacts' } }],
  [companies.name, { one: (id) => ({ to: '/companies/$id', params: { id } }), all: { to: '/companies' } }],
  [projects.name, { one: (id) => ({ to: '/projects/$id', params: { id } }), all: { to: '/projects' } }],
  [lists.name, { one: (id) => ({ to: '/lists/$id', params: { id } }), all: { to: '/lists' } }],
  // A task has no page of its own: it opens in the panel beside the list.
  [tasks.name, { one: (task) => ({ to: '/tasks', search: { task } }), all: { to: '/tasks', search: {} } }],
  // Where one makes a project of it.
  [templates.name, { one: () => ({ to: '/projects' }), all: { to: '/projects' } }],
  [customFields.name, { one: () => settingsOfFields, all: settingsOfFields }],
])

/**
 * Where a record opens: by itself, or as part of what it belongs to (a note). Null where nothing shows it.
 * @param record needed only of an entity that has `searchThrough`
 */
export function recordPlace(entity: string, id: string, record: Rec | null): Place | null {
  const target = recordTarget(entity, id, record)
  return target === null ? null : places.get(target.entity)?.one(target.id) ?? null
}

/** Where the records of an entity are listed; without a list of their own, where one sees what came. */
export const listPlace = (entity: string): Place => places.get(entity)?.all ?? { to: '/history' }

/** The record whose page shows this one: itself, or what it belongs to. */
export function recordTarget(entity: string, id: string, record: Rec | null): { entity: string; id: string } | null {
  const definition = productModel.entities.get(entity)
  if (!definition) return null
  if (definition.searchThrough === undefined) return { entity, id }
  for (const field of definition.searchThrough) {
    const owner = definition.fields[field]?.reference?.entity, ownerId = record?.[field]
    if (owner !== undefined && typeof ownerId === 'string') return { entity: owner, id: ownerId }
  }
  return null
}

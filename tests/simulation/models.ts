import { companies } from '../../src/model/companies.ts'
import { contacts } from '../../src/model/contacts.ts'
import { defineEntity, type Entity, type Field } from '../../src/model/entity.ts'
import { createModel, productEntities, productModel, type Model } from '../../src/model/model.ts'
import { line } from '../../src/model/text-schemas.ts'
import { str } from '../../src/model/text.ts'
import { z } from '../../src/shared/zod.ts'

/*
 * Three versions of the app. The server begins with the middle one, so a device may be a version behind it and another one ahead, and comes to the newest in the
 * middle of most stories; devices come to it one by one.
 */

/** Holds a project that it is about (`restrict`), and what it says of money is the higher role's. */
const offers = defineEntity({
  name: 'offers', label: { one: 'offer', many: 'offers' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: {
    title: { kind: 'text', label: 'Title', policy: 'role', schema: line() },
    projectId: { kind: 'reference', label: 'Project', policy: 'newest', schema: z.string(), reference: { entity: 'projects', onDelete: 'restrict' } },
  },
  columns: { title: { label: 'Title', type: 'text', sort: (data) => str(data['title']) || null } },
  rules: [],
  title: (data) => str(data['title']),
})

/** The same with more fields, a version on. */
const grown = (entity: Entity, fields: Record<string, Field>): Entity => ({
  ...entity, schemaVersion: entity.schemaVersion + 1, fields: { ...entity.fields, ...fields }, upcasts: [...entity.upcasts ?? [], (data) => data],
})

const replaced = (entities: readonly Entity[], ...others: Entity[]): Entity[] => entities.map((entity) => others.find(({ name }) => name === entity.name) ?? entity)

const grownContacts = grown(contacts, { nickname: { kind: 'text', label: 'Nickname', policy: 'newest', schema: line() } })
const grownEntities = [...replaced(productEntities, grownContacts), offers]

export const olderModel: Model = productModel
export const grownModel: Model = createModel(grownEntities)
export const newestModel: Model = createModel(replaced(
  grownEntities,
  grown(grownContacts, { hobbies: { kind: 'list', label: 'Hobbies', policy: 'union', schema: z.array(z.object({ id: z.string(), value: z.optional(z.string()) })), elementText: ['value'] } }),
  grown(companies, { size: { kind: 'text', label: 'Size', policy: 'newest', schema: line() } }),
))

/** From the oldest to the newest. */
export const versions: readonly Model[] = [olderModel, grownModel, newestModel]

/** The version after this one; null: there is none. */
export const after = (model: Model): Model | null => versions[versions.indexOf(model) + 1] ?? null

/** What people make, as opposed to what is written about it. */
export const isPeoplesWork = (entity: string): boolean => {
  const known = newestModel.entities.get(entity)
  return known?.authored === 'people' && known.bookkeeping !== true
}

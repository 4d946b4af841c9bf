import type { Entity } from './entity.ts'

const name = /^[a-z][a-zA-Z0-9]{0,63}$/

/** Whether something newer than this program may be called so: as entities and fields are, and nothing that an object has of itself. */
export const isNewName = (text: string): boolean => name.test(text) && !(text in Object.prototype) && text !== 'deletedAt'

/** R4: an entity that this program has not heard of. Whatever its records hold is kept, the newest of each field, and nothing of it is understood. */
export const unknownEntity = (entity: string): Entity => ({
  name: entity, label: { one: entity, many: entity }, priority: 'normal', schemaVersion: 0, authored: 'people', fields: {}, columns: {}, rules: [],
  title: () => entity,
})

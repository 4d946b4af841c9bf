import { contacts } from '../../src/model/contacts.ts'
import { createModel, productEntities, productModel, type Model } from '../../src/model/model.ts'
import { line } from '../../src/model/text.ts'

/** The product one version on: contacts know one more field. The server has it; devices come to it one by one. */
export const grownModel: Model = createModel(productEntities.map((entity) => (entity !== contacts ? entity : {
  ...contacts,
  schemaVersion: contacts.schemaVersion + 1,
  fields: { ...contacts.fields, nickname: { kind: 'text', label: 'Nickname', policy: 'newest', schema: line() } },
  upcasts: [...contacts.upcasts ?? [], (data) => data],
})))

export const olderModel = productModel

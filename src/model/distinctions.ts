import { defineEntity } from './entity.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

/** Two records that look alike, and of which a person said that they are not the same. Nothing proposes to merge them again. */
export const distinctions = defineEntity({
  name: 'distinctions',
  label: { one: 'pair kept apart', many: 'pairs kept apart' },
  priority: 'normal',
  schemaVersion: 1,
  authored: 'people',
  aside: true,
  fields: {
    entity: { kind: 'text', label: 'Kind', policy: 'newest', schema: line() },
    /** The two ids, the lower one first. */
    one: { kind: 'text', label: 'One', policy: 'newest', schema: line() },
    other: { kind: 'text', label: 'Other', policy: 'newest', schema: line() },
  },
  columns: { entity: { label: 'Kind', type: 'text', sort: (data) => str(data['entity']) || null } },
  rules: [
    {
      name: 'distinction_is_between_two',
      check: (data) => (str(data['one']) !== '' && str(data['one']) < str(data['other']) ? null : { message: 'A distinction is between two records.', field: 'other' }),
    },
  ],
  title: () => 'Two that are not the same',
})

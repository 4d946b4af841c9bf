import type { Row } from '../../src/db-worker/contract.ts'
import { namedChoiceId, namedFieldId, readCustomField, type CustomField } from '../../src/model/custom-fields.ts'
import { chosenMembers, customPatch, customValue, plainMembers, type Members } from '../../src/model/custom-value.ts'
import { objects, pickRow, withRow, write } from './doing.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, fresh, pick, type Act, type Story } from './story.ts'

/** What people do to fields that they make and to what stands in them, by weight. */
export const fieldActs: [number, string, Act][] = [
  // Under few names, so that two devices make the same one apart.
  [2, 'makes a field', (story, replica) => {
    const kind = pick(story.world, ['text', 'choice', 'choices', 'number'] as const), label = pick(story.world, ['Origin', 'Level'])
    const id = namedFieldId({ entity: 'contacts', kind, currency: '', label }), there = replica.store.data.get('customFields', id)
    const recordId = there === null ? id : replica.store.core.makeId()
    const choices = kind === 'text' || kind === 'number' ? {} : { choices: ['gold', fresh(story, replica)].map((value, position) => ({ id: namedChoiceId(recordId, value), value, position })) }
    return fieldsOf(replica).length > 5 ? null : write(replica, { entity: 'customFields', recordId, op: 'create', patch: { entity: 'contacts', kind, label, position: fieldsOf(replica).length, removed: false, ...choices } })
  }],
  [3, 'renames a field', (story, replica) => withField(story, replica, ({ id }) => write(replica, { entity: 'customFields', recordId: id, op: 'update', patch: { label: fresh(story, replica) } }))],
  [2, 'takes a field away or puts it back', (story, replica) => withField(story, replica, ({ id, removed }) => write(replica, { entity: 'customFields', recordId: id, op: 'update', patch: { removed: !removed } }))],
  [3, 'offers or takes away a choice', (story, replica) => withField(story, replica, ({ id, choices }, row) => {
    if (choices.length === 0) return null
    const elements = objects(row.data, 'choices'), at = Math.floor(story.world.random.next() * elements.length), value = fresh(story, replica)
    const next = chance(story.world, 0.6) ? [...elements, { id: namedChoiceId(id, value), value, position: elements.length }]
      : elements.map((element, index) => (index === at ? { ...element, removed: element['removed'] !== true, value } : element))
    return write(replica, { entity: 'customFields', recordId: id, op: 'update', patch: { choices: next } })
  })],
  [12, 'fills in a field', (story, replica) => withField(story, replica, (field) => withRow(story, replica, 'contacts', (row) =>
    write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: customPatch({ [field.id]: valueFor(story, replica, field, row) }) })))],
]

function valueFor(story: Story, replica: SimReplica, field: CustomField, row: Row): Members {
  const { world } = story, before = customValue(row.data, field.id)
  if (field.kind === 'choices') return chosenMembers(before, field.choices.filter(() => chance(world, 0.5)).map(({ id }) => id))
  if (chance(world, 0.15)) return plainMembers(field, null)
  return plainMembers(field, field.kind === 'choice' ? pick(world, field.choices).id : field.kind === 'number' ? Math.floor(world.random.next() * 1_000) : fresh(story, replica))
}

const fieldsOf = ({ store }: SimReplica): Row[] => store.data.list({ entity: 'customFields', sort: ['id'], limit: 20 }).rows

function withField(story: Story, replica: SimReplica, act: (field: CustomField, row: Row) => string | null): string | null {
  const row = pickRow(story, replica, 'customFields', 'live'), field = row === null ? null : readCustomField(row.id, row.data)
  return row === null || field === null ? null : act(field, row)
}

import { expect, it } from 'vitest'
import { lists } from './lists.ts'
import { sampleListId, sampleLists, saysStill } from './sample-lists.ts'
import { sampleContacts } from './sample.ts'

it('sample lists keep the schema and the rules of a list, and those by hand hold some of the sample’s people', () => {
  const people = sampleContacts()
  expect(new Set(sampleLists.map(sampleListId)).size).toBe(sampleLists.length)
  for (const { data, holds, most } of sampleLists) {
    for (const [name, value] of Object.entries(data)) expect(lists.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
    for (const rule of lists.rules) expect(rule.check(data, { role: 'owner', userId: null })).toBeNull()
    if (holds !== undefined) expect(people.filter((each) => holds(each.data)).length).toBeGreaterThanOrEqual(most!)
  }
  expect(sampleLists.filter(({ data }) => data['kind'] === 'live').length).toBeGreaterThan(0)
})

it('what a person changed is no longer what the sample wrote', () => {
  const { data } = sampleLists[3]!
  expect(saysStill({ ...data }, data)).toBe(true)
  expect(saysStill({ ...data, name: 'Mine' }, data)).toBe(false)
  expect(saysStill({ ...data, filter: { f: [['tags', 'is', 'Client']] } }, data)).toBe(false)
})

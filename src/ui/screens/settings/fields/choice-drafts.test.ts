import { expect, it } from 'vitest'
import { namedChoiceId, type CustomField } from '../../../../model/custom-fields.ts'
import { choicePatch, choicesProblem, draftsOf, firstChoices } from './choice-drafts.ts'

const id = '0198c5f2-0000-7000-8000-000000000001'
const field: CustomField = {
  id, entity: 'contacts', kind: 'choice', label: 'Level', currency: '', position: 1, removed: false,
  choices: [{ id: 'a', label: 'Gold', removed: false }, { id: 'b', label: 'Silver', removed: false }, { id: 'c', label: 'Tin', removed: true }],
}

it('what is taken out of the form is marked, what is new is added, and nothing else is written', () => {
  const [gold, silver] = draftsOf(field) as [{ id: string; label: string }, { id: string; label: string }]
  expect(choicePatch(field, [gold, silver])).toBeNull()
  expect(choicePatch(field, [{ ...gold, label: ' First  class ' }, silver])).toEqual({ $set: { update: { a: { value: 'First class' } } } })
  expect(choicePatch(field, [silver, gold])).toEqual({ $set: { update: { b: { position: 1 }, a: { position: 2 } } } })
  expect(choicePatch(field, [gold])).toEqual({ $set: { update: { a: { position: 1 }, b: { removed: true } } } })
  expect(choicePatch(field, [gold, silver, { id: null, label: 'Wood' }, { id: null, label: ' ' }])).toEqual({
    $set: { add: [{ id: namedChoiceId(id, 'Wood'), value: 'Wood', position: 3 }], update: { a: { position: 1 }, b: { position: 2 } } },
  })
})

it('a choice that was taken away comes back by its name', () => {
  expect(choicePatch(field, [...draftsOf(field), { id: null, label: 'tin' }])).toMatchObject({ $set: { update: { c: { value: 'tin', removed: null, position: 3 } } } })
})

it('there is at least one, and none twice', () => {
  expect(choicesProblem([{ id: null, label: ' ' }])).toBe('Give at least one choice.')
  expect(choicesProblem([{ id: null, label: 'Gold' }, { id: null, label: 'góld' }])).toBe('“góld” is there twice.')
  expect(firstChoices(id, [{ id: null, label: 'Gold' }, { id: null, label: '' }])).toEqual([{ id: namedChoiceId(id, 'gold'), value: 'Gold', position: 1 }])
})

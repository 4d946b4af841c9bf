import { expect, it } from 'vitest'
import { things } from '../../tests/support/merge-setup.ts'
import type { Entity } from '../model/entity.ts'
import { liftChange } from './lift.ts'

const third: Entity = {
  ...things, schemaVersion: 3, upcasts: [
    ({ heading, ...rest }) => (heading === undefined ? rest : { ...rest, title: heading }),
    (data) => ({ note: 'none', ...data }),
  ],
}
const change = { op: 'update' as const, patch: { heading: 'new' }, before: { heading: null }, schemaVersion: 1, bodyHash: 'h', id: 'c' }

it('[K1] takes an update through all steps since, with what was seen, and leaves the rest of it alone', () => {
  expect(liftChange(third, change)).toEqual({ ...change, patch: { title: 'new' }, before: { title: null } })
  expect(liftChange(third, { ...change, patch: { title: 'x' }, schemaVersion: 2 }).patch).toEqual({ title: 'x' })
})

it('[K1] gives defaults to what is made, never to what is edited', () => {
  expect(liftChange(third, { ...change, op: 'create' }).patch).toEqual({ title: 'new', note: 'none' })
  expect(liftChange(third, { ...change, patch: { note: 'none' }, before: {} }).patch).toEqual({ note: 'none' })
  expect(liftChange({ ...third, mergeUnit: 'record' }, change).patch).toEqual({ title: 'new', note: 'none' })
})

it('[K1] leaves a change of this shape, or of a later one, as it is', () => {
  for (const schemaVersion of [3, 4]) {
    const same = { ...change, schemaVersion }
    expect(liftChange(third, same)).toBe(same)
  }
})

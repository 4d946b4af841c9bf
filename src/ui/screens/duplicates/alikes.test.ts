import { expect, it } from 'vitest'
import { alikesOf } from './alikes.ts'

it('puts together who all look like one another', () => {
  expect(alikesOf([{ ids: ['a', 'b'], by: ['name'] }, { ids: ['a', 'c'], by: ['name', 'email'] }, { ids: ['x', 'y'], by: ['phone'] }, { ids: ['b', 'c'], by: ['name'] }])).toEqual([
    { ids: ['a', 'b', 'c'], by: ['name', 'email'], each: false }, { ids: ['x', 'y'], by: ['phone'], each: true },
  ])
})

it('never puts together two that do not look like one, because both look like a third', () => {
  expect(alikesOf([{ ids: ['a', 'b'], by: ['name'] }, { ids: ['b', 'c'], by: ['phone'] }]).map(({ ids }) => ids)).toEqual([['a', 'b'], ['b', 'c']])
})

it('shows every pair, and never more than eight side by side', () => {
  const ids = Array.from({ length: 12 }, (_, at) => String.fromCharCode(97 + at))
  const pairs = ids.flatMap((one, at) => ids.slice(at + 1).map((other) => ({ ids: [one, other] as [string, string], by: ['name'] })))
  const groups = alikesOf(pairs)
  expect(Math.max(...groups.map((group) => group.ids.length))).toBe(8)
  for (const { ids: [one, other] } of pairs) expect(groups.some((group) => group.ids.includes(one) && group.ids.includes(other)), `${one}${other}`).toBe(true)
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyJson, z } from './zod.ts'

const quick = z.record(z.string(), anyJson()), thorough = z.record(z.string(), z.json())

it('any JSON is read as z.json() reads it, and its shape is the same on paper', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    const sent = JSON.parse(JSON.stringify(value)) as unknown
    expect(quick.safeParse(sent)).toEqual(thorough.safeParse(sent))
  }))
  expect(z.toJSONSchema(quick)).toEqual(z.toJSONSchema(thorough))
})

it('what is no JSON is refused at its place, and a member called __proto__ is left out at any depth', () => {
  for (const none of [undefined, Infinity, 1n, () => 1, new Map(), new Date(0), Symbol('x')]) {
    const given = { a: [{ b: none }] }
    expect(quick.safeParse(given).success).toBe(thorough.safeParse(given).success)
    expect(quick.safeParse(given).error?.issues).toEqual(thorough.safeParse(given).error?.issues)
  }
  expect(quick.parse({ a: [1, 'x', null, true, { c: 2 }] })).toEqual({ a: [1, 'x', null, true, { c: 2 }] })
  const odd = JSON.parse('{"a":{"b":{"__proto__":{"c":1},"d":2}}}') as unknown
  expect(quick.parse(odd)).toEqual({ a: { b: { d: 2 } } })
  expect(Object.keys((quick.parse(odd)['a'] as { b: object }).b)).toEqual(['d'])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Element } from '../model/entity.ts'
import { elementId } from '../model/entity.ts'
import { applySetPatch, diffLists, elementsIn, isSetPatch, newElementIds } from './list-patch.ts'

const member = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null })
const element: fc.Arbitrary<Element> = fc.oneof(
  fc.constantFrom('red', 'blue', 'green'),
  fc.record({ id: fc.constantFrom('e1', 'e2', 'e3', 'a/b'), value: member, label: member }),
)
const list = fc.array(element, { maxLength: 6 })
const sorted = (elements: Element[]): Element[] => elementsIn(elements).sort((a, b) => (elementId(a) < elementId(b) ? -1 : 1))

describe('list patches', () => {
  it('[M4] the difference of two lists turns one into the other, whatever they are', () => {
    fc.assert(fc.property(list, list, (before, after) => {
      const patch = diffLists(before, after)
      expect(sorted(patch ? applySetPatch(before, patch) : before)).toEqual(sorted(after))
      if (patch) expect(isSetPatch(patch)).toBe(true)
    }))
  })

  it('[U1] says nothing where nothing changed but the order', () => {
    fc.assert(fc.property(list, (before) => { expect(diffLists(before, [...elementsIn(before)].reverse())).toBeNull() }))
  })

  it('[M3] is idempotent: a patch twice is the patch once', () => {
    fc.assert(fc.property(list, list, (before, after) => {
      const patch = diffLists(before, after)
      if (patch) expect(applySetPatch(applySetPatch(before, patch), patch)).toEqual(applySetPatch(before, patch))
    }))
  })

  it('[R3] an updated element that is not there is shown as it was when the person saw it', () => {
    const patch = { $set: { update: { e1: { label: 'home' } } } }
    expect(applySetPatch([], patch, [{ id: 'e1', value: 'a@x', label: 'work' }])).toEqual([{ id: 'e1', value: 'a@x', label: 'home' }])
    expect(applySetPatch([], patch)).toEqual([{ id: 'e1', label: 'home' }])
  })

  it('a replaced or updated element keeps its place', () => {
    const before = [{ id: 'e1', value: 'a' }, { id: 'e2', value: 'b' }]
    expect(applySetPatch(before, { $set: { update: { e1: { value: 'c' } } } })).toEqual([{ id: 'e1', value: 'c' }, { id: 'e2', value: 'b' }])
    expect(applySetPatch(before, { $set: { add: [{ id: 'e1', value: 'c' }] } })).toEqual([{ id: 'e1', value: 'c' }, { id: 'e2', value: 'b' }])
  })

  it('tells a set patch from a value that looks like one', () => {
    expect(isSetPatch({ $set: {} })).toBe(true)
    expect(isSetPatch({ $set: {}, more: 1 })).toBe(false)
    expect(isSetPatch({ $set: [] })).toBe(false)
    expect(isSetPatch({ $set: { add: [{ value: 'no id' }] } })).toBe(false)
    expect(isSetPatch({ $set: { remove: [1] } })).toBe(false)
    expect(isSetPatch({ $set: { update: { e1: 'x' } } })).toBe(false)
    expect(isSetPatch(null)).toBe(false)
  })

  it('gives ids to elements without one, and to the second of two with the same; tags once', () => {
    let count = 0
    const makeId = (): string => `new${count += 1}`
    expect(newElementIds([{ value: 'a' }, { id: 'e1', value: 'b' }, { id: 'e1', value: 'c' }, 'red', 'red', 5], makeId)).toEqual([
      { id: 'new1', value: 'a' }, { id: 'e1', value: 'b' }, { id: 'new2', value: 'c' }, 'red', 5,
    ])
    expect(newElementIds(undefined, makeId)).toEqual([])
  })
})

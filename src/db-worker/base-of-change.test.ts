import { describe, expect, it } from 'vitest'
import type { Change } from '../protocol/change.ts'
import { baseOfChange } from './base-of-change.ts'

const unsettled = (baseRevision: number, op: Change['op'], patch: Change['patch']): Change =>
  ({ id: 'c', mutationId: 'm', seq: 1, entity: 'e', recordId: 'r', op, patch, baseRevision, at: '', schemaVersion: 1 })

describe('[M1] the base of a change', () => {
  it('is the revision that was shown, where nothing unsettled shares a field', () => {
    expect(baseOfChange(7, { op: 'update', patch: { a: 1 } }, [unsettled(3, 'update', { b: 1 })])).toBe(7)
  })

  it('is lowered to the lowest base among those that share a field', () => {
    expect(baseOfChange(7, { op: 'update', patch: { a: 1 } }, [unsettled(5, 'update', { a: 1 }), unsettled(3, 'update', { a: 2 })])).toBe(3)
  })

  it('a delete shares every field, both ways', () => {
    expect(baseOfChange(7, { op: 'delete', patch: {} }, [unsettled(3, 'update', { b: 1 })])).toBe(3)
    expect(baseOfChange(7, { op: 'update', patch: { a: 1 } }, [unsettled(2, 'delete', {})])).toBe(2)
  })

  it('lists share by element', () => {
    const add = (id: string) => ({ tags: { $set: { add: [id] } } })
    expect(baseOfChange(7, { op: 'update', patch: add('x') }, [unsettled(3, 'update', add('y'))])).toBe(7)
    expect(baseOfChange(7, { op: 'update', patch: { tags: { $set: { remove: ['y'] } } } }, [unsettled(3, 'update', add('y'))])).toBe(3)
    expect(baseOfChange(7, { op: 'update', patch: add('x') }, [unsettled(0, 'create', { tags: ['y'] })])).toBe(0)
  })
})

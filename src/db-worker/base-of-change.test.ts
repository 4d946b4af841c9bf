import { describe, expect, it } from 'vitest'
import type { Change } from '../protocol/change.ts'
import { baseOfChange } from './base-of-change.ts'
import type { Touching } from './base-of-change.ts'

const unsettled = (baseRevision: number, op: Change['op'], patch: Change['patch']): Change =>
  ({ id: 'c', mutationId: 'm', seq: 1, entity: 'e', recordId: 'r', op, patch, baseRevision, baseEpoch: 'now', at: '', schemaVersion: 1 })
const revisionOf = (shown: number, change: Touching, others: Change[]): number => baseOfChange({ revision: shown, epoch: 'now' }, change, others).revision

describe('[M1] the base of a change', () => {
  it('is the revision that was shown, where nothing unsettled shares a field', () => {
    expect(revisionOf(7, { op: 'update', patch: { a: 1 } }, [unsettled(3, 'update', { b: 1 })])).toBe(7)
  })

  it('is lowered to the lowest base among those that share a field', () => {
    expect(revisionOf(7, { op: 'update', patch: { a: 1 } }, [unsettled(5, 'update', { a: 1 }), unsettled(3, 'update', { a: 2 })])).toBe(3)
  })

  it('a delete shares every field, both ways', () => {
    expect(revisionOf(7, { op: 'delete', patch: {} }, [unsettled(3, 'update', { b: 1 })])).toBe(3)
    expect(revisionOf(7, { op: 'update', patch: { a: 1 } }, [unsettled(2, 'delete', {})])).toBe(2)
  })

  it('lists share by element', () => {
    const add = (id: string) => ({ tags: { $set: { add: [id] } } })
    expect(revisionOf(7, { op: 'update', patch: add('x') }, [unsettled(3, 'update', add('y'))])).toBe(7)
    expect(revisionOf(7, { op: 'update', patch: { tags: { $set: { remove: ['y'] } } } }, [unsettled(3, 'update', add('y'))])).toBe(3)
    expect(revisionOf(7, { op: 'update', patch: add('x') }, [unsettled(0, 'create', { tags: ['y'] })])).toBe(0)
  })

  it('is that of the oldest epoch among those that share a field; nothing known at all is lower still', () => {
    const shown = { revision: 7, epoch: 'now' }, edit: Touching = { op: 'update', patch: { a: 1 } }
    const before = (baseRevision: number, baseEpoch: string): Change => ({ ...unsettled(baseRevision, 'update', { a: 1 }), baseEpoch })
    expect(baseOfChange(shown, edit, [before(50, 'dead'), before(3, 'now')])).toEqual({ revision: 50, epoch: 'dead' })
    expect(baseOfChange(shown, edit, [before(90, 'long dead'), before(50, 'dead')])).toEqual({ revision: 90, epoch: 'long dead' })
    expect(baseOfChange(shown, edit, [before(0, 'dead')])).toEqual({ revision: 0, epoch: 'now' })
    expect(baseOfChange(shown, edit, [{ ...before(50, 'dead'), patch: { b: 1 } }])).toEqual(shown)
    const { baseEpoch: _unnamed, ...unnamed } = before(3, '')
    expect(baseOfChange(shown, edit, [unnamed])).toEqual({ revision: 3, epoch: 'now' })
  })
})

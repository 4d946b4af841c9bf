import { describe, expect, it } from 'vitest'
import { things } from '../../tests/support/merge-setup.ts'
import type { Entity } from '../model/entity.ts'
import { liftPatch } from './lift.ts'

const newer: Entity = {
  ...things, schemaVersion: 3,
  upcasts: [({ name, ...rest }) => (name === undefined ? rest : { ...rest, title: name }), (data) => ({ ...data, code: data['code'] ?? 'none' })],
}

describe('[K1] a change of an older shape', () => {
  it('is lifted through every step since, and not at all where it is of this shape', () => {
    expect(liftPatch(newer, { op: 'create', patch: { name: 'a' }, schemaVersion: 1 })).toEqual({ title: 'a', code: 'none' })
    expect(liftPatch(newer, { op: 'create', patch: { name: 'a' }, schemaVersion: 2 })).toEqual({ name: 'a', code: 'none' })
    expect(liftPatch(newer, { op: 'create', patch: { title: 'a' }, schemaVersion: 3 })).toEqual({ title: 'a' })
  })

  it('says no more than its author did: an edit does not write the defaults of fields that came later', () => {
    expect(liftPatch(newer, { op: 'update', patch: { name: 'a' }, schemaVersion: 1 })).toEqual({ title: 'a' })
    expect(liftPatch(newer, { op: 'update', patch: { code: 'none' }, schemaVersion: 1 })).toEqual({ code: 'none' })
    expect(liftPatch(newer, { op: 'delete', patch: {}, schemaVersion: 1 })).toEqual({})
  })
})

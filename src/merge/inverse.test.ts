import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, existing, pushAll, shown, things } from '../../tests/support/merge-setup.ts'
import type { Json } from '../shared/json.ts'
import { inverseOf } from './inverse.ts'
import type { Done } from './inverse.ts'
import { layOver } from './lay-over.ts'

const alive = (data: Record<string, Json>) => ({ data, deletedAt: null })
const trashed = (data: Record<string, Json>) => ({ data, deletedAt: '2026-11-03T09:15:00.000Z' })
const update = (fields: Done['fields']): Done => ({ op: 'update', fields })

describe('inverseOf', () => {
  it('[U1] takes an edit back where it still stands, clears what was empty, and leaves alone what changed since', () => {
    const done = update({ title: { from: 'old', to: 'new' }, note: { from: null, to: 'n' }, company: { from: 'c1', to: 'c2' } })
    expect(inverseOf(things, done, alive({ title: 'new', note: 'n', company: 'c3' })))
      .toEqual({ op: 'update', patch: { title: 'old', note: null }, leftAlone: ['company'] })
  })

  it('[U1] has nothing to do where everything is as before, and something to tell where everything changed since', () => {
    const done = update({ title: { from: 'old', to: 'new' } })
    expect(inverseOf(things, done, alive({ title: 'old' }))).toBeNull()
    expect(inverseOf(things, done, alive({ title: 'other' }))).toEqual({ op: 'update', patch: {}, leftAlone: ['title'] })
  })

  it('[U1] of a record that nobody deletes takes back the making of it by what its entity has instead, where that still stands', () => {
    const lasting = { ...things, insteadOfDelete: { note: null } }
    const made: Done = { op: 'create', fields: { title: { from: null, to: 'key' }, note: { from: null, to: 'set' } } }
    expect(inverseOf(lasting, made, alive({ title: 'key', note: 'set' }))).toEqual({ op: 'update', patch: { note: null }, leftAlone: [] })
    expect(inverseOf(lasting, made, alive({ title: 'key', note: 'set again' }))).toEqual({ op: 'update', patch: {}, leftAlone: ['note'] })
    expect(inverseOf(lasting, made, alive({ title: 'key' }))).toBeNull()
    expect(inverseOf(lasting, update({ note: { from: 'a', to: 'b' } }), alive({ note: 'b' }))).toEqual({ op: 'update', patch: { note: 'a' }, leftAlone: [] })
  })

  it('[K1] leaves alone what has no place in the record since a change of shape, and takes back the rest', () => {
    const done = update({ heading: { from: 'a', to: 'b' }, title: { from: 'old', to: 'new' } })
    expect(inverseOf(things, done, alive({ title: 'new' }))).toEqual({ op: 'update', patch: { title: 'old' }, leftAlone: ['heading'] })
  })

  it('[U1] takes back a member of an element whose id every object has as a name', () => {
    const list = (value: string): Json => [{ id: 'constructor', value }]
    expect(inverseOf(things, update({ emails: { from: list('old'), to: list('new') } }), alive({ emails: list('new') })))
      .toEqual({ op: 'update', leftAlone: [], patch: { emails: { $set: { update: { constructor: { value: 'old' } } } } } })
    expect(Object.hasOwn(Object, 'value')).toBe(false)
  })

  it('[U1] takes lists back by element and member', () => {
    const from = [{ id: 'e1', value: 'a' }, { id: 'e2', value: 'b', label: 'x' }], to = [{ id: 'e2', value: 'c', label: 'x' }, { id: 'e3', value: 'd' }]
    const done = update({ emails: { from, to } })
    // Another changed a label and added one since.
    const now = [{ id: 'e2', value: 'c', label: 'y' }, { id: 'e3', value: 'd' }, { id: 'e4', value: 'e' }]
    expect(inverseOf(things, done, alive({ emails: now }))).toEqual({
      op: 'update', leftAlone: [], patch: { emails: { $set: { add: [{ id: 'e1', value: 'a' }], remove: ['e3'], update: { e2: { value: 'b' } } } } },
    })
    // What the act added was changed since: it stays, and the act says so.
    expect(inverseOf(things, done, alive({ emails: [{ id: 'e3', value: 'changed' }, { id: 'e1', value: 'a' }, { id: 'e2', value: 'b', label: 'x' }] })))
      .toEqual({ op: 'update', patch: {}, leftAlone: ['emails'] })
  })

  it('[U1] the inverse of a create is a delete, of a delete a restore, of a restore a delete; none where it is so already', () => {
    const create: Done = { op: 'create', fields: { title: { from: null, to: 'x' } } }
    expect(inverseOf(things, create, alive({ title: 'y' }))).toMatchObject({ op: 'delete' })
    expect(inverseOf(things, create, trashed({}))).toBeNull()
    expect(inverseOf(things, { op: 'delete', fields: {} }, trashed({}))).toMatchObject({ op: 'restore' })
    expect(inverseOf(things, { op: 'delete', fields: {} }, alive({}))).toBeNull()
    expect(inverseOf(things, { op: 'restore', fields: {} }, alive({}))).toMatchObject({ op: 'delete' })
  })

  it('[U1] taking back an edit never takes a record out of the trash', () => {
    expect(inverseOf(things, update({ title: { from: 'old', to: 'new' } }), trashed({ title: 'new' })))
      .toEqual({ op: 'update', patch: {}, leftAlone: ['title'] })
  })

  it('[U1] a create over a record that was there is taken back like an edit', () => {
    const done: Done = { op: 'create', fields: { title: { from: 'old', to: 'new' } } }
    expect(inverseOf(things, done, alive({ title: 'new' }))).toMatchObject({ op: 'update', patch: { title: 'old' } })
  })

  it("[U1] an edit and its inverse leave the record as it was, others' later edits included", () => {
    const word = fc.constantFrom('one', 'two', 'three')
    const patch = fc.record({
      title: word,
      emails: fc.record({ add: fc.constantFrom([], [{ id: 'n1', value: 'n' }]), remove: fc.constantFrom([], ['e2']), update: fc.constantFrom({}, { e1: { value: 'mine' } }) })
        .map(($set): Json => ({ $set } as unknown as Json)),
    })
    const others = fc.record({ tags: fc.constantFrom<Json>({ $set: { add: ['x'] } }, { $set: {} }), emails: fc.constantFrom<Json>({ $set: { add: [{ id: 'o1', value: 'o' }] } }, { $set: { update: { e1: { label: 'theirs' } } } }) })
    fc.assert(fc.property(patch, others, (mine, theirs) => {
      const start = existing({ title: 'old', emails: [{ id: 'e1', value: 'a' }, { id: 'e2', value: 'b' }], tags: [] })
      const first = pushAll(start, [change({ replica: 'a', at: 10, patch: mine })])
      const later = pushAll(first.record, [change({ replica: 'b', at: 20, patch: theirs, baseRevision: 2 })]).record
      const inverse = inverseOf(things, { op: 'update', fields: first.outcomes[0]!.changed }, later)
      const undone = inverse ? pushAll(later, [change({ replica: 'a', at: 30, patch: inverse.patch, baseRevision: 3 })]).record : later
      const only = pushAll(start, [change({ replica: 'b', at: 20, patch: theirs })]).record
      expect(shown(undone)).toEqual(shown(only))
    }))
  })

  it('[U1] the inverse of the inverse is redo', () => {
    const before = alive({ title: 'old', tags: ['red'] })
    const done = update({ title: { from: 'old', to: 'new' }, tags: { from: ['red'], to: ['blue'] } })
    const after = alive({ title: 'new', tags: ['blue'] })
    const undo = inverseOf(things, done, after)!
    const undone = layOver(things, after, { ...undo, at: '' })
    expect(undone).toEqual(before)
    const redo = inverseOf(things, update({ title: { from: 'new', to: 'old' }, tags: { from: ['blue'], to: ['red'] } }), undone)!
    expect(layOver(things, undone, { ...redo, at: '' })).toEqual(after)
  })
})

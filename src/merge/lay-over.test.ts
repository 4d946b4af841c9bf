import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { things } from '../../tests/support/merge-setup.ts'
import type { Json } from '../shared/json.ts'
import { layOver } from './lay-over.ts'

const at = '2026-11-03T09:15:00.000Z-0000-replica'
const base = { data: { title: 'old', emails: [{ id: 'e1', value: 'x' }], tags: ['red'] } as Record<string, Json>, deletedAt: null as string | null }

describe('layOver', () => {
  it('[R3] shows a pending update over the base: fields set and cleared, lists by element', () => {
    const shown = layOver(things, base, { op: 'update', at, patch: { title: null, note: 'new', tags: { $set: { add: ['blue'] } }, emails: { $set: { update: { e1: { value: 'y' } } } } } })
    expect(shown).toEqual({ data: { note: 'new', emails: [{ id: 'e1', value: 'y' }], tags: ['red', 'blue'] }, deletedAt: null })
    expect(base.data['title']).toBe('old')
  })

  it("[R3] the person's last value is what they see, also of an element that another removed below it", () => {
    const shown = layOver(things, { ...base, data: { emails: [] } }, {
      op: 'update', at, patch: { emails: { $set: { update: { e1: { value: 'y' } } } } }, before: { emails: [{ id: 'e1', value: 'x', label: 'home' }] },
    })
    expect(shown.data['emails']).toEqual([{ id: 'e1', value: 'y', label: 'home' }])
  })

  it('[R3] shows a create, with each tag once', () => {
    expect(layOver(things, { data: {}, deletedAt: null }, { op: 'create', at, patch: { title: 'x', note: null, tags: ['a', 'a'] } }))
      .toEqual({ data: { title: 'x', tags: ['a'] }, deletedAt: null })
  })

  it('[M4] shows a deleted record as deleted at the time of the act, an edited or restored one as alive', () => {
    const deleted = layOver(things, base, { op: 'delete', at, patch: {} })
    expect(deleted).toEqual({ data: base.data, deletedAt: '2026-11-03T09:15:00.000Z' })
    expect(layOver(things, { ...base, deletedAt: '2026-01-01T00:00:00.000Z' }, { op: 'delete', at, patch: {} }).deletedAt).toBe('2026-01-01T00:00:00.000Z')
    expect(layOver(things, deleted, { op: 'restore', at, patch: {} }).deletedAt).toBeNull()
    expect(layOver(things, deleted, { op: 'update', at, patch: { title: 'x' } })).toMatchObject({ deletedAt: null, data: { title: 'x' } })
  })

  it('[R3] is idempotent, so that a rebase may lay the same changes on again', () => {
    const value = fc.option(fc.string({ maxLength: 3 }), { nil: null })
    fc.assert(fc.property(value, fc.subarray(['red', 'blue', 'green']), fc.subarray(['red', 'yellow']), (title, add, remove) => {
      const change = { op: 'update' as const, at, patch: { title, tags: { $set: { add, remove: remove.filter((tag) => !add.includes(tag)) } } } }
      const once = layOver(things, base, change)
      expect(layOver(things, once, change)).toEqual(once)
    }))
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contacts } from '../../model/contacts.ts'
import type { PulledRecord } from '../store/port.ts'
import { idsByValue, sortedIds, type SortKey } from './indexes.ts'
import { compareKeys } from './values.ts'

const record = (id: string, firstName: string | null): PulledRecord =>
  ({ entity: 'contacts', id, revision: 1, createdRevision: 1, data: { firstName }, deletedAt: null, updatedAt: '', updatedBy: '' })

const acts = fc.array(fc.record({ id: fc.constantFrom('1', '2', '3', '4', '5'), name: fc.constantFrom('a', 'b', 'c', null, 'drop'), settles: fc.boolean() }), { maxLength: 40 })

describe('indexes in memory', () => {
  it('hold every record once, in order, after whatever was put and dropped', () => {
    fc.assert(fc.property(acts, fc.boolean(), (all, down) => {
      const sort: SortKey[] = [{ name: 'firstName', down }], index = sortedIds(contacts, sort), byValue = idsByValue(contacts, 'firstName')
      const stands = new Map<string, string | null>()
      for (const { id, name, settles } of all) {
        for (const one of [index, byValue]) {
          if (name === 'drop') one.drop(id)
          else one.put(record(id, name))
        }
        if (name === 'drop') stands.delete(id)
        else stands.set(id, name)
        if (settles) index.settle()
      }
      index.settle()
      const expected = [...stands].sort(([oneId, one], [otherId, other]) => {
        const order = compareKeys(one, other)
        return (down && one !== null && other !== null ? -order : order) || (oneId < otherId ? -1 : 1) * (down ? -1 : 1)
      }).map(([id]) => id)
      expect(index.after(null, 100).map(({ id }) => id)).toEqual(expected)
      // From each place on, and from places that are gone.
      for (const [at, place] of index.after(null, 100).entries()) expect(index.after(place, 100).map(({ id }) => id)).toEqual(expected.slice(at + 1))
      expect(index.size()).toBe(stands.size)
      for (const name of ['a', 'b', 'c']) expect(byValue.of(name)).toEqual([...stands].filter(([, one]) => one === name).map(([id]) => id).sort().reverse())
    }))
  })
})

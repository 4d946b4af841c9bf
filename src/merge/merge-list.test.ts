import { describe, expect, it } from 'vitest'
import { change, existing, pushAll } from '../../tests/support/merge-setup.ts'
import type { Json } from '../shared/json.ts'
import { diffLists } from './list-patch.ts'
import type { Element } from '../model/entity.ts'

const emails = (replica: string, at: number, patch: Json, more = {}) => change({ replica, at, patch: { emails: patch }, ...more })
const base = (): ReturnType<typeof existing> => existing({ emails: [{ id: 'e1', value: 'old', label: 'work' }] })

describe('union', () => {
  it('[M2] what two add concurrently is all there, and nobody lost', () => {
    const { record, outcomes } = pushAll(base(), [
      emails('a', 100, { $set: { add: [{ id: 'a1', value: 'a' }] } }), emails('b', 50, { $set: { add: [{ id: 'b1', value: 'b' }] } }),
    ])
    expect(record.data['emails']).toEqual([{ id: 'e1', value: 'old', label: 'work' }, { id: 'a1', value: 'a' }, { id: 'b1', value: 'b' }])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['applied', 'applied'])
  })

  it('[M2] members of one element merge by the newest, each for itself', () => {
    const { record, outcomes } = pushAll(base(), [
      emails('a', 100, { $set: { update: { e1: { value: 'a', label: 'a' } } } }), emails('b', 50, { $set: { update: { e1: { value: 'b' } } } }),
      emails('c', 150, { $set: { update: { e1: { label: 'c' } } } }),
    ])
    expect(record.data['emails']).toEqual([{ id: 'e1', value: 'a', label: 'c' }])
    expect(outcomes[1]).toMatchObject({ status: 'merged', superseded: [{ field: 'emails', by: { replicaId: 'a' } }] })
    expect(outcomes[2]).toMatchObject({ status: 'merged', overruled: [{ field: 'emails', lostMeta: { replicaId: 'a' } }] })
  })

  it('[M2, I5] under an id that every object has as a name, what lost is told, and nothing is written anywhere else', () => {
    const start = existing({ emails: [{ id: 'constructor', value: 'old', label: 'work' }] })
    const { outcomes } = pushAll(start, [
      emails('a', 100, { $set: { update: { constructor: { value: 'a', label: 'a' } } } }), emails('b', 50, { $set: { update: { constructor: { value: 'b' } } } }),
      emails('c', 150, { $set: { update: { constructor: { label: 'c' } } } }),
    ])
    expect(outcomes[1]!.superseded).toMatchObject([{ field: 'emails', lost: [{ id: 'constructor', value: 'b', label: 'a' }] }])
    expect(outcomes[2]!.overruled).toMatchObject([{ field: 'emails', lost: [{ id: 'constructor', value: 'a', label: 'a' }] }])
    expect(['value', 'label'].filter((name) => Object.hasOwn(Object, name))).toEqual([])
  })

  it('[M2] an update beats a concurrent remove, whole, in either order, and whoever removed is told', () => {
    const update = emails('a', 100, { $set: { update: { e1: { value: 'new' } } } }), remove = emails('b', 200, { $set: { remove: ['e1'] } })
    const forth = pushAll(base(), [update, remove]), back = pushAll(base(), [remove, update])
    for (const { record } of [forth, back]) expect(record.data['emails']).toEqual([{ id: 'e1', value: 'new', label: 'work' }])
    expect(forth.outcomes[1]).toMatchObject({ status: 'merged', superseded: [{ field: 'emails', lost: [], by: { replicaId: 'a' } }] })
    expect(back.outcomes[1]).toMatchObject({ status: 'merged', overruled: [{ field: 'emails', lost: [], lostMeta: { replicaId: 'b' } }] })
  })

  it('[M2] also an update that loses to a newer one beats the remove that did not know of it', () => {
    const first = pushAll(base(), [emails('c', 300, { $set: { update: { e1: { value: 'newest' } } } })]).record
    const update = emails('a', 100, { $set: { update: { e1: { value: 'older' } } } })
    const remove = emails('b', 200, { $set: { remove: ['e1'] } }, { baseRevision: 2 })
    for (const order of [[update, remove], [remove, update]]) {
      expect(pushAll(first, order).record.data['emails']).toEqual([{ id: 'e1', value: 'newest', label: 'work' }])
    }
  })

  it('[M2, M6] an update of an element whose add never came brings in all that its author saw of it, as the device shows it', () => {
    const before = { emails: [{ id: 'e1', value: 'old', label: 'work' }, { id: 'e2', value: 'new' }] }
    const { record, outcomes } = pushAll(base(), [emails('a', 100, { $set: { update: { e2: { label: 'home' } } } }, { before })])
    expect(record.data['emails']).toEqual([{ id: 'e1', value: 'old', label: 'work' }, { id: 'e2', value: 'new', label: 'home' }])
    expect(outcomes[0]!.status).toBe('applied')
    expect(before.emails[1]).toEqual({ id: 'e2', value: 'new' })
  })

  it('[M2] a remove by one who knew of every edit is applied', () => {
    const { record, outcomes } = pushAll(base(), [
      emails('a', 100, { $set: { update: { e1: { value: 'new' } } } }), emails('b', 90, { $set: { remove: ['e1'] } }, { baseRevision: 2 }),
    ])
    expect(record.data['emails']).toEqual([])
    expect(outcomes[1]).toMatchObject({ status: 'applied', changed: { emails: { from: [{ id: 'e1', value: 'new', label: 'work' }], to: [] } } })
  })

  it('[M1] a replica removes what it itself changed before', () => {
    const { record } = pushAll(base(), [emails('a', 100, { $set: { update: { e1: { value: 'new' } } } }), emails('a', 101, { $set: { remove: ['e1'] } })])
    expect(record.data['emails']).toEqual([])
  })

  it('[M2] a tag that two added and one of them removes stays for the other, in either order', () => {
    const tag = (replica: string, at: number, patch: Json) => change({ replica, at, patch: { tags: patch } })
    const a = [tag('a', 100, { $set: { add: ['vip/gold'] } }), tag('a', 101, { $set: { remove: ['vip/gold'] } })] as const
    const b = tag('b', 50, { $set: { add: ['vip/gold'] } })
    for (const order of [[a[0], a[1], b], [a[0], b, a[1]], [b, a[0], a[1]]]) {
      expect(pushAll(existing({ tags: ['x'] }), order).record.data['tags']).toEqual(['x', 'vip/gold'])
    }
  })

  it('[M2] lost and standing lists differ in nothing but what lost, so that "restore mine" is their difference', () => {
    const { outcomes } = pushAll(base(), [
      emails('a', 100, { $set: { add: [{ id: 'a1', value: 'a' }], update: { e1: { value: 'a' } } } }),
      emails('b', 50, { $set: { add: [{ id: 'b1', value: 'b' }], update: { e1: { value: 'b', label: 'home' } } } }),
    ])
    const { lost, stands } = outcomes[1]!.superseded[0] as unknown as { lost: Element[]; stands: Element[] }
    expect(diffLists(stands, lost)).toEqual({ $set: { update: { e1: { value: 'b' } } } })
    expect(stands).toEqual([{ id: 'e1', value: 'a', label: 'home' }, { id: 'a1', value: 'a' }, { id: 'b1', value: 'b' }])
  })

  it('[P2] a list given whole removes what its author knew and leaves what another added since', () => {
    const { record, outcomes } = pushAll(base(), [
      emails('a', 100, { $set: { add: [{ id: 'a1', value: 'a' }] } }),
      emails('b', 200, [{ id: 'b1', value: 'b' }]),
    ])
    expect(record.data['emails']).toEqual([{ id: 'a1', value: 'a' }, { id: 'b1', value: 'b' }])
    expect(outcomes[1]).toMatchObject({ status: 'applied', superseded: [] })
  })

  it('[P2] clearing a list by null removes what its author knew', () => {
    expect(pushAll(base(), [emails('b', 200, null)]).record.data['emails']).toEqual([])
  })

  it('a list with something that is no element is left for the schema to refuse, not repaired', () => {
    const broken = [{ value: 'no id' }]
    expect(pushAll(base(), [emails('b', 200, broken)]).record.data['emails']).toEqual(broken)
  })

  it('keys survive ids with any character', () => {
    const id = 'a/b~c*'
    const { record } = pushAll(existing({ emails: [{ id, value: 'old' }, { id: 'a', value: 'x' }] }), [
      emails('a', 100, { $set: { remove: [id] } }), emails('b', 50, { $set: { update: { [id]: { value: 'new' } } } }), emails('c', 70, { $set: { remove: ['a'] } }),
    ])
    expect(record.data['emails']).toEqual([{ id, value: 'new' }])
  })
})

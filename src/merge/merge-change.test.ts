import { describe, expect, it } from 'vitest'
import { change, existing, pushAll, things, wholes } from '../../tests/support/merge-setup.ts'
import { canonicalJson, sha256Hex } from './canonical.ts'
import { mergeChange } from './merge-change.ts'

const set = (replica: string, at: number, patch: Record<string, string | null>, more = {}) => change({ replica, at, patch, ...more })

describe('concurrency', () => {
  it('[M1] a change whose author saw the value replaces it, under every policy', () => {
    for (const field of ['title', 'company', 'code', 'rank', 'body']) {
      const { record, outcomes } = pushAll(existing({ [field]: 'old' }), [
        set('a', 100, { [field]: 'one' }),
        set('b', 50, { [field]: 'two' }, { baseRevision: 2 }),
      ])
      expect(record.data[field], field).toBe('two')
      expect(outcomes.map((outcome) => outcome.status), field).toEqual(['applied', 'applied'])
    }
  })

  it('[M1] an earlier change of the same replica is not another, under every policy', () => {
    for (const field of ['title', 'company', 'code', 'rank']) {
      const { record, outcomes } = pushAll(existing({ [field]: 'old' }), [
        set('a', 100, { [field]: 'one' }),
        set('a', 101, { [field]: 'two' }),
      ])
      expect(record.data[field], field).toBe('two')
      expect(outcomes[1], field).toMatchObject({ status: 'applied', superseded: [], overruled: [], conflicts: [] })
    }
  })

  it('[M1] a field that already holds the incoming value is not concurrent, under every policy', () => {
    for (const field of ['title', 'company', 'code', 'rank']) {
      const { record, outcomes } = pushAll(existing({ [field]: 'old' }), [set('a', 100, { [field]: 'same' }), set('b', 50, { [field]: 'same' })])
      expect(record.data[field], field).toBe('same')
      expect(outcomes[1], field).toMatchObject({ status: 'applied', changed: {}, superseded: [], overruled: [], conflicts: [] })
    }
  })

  it('[M1] a value that two wrote alike is concurrent to a third that knew only the first', () => {
    const { outcomes } = pushAll(existing({ company: 'old' }), [
      set('a', 10, { company: 'same' }), set('b', 20, { company: 'same' }), set('c', 30, { company: 'other' }, { baseRevision: 2 }),
    ])
    expect(outcomes[2]!.conflicts).toMatchObject([{ field: 'company', mine: 'other', theirs: 'same', theirsMeta: { replicaId: 'b' } }])
  })

  it('[M1] different fields of one record never meet', () => {
    const { record, outcomes } = pushAll(existing({ title: 'old' }), [set('a', 100, { title: 'one' }), set('b', 50, { company: 'two', note: 'three' })])
    expect(record.data).toEqual({ title: 'one', company: 'two', note: 'three' })
    expect(outcomes[1]!.status).toBe('applied')
  })

  it('[M1] a field nobody ever wrote is free, also for a change that knew of nothing', () => {
    const { record } = pushAll(existing({ title: 'old' }), [set('b', 0, { code: 'x', company: 'y' }, { baseRevision: 0 })])
    expect(record.data).toEqual({ title: 'old', code: 'x', company: 'y' })
  })

  it('[M1] a value that another cleared meanwhile is concurrent, although nothing stands there', () => {
    const { record, outcomes } = pushAll(existing({ code: 'old' }), [set('a', 100, { code: null }), set('b', 200, { code: 'mine' })])
    expect(record.data).toEqual({})
    expect(outcomes[1]!.superseded).toMatchObject([{ field: 'code', lost: 'mine', stands: null, by: { replicaId: 'a' } }])
  })
})

describe('policies', () => {
  it('[M2] newest: the later effective time stands, in either order of arrival, and the other is told', () => {
    const early = set('a', 100, { title: 'early' }), late = set('b', 200, { title: 'late' })
    const forth = pushAll(existing({ title: 'old' }), [early, late]), back = pushAll(existing({ title: 'old' }), [late, early])
    expect(forth.record.data['title']).toBe('late')
    expect(forth.outcomes[1]).toMatchObject({ status: 'merged', superseded: [], overruled: [{ field: 'title', lost: 'early', stands: 'late', lostMeta: { replicaId: 'a' } }] })
    expect(back.record.data['title']).toBe('late')
    expect(back.outcomes[1]).toMatchObject({ status: 'merged', overruled: [], superseded: [{ field: 'title', lost: 'early', stands: 'late', by: { replicaId: 'b' } }] })
  })

  it('[M2] newest: at the very same moment the replica decides, in either order of arrival', () => {
    const one = set('a', 100, { title: 'one' }), two = set('b', 100, { title: 'two' })
    expect(pushAll(existing({}), [one, two]).record.data).toEqual(pushAll(existing({}), [two, one]).record.data)
  })

  it('[T1] newest: an edit that had seen a value is later than it, also for a third that comes after', () => {
    // b saw a's value and its clock said less; c, between the two clocks, knew of neither.
    const { record } = pushAll(existing({ title: 'old' }), [
      set('a', 300, { title: 'a' }), set('b', 100, { title: 'b' }, { baseRevision: 2 }), set('c', 200, { title: 'c' }),
    ])
    expect(record.data['title']).toBe('b')
  })

  it("[M2] server: the server's value stands against a later one that did not know of it", () => {
    const { record, outcomes } = pushAll(existing({ code: 'old' }), [set('a', 100, { code: 'one' }), set('b', 200, { code: 'two' })])
    expect(record.data['code']).toBe('one')
    expect(outcomes[1]).toMatchObject({ status: 'merged', changed: {}, superseded: [{ field: 'code', lost: 'two', stands: 'one', by: { replicaId: 'a' } }] })
  })

  it('[M2] role: the higher role stands in either order, equals by the newest', () => {
    const admin = set('a', 100, { rank: 'admin' }, { role: 'admin' }), member = set('b', 200, { rank: 'member' })
    for (const order of [[admin, member], [member, admin]]) expect(pushAll(existing({ rank: 'old' }), order).record.data['rank']).toBe('admin')
    const later = set('c', 300, { rank: 'later' }, { role: 'admin' })
    for (const order of [[admin, later], [later, admin]]) expect(pushAll(existing({ rank: 'old' }), order).record.data['rank']).toBe('later')
  })

  it("[M3] manual: the server's value stands and the conflict has base, mine, theirs and who", () => {
    const { record, outcomes } = pushAll(existing({ company: 'old' }), [
      set('a', 100, { company: 'theirs' }), set('b', 200, { company: 'mine', title: 'x' }, { before: { company: 'old' } }),
    ])
    expect(record.data).toEqual({ company: 'theirs', title: 'x' })
    expect(outcomes[1]).toMatchObject({
      status: 'conflict', superseded: [], changed: { title: { from: null, to: 'x' } },
      conflicts: [{ field: 'company', base: 'old', mine: 'mine', theirs: 'theirs', theirsMeta: { replicaId: 'a', changeId: 'a-100' } }],
    })
  })

  it('[M3] manual: what the same replica writes after its own conflict, not yet knowing of it, is a conflict again', () => {
    const { record, outcomes } = pushAll(existing({ company: 'old' }), [
      set('a', 100, { company: 'theirs' }), set('b', 200, { company: 'mine' }), set('b', 201, { company: 'mine after all' }),
    ])
    expect(record.data['company']).toBe('theirs')
    expect(outcomes[2]!.conflicts).toMatchObject([{ mine: 'mine after all', theirs: 'theirs' }])
  })

  it('[M7] in advisory mode what comes stands, whatever the policy, and the conflict says what lost', () => {
    for (const field of ['title', 'company', 'code', 'rank']) {
      const base = pushAll(existing({ [field]: 'old' }), [set('a', 100, { [field]: 'theirs' })]).record
      const outcome = mergeChange(things, base, { ...set('b', 50, { [field]: 'mine' }), revision: 3 }, { advisory: true })
      expect(outcome.record.data[field], field).toBe('mine')
      expect(outcome, field).toMatchObject({
        status: 'conflict', superseded: [], overruled: [], changed: { [field]: { from: 'theirs', to: 'mine' } },
        conflicts: [{ mine: 'mine', theirs: 'theirs', stands: 'mine', theirsMeta: { replicaId: 'a' } }],
      })
    }
  })

  it('[M7] in advisory mode nothing is recorded where nobody wrote meanwhile, where both wrote the same, or of lists', () => {
    const base = pushAll(existing({ company: 'old', tags: ['red'] }), [change({ replica: 'a', at: 100, patch: { company: 'theirs', tags: ['red', 'blue'] } })]).record
    const push = (patch: Record<string, string | string[]>, baseRevision = 1) =>
      mergeChange(things, base, change({ replica: 'b', at: 200, patch, baseRevision, revision: 3 }), { advisory: true })
    expect(push({ company: 'mine' }, 2)).toMatchObject({ status: 'applied', conflicts: [] })
    expect(push({ company: 'theirs' })).toMatchObject({ status: 'applied', conflicts: [] })
    expect(push({ tags: ['red', 'green'] })).toMatchObject({ status: 'applied', conflicts: [], record: { data: { tags: ['red', 'blue', 'green'] } } })
  })

  it('[R4] a field the model does not know is kept, the newest of it', () => {
    const { record } = pushAll(existing({ future: 'old' }), [set('a', 200, { future: 'late' }), set('b', 100, { future: 'early' })])
    expect(record.data['future']).toBe('late')
  })

  it('[M2] a merge by whole record keeps the newest whole and the other in the outcome', () => {
    const base = existing({ title: 'old', note: 'old' })
    const { record, outcomes } = pushAll(base, [set('a', 200, { title: 'a', note: 'a' }), set('b', 100, { title: 'b' })], wholes)
    expect(record.data).toEqual({ title: 'a', note: 'a' })
    expect(outcomes[1]!.superseded.map(({ field, lost }) => [field, lost])).toEqual([['title', 'b'], ['note', null]])
    const other = pushAll(base, [set('b', 100, { title: 'b' }), set('a', 200, { title: 'a', note: 'a' })], wholes)
    expect(other.record.data).toEqual({ title: 'a', note: 'a' })
    expect(other.outcomes[1]!.overruled.map(({ field, lost }) => [field, lost])).toEqual([['title', 'b'], ['note', null]])
  })
})

describe('edit and delete', () => {
  const remove = (replica: string, at: number, more = {}) => change({ replica, at, op: 'delete', ...more })
  const restore = (replica: string, at: number, more = {}) => change({ replica, at, op: 'restore', ...more })

  it('[M4] a delete upon a base since which another edited is merged, with deletedAt superseded, and the record stays', () => {
    const { record, outcomes } = pushAll(existing({ title: 'old' }), [set('a', 100, { title: 'edited' }), remove('b', 200)])
    expect(record.deletedAt).toBeNull()
    expect(outcomes[1]).toMatchObject({ status: 'merged', changed: {}, superseded: [{ field: 'deletedAt', stands: null, by: { replicaId: 'a' } }] })
    expect(outcomes[1]!.superseded[0]!.lost).toBe(new Date(200).toISOString())
  })

  it('[M4] an edit of a deleted record brings it back with the edit, and whoever deleted is told', () => {
    const { record, outcomes } = pushAll(existing({ title: 'old', note: 'n' }), [remove('b', 200), set('a', 100, { title: 'edited' })])
    expect(record).toMatchObject({ deletedAt: null, data: { title: 'edited', note: 'n' } })
    expect(outcomes[1]).toMatchObject({
      status: 'merged', overruled: [{ field: 'deletedAt', stands: null, lostMeta: { replicaId: 'b' } }],
      changed: { deletedAt: { from: new Date(200).toISOString(), to: null }, title: { from: 'old', to: 'edited' } },
    })
  })

  it('[M4] also an edit that loses by its policy or opens a conflict beats the delete, in either order', () => {
    for (const field of ['title', 'code', 'company']) {
      const base = pushAll(existing({ [field]: 'old' }), [set('a', 300, { [field]: 'a' })]).record
      const edit = set('b', 200, { [field]: 'b' }), deletion = remove('c', 400, { baseRevision: 2 })
      for (const order of [[edit, deletion], [deletion, edit]]) {
        const { record } = pushAll(base, order)
        expect(record, field).toMatchObject({ deletedAt: null, data: { [field]: 'a' } })
      }
    }
  })

  it('[M4] an own edit in between does not hide the edit of another', () => {
    const { record } = pushAll(existing({ title: 'old' }), [set('b', 100, { note: 'x' }), set('a', 110, { title: 'y' }), remove('a', 120)])
    expect(record.deletedAt).toBeNull()
  })

  it('[M4] a delete of what its author saw is applied, and deleting the deleted is nothing', () => {
    const { record, outcomes } = pushAll(existing({ title: 'old' }), [
      set('a', 100, { title: 'new' }), remove('b', 90, { baseRevision: 2 }), remove('c', 500),
    ])
    expect(record.deletedAt).toBe(new Date(90).toISOString())
    expect(outcomes[1]).toMatchObject({ status: 'applied', changed: { deletedAt: { from: null } } })
    expect(outcomes[2]).toMatchObject({ status: 'applied', changed: {}, superseded: [], overruled: [] })
  })

  it('[M4] restore counts as an edit: a delete that did not know of it loses', () => {
    const { record, outcomes } = pushAll(existing({ title: 'old' }), [
      remove('a', 100), restore('a', 110, { baseRevision: 2 }), remove('b', 120),
    ])
    expect(record.deletedAt).toBeNull()
    expect(outcomes[2]!.superseded).toMatchObject([{ field: 'deletedAt', by: { replicaId: 'a' } }])
  })

  it('[M4] restoring what one saw in the trash brings it back and tells nobody; so does an own edit after an own delete', () => {
    const restored = pushAll(existing({ title: 'old' }), [remove('a', 100), restore('b', 110, { baseRevision: 2 })])
    expect(restored.record.deletedAt).toBeNull()
    expect(restored.outcomes[1]).toMatchObject({ status: 'applied', overruled: [] })
    const edited = pushAll(existing({ title: 'old' }), [remove('a', 100), set('a', 101, { title: 'new' })])
    expect(edited.record).toMatchObject({ deletedAt: null, data: { title: 'new' } })
    expect(edited.outcomes[1]).toMatchObject({ status: 'applied', overruled: [] })
  })

  it('[P2] a create of a record that exists or was deleted is an update with base 0', () => {
    const create = change({ replica: 'b', at: 500, op: 'create', baseRevision: 9, patch: { code: 'mine', note: 'n', tags: ['blue'] } })
    const there = pushAll(existing({ code: 'theirs', tags: ['red'] }), [create])
    expect(there.record.data).toEqual({ code: 'theirs', note: 'n', tags: ['red', 'blue'] })
    expect(there.outcomes[0]).toMatchObject({ status: 'merged', superseded: [{ field: 'code', lost: 'mine' }] })
    const back = pushAll(existing({ title: 'x' }), [remove('a', 100), create])
    expect(back.record).toMatchObject({ deletedAt: null, data: { title: 'x', code: 'mine' } })
  })

  it('a change of a record that is not there is a bug, unless it creates it', () => {
    expect(() => mergeChange(things, null, set('a', 1, { title: 'x' }))).toThrow(/bug/)
  })
})

it('[H1] a create tells what it wrote, without empty fields', () => {
  const outcome = mergeChange(things, null, change({ replica: 'a', at: 5, op: 'create', revision: 7, patch: { title: 'x', note: null, tags: ['red', 'red'] } }))
  expect(outcome).toMatchObject({ status: 'applied', record: { revision: 7, data: { title: 'x', tags: ['red'] } }, changed: { title: { from: null, to: 'x' } } })
  expect(Object.keys(outcome.record.data)).toEqual(['title', 'tags'])
})

it('[M6] these pushes leave these bytes, in Node and in every browser', () => {
  const { record } = pushAll(existing({ title: 'José', tags: ['a/b'], emails: [{ id: 'e1', value: 'x@y' }] }), [
    set('a', 100, { title: '日本' }),
    change({ replica: 'b', at: 90, patch: { title: 'lost', emails: { $set: { update: { e1: { label: 'home' } }, add: [{ id: 'e2', value: 'é' }] } } } }),
    change({ replica: 'c', at: 80, patch: { emails: { $set: { remove: ['e1'] } }, tags: { $set: { remove: ['a/b'], add: ['😀'] } } } }),
    change({ replica: 'd', at: 70, op: 'delete' }),
  ])
  expect(canonicalJson([record.data, record.deletedAt])).toBe(
    '[{"emails":[{"id":"e1","label":"home","value":"x@y"},{"id":"e2","value":"é"}],"tags":["😀"],"title":"日本"},null]')
  expect(sha256Hex(canonicalJson(record))).toMatchInlineSnapshot(`"303dd58ff2f26dfef503ae80735c3f774b9e10b82b166233078b4c449aa5f3e8"`)
})

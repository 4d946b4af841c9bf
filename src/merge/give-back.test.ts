import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, existing, grown, pushAll, things } from '../../tests/support/merge-setup.ts'
import type { Data, Json } from '../shared/json.ts'
import { asKnown } from './as-known.ts'
import { mergeGivenBack, type GivenBack } from './give-back.ts'
import { editText, startOf, writeState } from './text-document.ts'
import type { MergeRecord } from './types.ts'

const given = (revision: number, data: Data, more: Partial<GivenBack> = {}): GivenBack =>
  ({ data, deletedAt: null, revision, at: { ms: revision, counter: 0, replicaId: 'ended' }, replicaId: 'ended', userId: 'giver', role: 'member', id: `given-${revision}`, ...more })

/** Both histories share revision 1; the living one was at 10 when the other was found dead. */
const parting = { common: 1, ended: 10 }
const never = (): boolean => false
const give = (record: MergeRecord | null, ...all: GivenBack[]): MergeRecord => all.reduce<MergeRecord | null>(
  (stored, one) => mergeGivenBack(things, stored, one, parting, (stored?.revision ?? 10) + 1, never).record, record)!

/** The living epoch's writes come after its beginning. */
const living = (record: MergeRecord, patch: Data): MergeRecord =>
  pushAll({ ...record, revision: 20 }, [change({ replica: 'b', at: 5, patch, baseRevision: 1 })]).record

/** A record whose text the living epoch made that. */
const edited = ({ document }: { document: Json }): MergeRecord => pushAll(
  { ...existing({ title: 'old', body: 'Begin.' }), revision: 20 }, [change({ replica: 'b', at: 40, patch: { body: { $text: document } }, before: { body: 'Begin.' }, baseRevision: 1 })]).record

describe('a record given back', () => {
  it('[R8] of every policy: what the living epoch wrote stands and the other stands aside, what it did not write comes back', () => {
    const record = living(existing({ title: 'old', company: 'old', code: 'old', rank: 'old', note: 'old' }), { title: 'new', company: 'new', code: 'new', rank: 'new' })
    const { record: after, lost } = mergeGivenBack(things, record, given(9, { title: 'lost', company: 'lost', code: 'lost', rank: 'lost', note: 'lost' }), parting, 30, never)
    expect(after.data).toEqual({ title: 'new', company: 'new', code: 'new', rank: 'new', note: 'lost' })
    expect(lost.map(({ field }) => field).sort()).toEqual(['code', 'company', 'rank', 'title'])
  })

  it('[R8] a document too large together with the one that stands, or one that cannot be read, comes as its words', () => {
    const one = grown('a', 2_500), other = grown('b', 2_500), stands = edited(one)
    for (const document of [other.document, 'AQ==', 'no document']) {
      const { record, lost } = mergeGivenBack(things, stands, given(9, { body: other.text, $text: { body: document } }), parting, 30, never)
      // Two who write at one place may leave no blank between their words.
      const words: readonly string[] = String(record.data['body']).match(/Begin\.|[ab]\d+/g) ?? []
      expect([...new Set([...one.text.split(' '), ...other.text.split(' ')])].filter((word) => !words.includes(word))).toEqual([])
      expect(lost).toEqual([])
      expect(mergeGivenBack(things, null, given(9, { body: other.text, $text: { body: document } }), parting, 30, never).record.data['body']).toBe(other.text)
    }
  }, 60_000)

  it('[R8, M2] a text that finds a document without any room comes into one that is begun anew', () => {
    const full = grown('a', 3_000), stands = edited(full)
    const { record, lost } = mergeGivenBack(things, stands, given(9, { title: 'given', body: `Other ${full.text} words` }), parting, 30, never)
    expect(record.data).toMatchObject({ title: 'given', body: `Other ${full.text} words` })
    expect(JSON.stringify(record.data['$text']).length).toBeLessThan(JSON.stringify(stands.data['$text']).length)
    expect(lost).toEqual([])
  })

  it('[R8] texts that went apart are brought together, and twice is as once', () => {
    const begun = existing({ body: 'Ana called.' }), before = { body: 'Ana called.' }
    const there = pushAll(begun, [change({ replica: 'a', at: 3, patch: { body: 'Ana called twice.' }, before, baseRevision: 1 })]).record
    const here = pushAll({ ...begun, revision: 20 }, [change({ replica: 'b', at: 40, patch: { body: 'On Monday, Ana called.' }, before, baseRevision: 1 })]).record
    const once = mergeGivenBack(things, here, given(9, there.data), parting, 30, never)
    expect(once.record.data['body']).toBe('On Monday, Ana called twice.')
    expect(once.lost).toEqual([])
    expect(mergeGivenBack(things, once.record, given(9, there.data), parting, 31, never)).toMatchObject({ changed: false, lost: [] })
    expect(give(null, given(9, there.data)).data).toEqual(there.data)
  })

  it('[R8, M2] words that nobody had edited there take nothing out of the text that stands, whenever it was written', () => {
    const begun = existing({ body: 'Ana called.' }), before = { body: 'Ana called.' }
    // Within what may be of either history, and by an older clock than the record that is given back, which was only restored there.
    const here = pushAll({ ...begun, revision: 5 }, [change({ replica: 'b', at: 3, patch: { body: 'On Monday, Ana called.' }, before, baseRevision: 1 })]).record
    expect(here.revision).toBeLessThanOrEqual(parting.ended)
    const once = mergeGivenBack(things, here, given(9, { body: 'Ana called.', title: 'given' }), parting, 30, never)
    expect(once.record.data).toMatchObject({ body: 'On Monday, Ana called.', title: 'given' })
    expect(once.lost).toEqual([])
  })

  it('[R8, M2] an empty text that nobody had edited there empties none', () => {
    const here = pushAll({ ...existing({ body: '' }), revision: 5 }, [change({ replica: 'b', at: 3, patch: { body: 'Ana called.' }, before: { body: '' }, baseRevision: 1 })]).record
    for (const body of ['', null]) expect(mergeGivenBack(things, here, given(9, { body, title: 'given' }), parting, 30, never).record.data).toMatchObject({ body: 'Ana called.', title: 'given' })
  })

  it('[R8, M2] a document that comes as its words takes nothing out of the text that stands, whenever it was written', () => {
    const begun = existing({ body: 'Ana called.' }), before = { body: 'Ana called.' }
    const here = pushAll({ ...begun, revision: 5 }, [change({ replica: 'b', at: 3, patch: { body: 'On Monday, Ana called.' }, before, baseRevision: 1 })]).record
    const { record, lost } = mergeGivenBack(things, here, given(9, { body: 'Ana called twice.', $text: { body: 'no document' } }), parting, 30, never)
    expect(record.data['body']).toBe('On Monday, Ana called twice.')
    expect(lost).toEqual([])
  })

  it('[R4, R8, M2] words come to a text that this server does not know yet without taking any out', () => {
    const begun = existing({ memo: 'Ana called.' })
    const document = writeState(editText(startOf('memo', 'Ana called.'), 'On Monday, Ana called.', 'b'))
    const here = pushAll({ ...begun, revision: 5 }, [change({ replica: 'b', at: 3, patch: { memo: { $text: document } }, before: { memo: 'Ana called.' }, baseRevision: 1 })]).record
    expect(here.data['memo']).toBe('On Monday, Ana called.')
    expect(mergeGivenBack(things, here, given(9, { memo: 'Ana called.', title: 'given' }), parting, 30, never).record.data).toMatchObject({ memo: 'On Monday, Ana called.', title: 'given' })
  })

  it('[R8] what its history tells of is no loss', () => {
    const record = living(existing({ title: 'old' }), { title: 'new' })
    expect(mergeGivenBack(things, record, given(9, { title: 'old' }), parting, 30, (_field, value) => value === 'old')).toMatchObject({ changed: false, lost: [] })
  })

  it('[R8] between what can be proven and the moment it was noticed, the time tells', () => {
    const base = existing({ title: 'old' })
    // Revision 2 may be of either history: written before what is given back, it is that one's past; after it, it is the living epoch's.
    const [before, after] = [4, 40].map((at) => pushAll(base, [change({ replica: 'b', at, patch: { title: 'between' } })]).record)
    expect(give(before!, given(9, { title: 'given' })).data['title']).toBe('given')
    expect(give(after!, given(9, { title: 'given' })).data['title']).toBe('between')
  })

  it('[R8] whatever comes back in whatever order and how often, the highest old revision stands', () => {
    const values = fc.record({ title: fc.constantFrom('a', 'b', 'c'), company: fc.constantFrom('x', 'y'), tags: fc.uniqueArray(fc.constantFrom('red', 'blue', 'green')) }, { requiredKeys: [] })
    fc.assert(fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }), (lives, order) => {
      const all = lives.map((data, at) => given(at + 2, data as Data))
      const taken = [...order.map((at) => all[at % all.length]!), all.at(-1)!]
      // The server hands on only what is newer than it was given already.
      let highest = 0
      const fresh = taken.filter(({ revision }) => revision > highest && (highest = revision) > 0)
      const once = give(existing({ title: 'old', tags: ['red'] }), all.at(-1)!)
      const often = give(existing({ title: 'old', tags: ['red'] }), ...fresh)
      const data = (record: MergeRecord): unknown => ({ ...record.data, tags: [...(record.data['tags'] as string[] | undefined) ?? []].sort() })
      expect(data(often)).toEqual(data(once))
    }))
  })

  it('[R8] is given back to a record that is not there as it was, tombstone and all', () => {
    expect(give(null, given(9, { title: 'a' }, { deletedAt: '2026-01-01T00:00:00.000Z' }))).toMatchObject({ data: { title: 'a' }, deletedAt: '2026-01-01T00:00:00.000Z' })
  })

  it('[R8, M6] alters nothing that it is given', () => {
    const record = living(existing({ title: 'old', emails: [{ id: 'e1', value: 'old' }] }), { title: 'new' }), offered = given(9, { title: 'lost', emails: [] })
    const before = structuredClone([record, offered])
    mergeGivenBack(things, record, offered, parting, 30, never)
    expect([record, offered]).toEqual(before)
  })
})

describe('what somebody knows', () => {
  it('[M1] counts as of their base while it is merged, and as it was afterwards', () => {
    const record = pushAll(existing({ title: 'old', note: 'old' }), [change({ replica: 'b', at: 5, patch: { title: 'b', note: 'b' } })]).record
    const { record: seen, restore } = asKnown(record, (mark) => mark.replicaId === 'b', 1)
    const merged = pushAll(seen, [change({ replica: 'c', at: 6, patch: { title: 'c' } })])
    expect(merged.outcomes[0]!.status).toBe('applied')
    const after = restore(merged.record)
    expect(after.meta['note']).toEqual(record.meta['note'])
    expect(after.meta['title']).toMatchObject({ replicaId: 'c' })
  })
})

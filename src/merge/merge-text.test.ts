import { describe, expect, it } from 'vitest'
import { change, existing, grown, pushAll, things } from '../../tests/support/merge-setup.ts'
import type { Data, Json } from '../shared/json.ts'
import { canonicalJson } from './canonical.ts'
import { inverseOf } from './inverse.ts'
import { layOver } from './lay-over.ts'
import { editText, startOf, writeState } from './text-document.ts'
import { documentIn, fitting, textsMember } from './text-field.ts'
import type { IncomingChange, MergeRecord } from './types.ts'

const start = (): MergeRecord => existing({ title: 'old', body: 'the cat sat' })
/** An edit as a device journals it, made to these data. */
const edited = (data: Data, body: string, seed: string): Json => ({ $text: writeState(editText(documentIn(data, 'body'), body, seed)) })
const edit = (replica: string, at: number, body: string, more: Omit<Partial<IncomingChange>, 'at'> = {}): IncomingChange =>
  change({ replica, at, patch: { body: edited(start().data, body, replica) }, before: { body: 'the cat sat' }, ...more })
const bodyOf = ({ data }: { data: Data }): Json | undefined => data['body']

describe('a text', () => {
  it('[M2] takes in edits that did not know of each other: merged, nothing superseded, nobody told, both writers of it', () => {
    const { record, outcomes: [first, second] } = pushAll(start(), [edit('a', 2, 'the big cat sat'), edit('b', 3, 'the cat sat down')])
    expect(bodyOf(record)).toBe('the big cat sat down')
    expect(first).toMatchObject({ status: 'applied', unfit: null })
    expect(second).toMatchObject({ status: 'merged', superseded: [], overruled: [], conflicts: [], changed: { body: { from: 'the big cat sat', to: 'the big cat sat down' } } })
    expect(Object.keys(second!.changed)).toEqual(['body'])
    // A third that knew of neither meets both, and the next of the second, which knows of the first by then, nobody.
    expect(pushAll(record, [edit('c', 4, 'a cat sat')]).outcomes[0]).toMatchObject({ status: 'merged' })
    const later = change({ replica: 'b', at: 5, baseRevision: record.revision, patch: { body: edited(record.data, 'cats', 'later') } })
    expect(pushAll(record, [later]).outcomes[0]).toMatchObject({ status: 'applied', record: { data: { body: 'cats' } } })
  })

  it('[M6] is the same bytes in whatever order the edits arrive', () => {
    const edits = [edit('a', 2, 'the big cat sat'), edit('b', 3, 'the cat sat down'), edit('c', 4, 'that cat')]
    const ends = [[0, 1, 2], [2, 1, 0], [1, 2, 0]].map((order) => canonicalJson(pushAll(start(), order.map((index) => edits[index]!)).record.data))
    expect(new Set(ends).size).toBe(1)
  })

  it('[M2] keeps a new word beside one that begins like it and is taken out meanwhile (found by the simulation)', () => {
    const names = existing({ body: 'Ana Anders' })
    const to = (replica: string, at: number, body: string): IncomingChange => change({ replica, at, patch: { body: edited(names.data, body, replica) } })
    expect(bodyOf(pushAll(names, [to('a', 2, 'Ana Andrea Anders'), to('b', 3, 'Ana')]).record)).toContain('Andrea')
  })

  it('[P3] that has an edit already is not changed by it', () => {
    const once = pushAll(start(), [edit('a', 2, 'the big cat sat'), edit('b', 3, 'the cat sat down')]).record
    expect(pushAll(once, [edit('a', 2, 'the big cat sat')]).outcomes[0]).toMatchObject({ status: 'applied', changed: {} })
  })

  it('[M4] an edit of it beats a delete, and the delete loses no word', () => {
    const gone = change({ replica: 'b', at: 3, op: 'delete' })
    for (const order of [[edit('a', 2, 'the big cat sat'), gone], [gone, edit('a', 2, 'the big cat sat')]]) {
      expect(pushAll(start(), order).record).toMatchObject({ deletedAt: null, data: { body: 'the big cat sat' } })
    }
  })

  it('a plain string is an edit of what stands, or, where its author did not know that, of what they saw', () => {
    const stands = pushAll(start(), [edit('a', 2, 'the big cat sat')]).record
    const plain = (more: Omit<Partial<IncomingChange>, 'at'>): unknown => bodyOf(pushAll(stands, [change({ replica: 'b', at: 3, patch: { body: 'the cat slept' }, ...more })]).record)
    expect(plain({ baseRevision: stands.revision })).toBe('the cat slept')
    expect(plain({ before: { body: 'the cat sat' } })).toBe('the big cat slept')
    expect(plain({}), 'not known what was seen: nothing is taken out').toMatch(/big cat.*(sat.*slept|slept.*sat)/)
    expect(bodyOf(pushAll(stands, [change({ replica: 'b', at: 3, baseRevision: stands.revision, patch: { body: null } })]).record)).toBeUndefined()
  })

  it('started from other words than stand there (a server put back), it keeps both, and none of them twice', () => {
    const foreign = editText(startOf('body', 'the cat sat on a mat'), 'the cat sat on a red mat', 'x')
    const { record } = pushAll(start(), [change({ replica: 'b', at: 3, patch: { body: { $text: writeState(foreign) } }, before: { body: 'the cat sat on a mat' } })])
    expect(bodyOf(record)).toMatch(/^the cat sat\s*red\s*$/)
    const wasEmpty = editText(startOf('body', ''), 'the cat sat', 'x')
    expect(bodyOf(pushAll(start(), [change({ replica: 'b', at: 3, patch: { body: { $text: writeState(wasEmpty) } }, before: { body: 'the cat sat' } })]).record)).toBe('the cat sat')
  })

  it('an edit that builds on nothing, or is none, does not fit', () => {
    for (const $text of ['BBBB', 'no', btoa('hostile')]) {
      expect(pushAll(start(), [change({ replica: 'a', at: 2, patch: { body: { $text } } })]).outcomes[0]!.unfit, $text).toMatchObject({ field: 'body' })
    }
  })
})

describe('[U1] the inverse of an edit of a text', () => {
  const back = (from: string, to: string, now: string): unknown => {
    const inverse = inverseOf(things, { op: 'update', fields: { body: { from, to } } }, { data: { body: now }, deletedAt: null })
    return inverse === null ? null : inverse.leftAlone.length > 0 ? inverse.leftAlone : inverse.patch['body']
  }
  it.each([
    ['takes its words out and leaves what others wrote', 'the cat sat', 'the big cat sat', 'the big cat sat down', 'the cat sat down'],
    ['puts back what it took out, among what others wrote', 'the big cat sat', 'the cat sat', 'the cat sat down', 'the big cat sat down'],
    ['is left alone where its words are gone', 'the cat', 'the big cat', 'a dog', ['body']],
    ['is nothing where what was there stands', 'a', 'b', 'a', null],
    ['empties what was empty', '', 'b', 'b', null],
  ])('%s', (_name, from, to, now, result) => { expect(back(from, to, now)).toEqual(result) })
})

describe('[R3] a pending edit of a text over what has come since', () => {
  const base = pushAll(start(), [edit('a', 2, 'the big cat sat')]).record.data
  const at = '2026-01-01T00:00:00.000Z-0000-b'

  it('shows both', () => {
    const shown = layOver(things, { data: base, deletedAt: null }, { op: 'update', patch: { body: edited(start().data, 'the cat sat down', 'b') }, at, before: { body: 'the cat sat' } })
    expect(bodyOf(shown)).toBe('the big cat sat down')
  })

  it('[K1] journaled as a plain string, it is shown as the server will merge it, so that the next edit builds on that', () => {
    const old = change({ replica: 'b', at: 3, id: 'old', patch: { body: 'the cat slept' }, before: { body: 'the cat sat' } })
    const shown = layOver(things, { data: start().data, deletedAt: null }, { id: 'old', op: 'update', patch: old.patch, at, before: old.before! })
    const next = change({ replica: 'b', at: 4, patch: { body: edited(shown.data, 'the cat slept well', 'next') }, before: { body: 'the cat slept' } })
    expect(bodyOf(pushAll(pushAll(start(), [edit('a', 2, 'the big cat sat')]).record, [old, next]).record)).toBe('the big cat slept well')
  })

  it('words that nobody has edited have no document, neither here nor there', () => {
    const made = { op: 'create' as const, patch: { body: 'new' }, at }
    expect(layOver(things, { data: {}, deletedAt: null }, made).data).toEqual({ body: 'new' })
    expect(textsMember in start().data).toBe(false)
  })

  it('[R3] shows what its author wrote after a create whose answer was lost, though the server has both (seed 3168 with restores)', () => {
    const made = { id: 'made', op: 'create' as const, patch: { body: 'new' }, at: '' }
    const next = { id: 'next', op: 'update' as const, patch: { body: edited({ body: 'new' }, 'new and more', 'next') }, at: '', before: { body: 'new' } }
    const shown = layOver(things, layOver(things, { data: {}, deletedAt: null }, made), next)
    expect(layOver(things, layOver(things, shown, made), next)).toEqual(shown)
    expect(bodyOf(shown)).toBe('new and more')
  })

  it('[R3] and does not bring back what its author took out since (seed 13)', () => {
    const made = { id: 'made', op: 'create' as const, patch: { body: 'w17A w18A' }, at: '' }
    const next = { id: 'next', op: 'update' as const, patch: { body: edited({ body: 'w17A w18A' }, 'w19A w18A', 'next') }, at: '', before: { body: 'w17A w18A' } }
    const shown = layOver(things, layOver(things, { data: {}, deletedAt: null }, made), next)
    expect(bodyOf(layOver(things, layOver(things, shown, made), next))).toBe('w19A w18A')
    // Words that did not arrive before do.
    expect(bodyOf(layOver(things, shown, { ...made, patch: { body: 'w18A other' } }))).toBe('w19A w18A other')
  })
})

describe('a text whose document is full', () => {
  const full = grown('a', 3_000)
  const stands = pushAll({ ...existing({ body: 'Begin.' }), revision: 20 }, [change({ replica: 'o', at: 40, patch: { body: { $text: full.document } }, before: { body: 'Begin.' } })]).record
  /** As a device journals it: begun anew where the edit has no room. */
  const by = (replica: string, at: number, body: string, data = stands.data): IncomingChange => change({
    replica, at, before: { body: data['body']! }, baseRevision: stands.revision,
    patch: { body: { $text: writeState(fitting('body', editText(documentIn(data, 'body'), body, `${replica}-${at}`), `${replica}-${at}`)) } },
  })
  const sizeOf = (data: Data): number => JSON.stringify(data[textsMember]).length

  it('[M2] is begun anew by the edit that has no room in it, on a device as on the server', () => {
    const edit = by('a', 50, `${full.text} and more`), { record, outcomes } = pushAll(stands, [edit])
    expect(outcomes[0]).toMatchObject({ status: 'applied', unfit: null, superseded: [] })
    expect(bodyOf(record)).toBe(`${full.text} and more`)
    expect(sizeOf(record.data)).toBeLessThan(sizeOf(stands.data) / 2)
    expect(canonicalJson(layOver(things, { data: stands.data, deletedAt: null }, { id: edit.id, op: 'update', patch: edit.patch!, at: 'made', before: edit.before! }).data)).toBe(canonicalJson(record.data))
    expect(pushAll(record, [edit]).outcomes[0], 'once more').toMatchObject({ status: 'applied', changed: {} })
    // From then on it is edited like every text.
    expect(bodyOf(pushAll(record, [by('a', 51, `${full.text} and more words`, record.data)]).record)).toBe(`${full.text} and more words`)
  })

  it('[M2] who still writes to the old document comes by words, in whatever order: all that was written is there, what was taken out is gone', () => {
    const edits = [by('a', 50, `${full.text} and A`), by('b', 51, full.text.replace('a0 ', '')), by('c', 52, `C says: ${full.text}`)]
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
      const { record, outcomes } = pushAll(stands, order.map((index) => edits[index]!))
      expect(outcomes.map(({ unfit }) => unfit)).toEqual([null, null, null])
      expect(bodyOf(record), String(order)).toBe(`C says: ${full.text.replace('a0 ', '')} and A`)
    }
  })

  it('[M2] begun anew to the words it was once started from, it is what was written and not what stood', () => {
    const back = by('a', 50, 'Begin.')
    expect(bodyOf(pushAll(stands, [back]).record)).toBe('Begin.')
    const { record } = pushAll(stands, [by('a', 50, `${full.text}.`), by('a', 51, 'Begin.', pushAll(stands, [by('a', 50, `${full.text}.`)]).record.data)])
    expect(bodyOf(record)).toBe('Begin.')
  })
})

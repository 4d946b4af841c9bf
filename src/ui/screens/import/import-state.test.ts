import { describe, expect, it } from 'vitest'
import type { ImportReport, InspectedFile, Rehearsal } from '../../../data-api/types.ts'
import { nextImport, noImport, unreadableWords, type ImportEvent } from './import-state.ts'

const file = (fileId: string): InspectedFile => ({ fileId, name: fileId, format: 'csv', entity: 'contacts', encoding: 'utf-8', csv: null, preset: null, columns: [], mapping: [], dateOrder: null, rows: 1, warnings: [] })
const rehearsal: Rehearsal = { entities: ['contacts'], counts: { create: 1, update: 0, skip: 0, lookalike: 0, error: 0, total: 1 }, warnings: [], alsoMade: [] }
const report = { groupId: 'g', importId: 'i' } as ImportReport
const after = (...events: ImportEvent[]) => events.reduce(nextImport, noImport)

describe('an import, step by step', () => {
  it('reads several files and keeps those that cannot be read with their reason', () => {
    const state = after({ type: 'reading', count: 2 }, { type: 'read', file: file('a') }, { type: 'unreadable', name: 'b', message: 'Empty.' })
    expect(state).toMatchObject({ reading: 0, unreadable: [{ name: 'b', message: 'Empty.' }] })
    expect(state.files.map((one) => one.fileId)).toEqual(['a'])
  })

  it('goes from files through the rehearsal to the report, and forgets the files then', () => {
    const state = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'apply' }, { type: 'applied', report })
    expect(state).toMatchObject({ step: 'done', report, files: [] })
  })

  it('begins another after one is over, and keeps the last report for its page', () => {
    const done = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'apply' }, { type: 'applied', report })
    expect(nextImport(done, { type: 'over' })).toEqual({ ...noImport, report })
    expect(nextImport(done, { type: 'reading', count: 1 })).toMatchObject({ step: 'files', reading: 1, files: [], report })
  })

  it('keeps the files when one goes back, and drops an answer that comes after it', () => {
    const back = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'back', error: null })
    expect(nextImport(back, { type: 'rehearsed', rehearsal })).toEqual(back)
    expect(back.files).toHaveLength(1)
  })

  it('shows what it would do now where something was changed since the rehearsal, and writes nothing', () => {
    const applying = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'apply' })
    const other = { ...rehearsal, counts: { ...rehearsal.counts, create: 0, skip: 1 }, warnings: ['1 photo was left out.'] }
    expect(nextImport(applying, { type: 'rehearsedAgain', rehearsal: other })).toMatchObject({ step: 'rehearsed', files: [{ fileId: 'a' }], rehearsal: { counts: { create: 0, skip: 1 }, warnings: [/since the rehearsal/, '1 photo was left out.'].map((words) => (typeof words === 'string' ? words : expect.stringMatching(words) as string)) } })
  })

  it('never applies what was not rehearsed', () => {
    expect(after({ type: 'read', file: file('a') }, { type: 'apply' }).step).toBe('files')
  })

  it('rehearses anew after another file was added', () => {
    expect(after({ type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'reading', count: 1 })).toMatchObject({ step: 'files', rehearsal: null })
  })

  it('says once what is wrong with several files, and forgets it with the next ones', () => {
    const picture = (name: string) => ({ type: 'unreadable' as const, name, message: `"${name}" is a picture; export as CSV.` })
    const state = after({ type: 'reading', count: 5 }, picture('a'), picture('b'), picture('c'), picture('d'), { type: 'unreadable', name: 'e', message: 'The thread did not start.' })
    expect(unreadableWords(state.unreadable)).toEqual(['"a", "b", "c" and 1 more: each is a picture; export as CSV.', '"e" could not be read. The thread did not start.'])
    expect(unreadableWords([picture('a')])).toEqual(['"a" is a picture; export as CSV.'])
    expect(nextImport(state, { type: 'reading', count: 1 }).unreadable).toEqual([])
  })

  it('keeps what was mended until it is rehearsed or written, also where trying again fails', () => {
    const row = { fileId: 'a', row: 3, cells: ['Bo'] }
    const failed = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'mended', row })
    expect(failed.mended).toEqual({ 'a 3': row })
    expect(nextImport(nextImport(failed, { type: 'rehearse' }), { type: 'back', error: 'Storage is full.' }).mended).toEqual({ 'a 3': row })
    expect(nextImport(nextImport(failed, { type: 'rehearse' }), { type: 'rehearsed', rehearsal }).mended).toEqual({})

    const done = after({ type: 'read', file: file('a') }, { type: 'rehearse' }, { type: 'rehearsed', rehearsal }, { type: 'apply' }, { type: 'applied', report }, { type: 'mended', row }, { type: 'retry' })
    expect(done).toMatchObject({ step: 'done', retrying: true })
    expect(nextImport(done, { type: 'back', error: 'Storage is full.' })).toMatchObject({ step: 'done', retrying: false, error: 'Storage is full.', mended: { 'a 3': row }, report })
    const more = { ...report, created: 2 }
    expect(nextImport(done, { type: 'retried', report: more })).toMatchObject({ step: 'done', retrying: false, mended: {}, report: more })
    const none = nextImport(done, { type: 'retried', report: null })
    expect(none.report, 'the same report, but its rows are looked for again').toEqual(report)
    expect(none.report).not.toBe(report)
  })
})

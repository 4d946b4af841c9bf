import { describe, expect, it } from 'vitest'
import { contacts } from '../model/contacts.ts'
import { notes } from '../model/notes.ts'
import { SatchelError } from '../shared/errors.ts'
import { checkCallback, checkChoice, checkCount, checkList } from './check-options.ts'
import { bulk } from './bulk.ts'
import { createCollection } from './collection.ts'
import type { Connection } from './connection.ts'
import { exportRecordsOf } from './exporter.ts'
import { importSource } from './import-source.ts'
import { live } from './live.ts'
import type { Collection, ListOptions, Satchel } from './types.ts'

/** A line that answers every call with nothing, and notes what it was asked. */
function setupCollection(): { collection: Collection; asked: string[] } {
  const asked: string[] = []
  const api = new Proxy({}, { get: (_, name) => () => { asked.push(String(name)); return Promise.resolve({ rows: [], total: 0 }) } })
  const connection = { data: (use: (of: unknown) => Promise<unknown>) => use(api) } as unknown as Connection
  const importer = { inspect: () => { asked.push('inspect'); return Promise.reject(new Error('none')) } } as unknown as Satchel['importer']
  const collection = createCollection(() => connection, notes, () => 'id', {
    import: (source, options) => importSource(importer, contacts, source, options),
    export: (format, options) => exportRecordsOf(connection, notes, format, options),
  })
  return { collection, asked }
}

const misspelt = { lmit: 3 } as ListOptions

describe('an option there is not', () => {
  it('is refused by name, and nothing is asked', async () => {
    const { collection, asked } = setupCollection()
    const calls: [() => Promise<unknown>, string][] = [
      [() => collection.list(misspelt), 'lmit'],
      [() => collection.ids(misspelt), 'lmit'],
      [() => collection.facets('contactId', misspelt), 'lmit'],
      [() => collection.export('json', misspelt), 'lmit'],
      [() => collection.import('a,b', { aply: true } as never), 'aply'],
      [() => collection.list('ana' as never), 'object'],
    ]
    for (const [call, word] of calls) {
      const error = await call().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SatchelError)
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(word) as string })
    }
    const source = { related: () => [], list: (_: string, options: ListOptions) => collection.list(options), onCommit: () => () => undefined }
    expect(() => live(source, 'notes', misspelt, () => undefined)).toThrow('"lmit"')
    expect(asked).toEqual([])
  })

  it('of a write is refused too, as is what nothing can keep', async () => {
    const { collection, asked } = setupCollection(), inItself: Record<string, unknown> = { body: 'x' }
    inItself['people'] = [inItself]
    const calls: [() => Promise<unknown>, RegExp][] = [
      [() => collection.create({ body: 'x' }, { lable: 'Note' } as never), /"lable"/], [() => collection.update('a', {}, { baseRevison: 1 } as never), /"baseRevison"/],
      [() => collection.delete('a', { label: 5 } as never), /label is a text/], [() => collection.restore('a', null as never), /object/], [() => collection.create({}, 'Note' as never), /object/],
      ...[() => 1, Symbol('x'), 10n, [{ value: () => 1 }], inItself].map((body): [() => Promise<unknown>, RegExp] => [() => collection.create({ body } as never), /"body" holds what cannot be kept/]),
      [() => collection.facets(5 as never), /texts/], [() => collection.facets('body', { limit: 'x' } as never), /whole number/], [() => collection.lookalikes({ limit: -1 }), /whole number/],
      [() => collection.asOf('2026', { naming: null } as never), /naming|listId/], [() => collection.asOf('2026', { limit: 'x' } as never), /whole number/],
      [() => collection.restoreAsOf('2026', { ids: 'abc' } as never), /"ids" is a list/], [() => collection.restoreAsOf('2026', { fields: ['nope'] }), /no field "nope"/],
      [() => bulk({} as Connection, () => 'id', () => undefined, null as never), /object/], [() => bulk({} as Connection, () => 'id', (w) => { w.delete('notes', undefined as never) }), /by its id/],
      [() => bulk({} as Connection, () => 'id', (w) => { w.together(undefined as never) }), /function/],
    ]
    for (const [call, words] of calls) {
      const error = await call().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SatchelError)
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringMatching(words) as string })
    }
    expect(asked).toEqual([])
  })

  it('is none of those there are', async () => {
    const { collection, asked } = setupCollection()
    await collection.list({ search: 'a', where: {}, sort: [], offset: 0, limit: 3, state: 'all' })
    await collection.list()
    await collection.ids({ limit: 3 })
    await collection.facets('contactId', { prefix: 'a', limit: 3 })
    expect(asked).toEqual(['list', 'list', 'ids', 'facets'])
    await expect(collection.import('a,b', { format: 'csv', apply: true, onProgress: () => undefined })).rejects.toThrow('none')
  })
})

describe('what a list may be asked', () => {
  it.each([
    [{ sort: 'lastName' }, /list of columns/], [{ search: 5 }, /text/], [{ state: 'bogus' }, /"live"/], [{ limit: -1 }, /count from 0/], [{ offset: '3' }, /count from 0/], [{ limit: 2.5 }, /whole numbers/], [{ limit: null }, /count from 0/], [{ count: true }, /unless count is false/], [{ where: null }, /filter is an object/], [{ where: [] }, /filter is an object/], [[], /as a list/], [null, /object/],
  ])('%j is refused in words', (options, words) => { expect(() => checkList(options as never)).toThrow(words) })

  it('a choice is one of those there are, a count is whole', () => {
    expect(() => checkChoice('bogus', ['keep', 'discard'] as string[], 'The choice')).toThrow('The choice is one of keep, discard.')
    expect(checkChoice('keep', ['keep', 'discard'], 'The choice')).toBe('keep')
    for (const value of [-1, 1.5, Number.NaN, 'x' as never]) expect(() => checkCount(value, 'A limit')).toThrow('A limit is a whole number from 0.')
    expect(checkCount(0, 'A limit')).toBe(0)
  })

  it('a live query that no commit can make valid is told once, and then is over', async () => {
    const told: unknown[] = []
    const before = globalThis.reportError
    globalThis.reportError = (error) => { told.push(error) }
    let commit: Parameters<Satchel['onCommit']>[0] = () => undefined, listening = true, asked = 0
    live({
      related: () => ['notes'],
      list: () => { asked += 1; return Promise.reject(new SatchelError('invalid', 'no such column')) },
      onCommit: (callback) => { commit = callback; return () => { listening = false } },
    }, 'notes', {}, () => undefined)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    if (listening) commit({ entities: ['notes'], journal: true })
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    globalThis.reportError = before
    expect([told.length, listening, asked]).toEqual([1, false, 1])
  })

  it('a live query of an entity that there is not is told at once, and one without options is one of all', () => {
    const source = { related: (name: string) => (name === 'notes' ? ['notes'] : []), list: () => Promise.resolve({ rows: [], total: 0 }), onCommit: () => () => undefined }
    expect(() => live(source, 'nothing', {}, () => undefined)).toThrow(/no entity "nothing"/)
    live(source, 'notes', undefined as never, () => undefined)()
  })

  it('everything else goes through, and only a function can be called back', () => {
    expect(checkList({ search: 'a', sort: ['-name'], state: 'all', offset: 0, limit: 5_000 })).toMatchObject({ limit: 5_000 })
    expect(() => checkCallback(undefined)).toThrow(/function/)
  })
})

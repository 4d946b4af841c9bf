import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMatches } from '../../src/db-worker/find-matches.ts'
import { hashText } from '../../src/db-worker/match-hash.ts'
import { partOf } from '../../src/db-worker/match-part.ts'
import type { Store } from '../../src/db-worker/store.ts'
import type { Json } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'

function add(store: Store, people: Record<string, Json>[]): string[] {
  const ids = people.map(() => store.core.makeId())
  for (let from = 0; from < people.length; from += 100) {
    store.data.mutate({
      mutationId: store.core.makeId(), label: 'Create', changes: people.slice(from, from + 100).map((patch, i) => ({ entity: 'contacts', recordId: ids[from + i]!, op: 'create', patch })),
    })
  }
  return ids
}

/** Asked until everything is read; how often that was, too. */
function matches(store: Store, keys: string[]): { found: Record<string, string[]>; calls: number } {
  for (let calls = 1; ; calls += 1) {
    const found = store.data.findMatches('contacts', keys)
    if (found !== null) return { found, calls }
  }
}

/** What a look at each row by itself says. */
function lookedAt(store: Store, keys: string[]): Record<string, string[]> {
  const table = store.core.table('contacts'), found: Record<string, string[]> = {}
  for (const key of keys) {
    const colon = key.indexOf(':'), parts = key.slice(0, colon).split('+').map((name) => partOf(table, name)), values = key.slice(colon + 1).split('|')
    const columns = parts.flatMap((part) => part.columns)
    store.core.db.each(`SELECT id, ${columns.map((column) => `CAST(coalesce(${column}, '') AS TEXT)`).join(', ')} FROM contacts WHERE deleted_at IS NULL ORDER BY n`, [], ([id, ...cells]) => {
      let at = 0
      const fits = parts.every((part, i) => {
        const there = part.read(cells as string[], at)
        at += part.columns.length
        return there.includes(part.same(values[i] ?? '')) || (i > 0 && part.optional && there.length === 0)
      })
      if (fits) found[key] = [...found[key] ?? [], id as string]
    })
  }
  return found
}

const element = (value: string): Json => ({ value, label: null })

describe('records by keys', () => {
  it('are those that a look at each row finds, in the order they were made', async () => {
    const names = ['Ana', 'José', 'JOSE', 'Жанна', 'a|b', '東'], phones = ['+49 151 2345678', '0151/2345678', '0049 (0) 151 234 5678', 'n/a', '110', '+49 151 2345679']
    const birthdays = ['1990-05-17', '--05-17', '1980-01-02'], emails = ['ana@example.org', 'ANA@example.org', 'josé@example.org']
    const person = fc.record({
      firstName: fc.constantFrom(...names), lastName: fc.constantFrom('Silva', 'Müller', 'O’Neil'), company: fc.constantFrom('Acme', 'Ünlü'), birthday: fc.constantFrom(...birthdays),
      phones: fc.array(fc.constantFrom(...phones).map(element), { maxLength: 3 }), emails: fc.array(fc.constantFrom(...emails).map(element), { maxLength: 2 }),
      externalId: fc.constantFrom('google:1', 'Google:É', 'fp:0', 'x'),
    }, { requiredKeys: ['firstName'] })
    const digits = ['4915123456 78'.replace(' ', ''), '01512345678', '110', '02345678']
    const keys = [
      ...digits.flatMap((one) => [`phone:${one}`, `phone+last:${one}|silva`, `phone+lastName?:${one}|muller`]), ...['google:1', 'google:e', 'fp:0', 'nobody'].map((id) => `externalId:${id}`),
      ...['ana@example.org', 'jose@example.org'].map((email) => `email:${email}`), ...['ana silva', 'jose muller', 'жанна silva', '東 o’neil', 'silva ana'].flatMap((name) =>
        [`name:${name}`, `name+company:${name}|acme`, `name+company:${name}|unlu`, ...birthdays.flatMap((day) => [`name+birthday?:${name}|${day}`, `name+birthday:${name}|${day}`])]),
    ]
    await fc.assert(fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 40 }), async (people) => {
      const store = await openMemoryStore(), ids = add(store, people)
      store.data.mutate({ mutationId: store.core.makeId(), label: 'Delete', changes: [{ entity: 'contacts', recordId: ids[0]!, op: 'delete', patch: {} }] })
      expect(matches(store, keys).found).toEqual(lookedAt(store, keys))
      store.close()
    }), { numRuns: 25 })
  })

  it('are not those of another value, though the two share their hash', async () => {
    expect(hashText('costarring')).toBe(hashText('liquid'))
    const store = await openMemoryStore(), [one, other] = add(store, [{ lastName: 'Silva', externalId: 'costarring', company: 'Liquid' }, { lastName: 'Silva', externalId: 'liquid', company: 'Costarring' }])
    expect(matches(store, ['externalId:liquid', 'externalId+company:costarring|liquid', 'externalId+company:liquid|liquid']).found)
      .toEqual({ 'externalId:liquid': [other], 'externalId+company:costarring|liquid': [one] })
  })

  it('a key that asks for no value finds none', async () => {
    const store = await openMemoryStore()
    add(store, [{ lastName: 'Silva', phones: [element('none')] }])
    expect(matches(store, ['phone:', 'email:', 'externalId:']).found).toEqual({})
  })

  it('of thousands are found in steps, and anew after a commit', async () => {
    let now = 0
    const store = await openMemoryStore()
    const ids = add(store, Array.from({ length: 3_000 }, (_, i) => ({ lastName: `Silva ${i}`, emails: [element(`${i % 1_000}@example.org`)] })))
    // A clock that a look at costs ten milliseconds of.
    const slow = { ...store.core, clock: { ...store.core.clock, monotonic: () => now += 10 } }
    let calls = 1
    for (;;) {
      const found = findMatches(slow, 'contacts', ['email:7@example.org', 'name:silva 2999'])
      if (found !== null) { expect(found).toEqual({ 'email:7@example.org': [ids[7], ids[1_007], ids[2_007]], 'name:silva 2999': [ids[2_999]] }); break }
      calls += 1
    }
    expect(calls).toBeGreaterThan(3)
    const [later] = add(store, [{ lastName: 'Costa', emails: [element('7@example.org')] }])
    expect(matches(store, ['email:7@example.org']).found).toEqual({ 'email:7@example.org': [ids[7], ids[1_007], ids[2_007], later] })
  })
})

import { expect, it } from 'vitest'
import { answerOf, isListKey, listKey, queryOf, windowKey } from './list-keys.ts'

const page = { rows: [], total: 7 }

it('a key says what the db-worker is asked, and what its query then holds', () => {
  expect(queryOf(listKey('contacts', { sort: ['name'], limit: 1 }))).toEqual({ entity: 'contacts', sort: ['name'], limit: 1 })
  expect(answerOf(listKey('contacts', {}), page)).toEqual(page)
  expect(queryOf(windowKey('contacts', { search: 'ana' }, 80))).toEqual({ entity: 'contacts', search: 'ana', offset: 80, limit: 120 })
  expect(answerOf(windowKey('contacts', { search: 'ana' }, 80), page)).toEqual({ ...page, search: 'ana', offset: 80 })
})

it('knows a key that went through JSON, and nothing else', () => {
  for (const key of [listKey('contacts', { limit: 1 }), windowKey('contacts', {}, 0)]) expect(isListKey(JSON.parse(JSON.stringify(key)))).toBe(true)
  for (const other of [null, 'list', {}, ['record', 'contacts', 'id'], ['list'], ['list', 'contacts', null], ['list', 7, {}], ['list', 'contacts', {}, 'window'], ['list', 'contacts', {}, 'window', -1], ['list', 'contacts', {}, 'else', 0]]) {
    expect(isListKey(other), JSON.stringify(other)).toBe(false)
  }
})

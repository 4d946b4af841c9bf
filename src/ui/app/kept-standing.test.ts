import { expect, test } from 'vitest'
import { follow, mostKept, type Standing, type Where } from './kept-standing.ts'

let count = 0
const at = (place: string, search: object = {}, database = 'one'): Where<number> => ({ place, search, database, make: () => ++count })
const elsewhere = (place: string, database = 'one'): Where<number> => ({ place, search: {}, database, make: null })
const nothing: Standing<number> = { kept: [], shown: null }
const walk = (...stops: Where<number>[]): Standing<number> => stops.reduce(follow, nothing)

test('a screen that one comes back to is the very same', () => {
  const first = walk(at('/contacts'))
  const back = [at('/today'), at('/contacts')].reduce(follow, first)
  expect(back.shown).toBe(first.shown)
  expect(back.kept).toHaveLength(2)
})

test('a page that does not stay leaves the others as they are', () => {
  const first = walk(at('/contacts', { q: 'ana' }))
  const away = follow(first, elsewhere('/contacts/1'))
  expect(away.shown).toBeNull()
  expect(follow(away, at('/contacts', { q: 'ana' })).shown).toBe(first.shown)
})

test('an address that says something else makes the screen anew, and drops the one that stood there', () => {
  const first = walk(at('/contacts', { q: 'ana' }), at('/today'))
  const back = follow(first, at('/contacts'))
  expect(back.shown!.own).not.toBe(first.kept[0]!.own)
  expect(back.kept.map(({ place }) => place)).toEqual(['/today', '/contacts'])
})

test('while it is seen a screen goes along with its address', () => {
  const first = walk(at('/contacts')), next = follow(first, at('/contacts', { q: 'ana' }))
  expect(next.shown).toEqual({ ...first.shown, search: { q: 'ana' } })
  expect(follow(next, at('/contacts', { q: 'ana' }))).toBe(next)
})

test('how far one had scrolled is as it was, unless the address names another row', () => {
  const left = walk(at('/contacts', { at: 40 }), at('/today'))
  expect(follow(left, at('/contacts')).shown).toBe(left.kept[0])
  expect(follow(left, at('/contacts', { at: 40 })).shown).toBe(left.kept[0])
  expect(follow(left, at('/contacts', { at: 2 })).shown!.own).not.toBe(left.kept[0]!.own)
})

test('no screen of a workspace that was left stays, whichever way one goes on', () => {
  const left = walk(at('/contacts'), at('/today'))
  expect(follow(left, at('/contacts', {}, 'two')).kept.map(({ database }) => database)).toEqual(['two'])
  expect(follow(left, elsewhere('/welcome', 'two')).kept).toEqual([])
  const stays = follow(left, at('/today', {}, 'two'))
  expect(stays.kept.map(({ place, database }) => [place, database])).toEqual([['/today', 'two']])
  expect(stays.shown!.own, 'a list that stands shows the rows of the workspace that is open').toBe(left.shown!.own)
})

test('nothing new where nothing changed', () => {
  const here = walk(at('/contacts'), at('/today'))
  expect(follow(here, at('/today'))).toBe(here)
  const away = follow(here, elsewhere('/sync'))
  expect(follow(away, elsewhere('/trash'))).toBe(away)
})

test('of too many, the one that was seen longest ago goes', () => {
  const places = Array.from({ length: mostKept }, (_, at) => `/${at}`)
  const full = walk(...places.map((place) => at(place)), at('/0'))
  const next = follow(full, at('/more'))
  expect(next.kept.map(({ place }) => place)).toEqual([...places.slice(2), '/0', '/more'])
  expect(follow(next, elsewhere('/sync')).kept).toHaveLength(mostKept)
})

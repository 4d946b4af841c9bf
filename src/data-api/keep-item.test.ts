import { afterEach, expect, it, vi } from 'vitest'
import { keepItem } from './keep-item.ts'

afterEach(() => { vi.unstubAllGlobals() })

/** A localStorage with room for so many characters. */
function setupStorage(room: number, items: Record<string, string>): Record<string, string> {
  const storage: Record<string, string> = { ...items }
  Object.defineProperties(storage, {
    setItem: { value: (key: string, text: string) => {
      const others = Object.entries(storage).filter(([other]) => other !== key)
      if (others.reduce((sum, [, value]) => sum + value.length, text.length) > room) throw new DOMException('full', 'QuotaExceededError')
      storage[key] = text
    } },
    removeItem: { value: (key: string) => { delete storage[key] } },
  })
  vi.stubGlobal('localStorage', storage)
  return storage
}

it('where localStorage is full, pictures of screens make room, and nothing else goes', () => {
  const others = { 'satchel.draft.a': '12345', 'satchel.reminders.a ': '12', 'elsewhere': '123' }
  const storage = setupStorage(20, { ...others, 'satchel.lastSeen.a /contacts': '12345', 'satchel.firstList.a /contacts': '1234' })
  expect(keepItem('satchel.active', 'a')).toBe(true)
  expect(Object.keys(storage)).toHaveLength(6)
  expect(keepItem('satchel.active', 'another')).toBe(true)
  expect({ ...storage }).toEqual({ ...others, 'satchel.active': 'another' })
})

it('what has no room even then is not kept, and what stood there stays', () => {
  const storage = setupStorage(10, { 'satchel.draft.a': '12345' })
  expect(keepItem('satchel.draft.a', 'far too long')).toBe(false)
  expect({ ...storage }).toEqual({ 'satchel.draft.a': '12345' })
})

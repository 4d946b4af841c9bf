import { describe, expect, test } from 'vitest'
import { pressedKey } from './pressed-key.ts'

const press = (key: string, ...held: ('shift' | 'alt' | 'ctrl' | 'meta' | 'AltGraph')[]): string | null => pressedKey({
  key, shiftKey: held.includes('shift'), altKey: held.includes('alt'), ctrlKey: held.includes('ctrl'), metaKey: held.includes('meta'),
  getModifierState: (name) => (held as string[]).includes(name),
})

describe('pressedKey', () => {
  test('names letters without regard to shift or caps lock, and the space bar', () => {
    expect([press('c'), press('C', 'shift'), press('C'), press(' '), press('ArrowDown')]).toEqual(['c', 'c', 'c', 'Space', 'ArrowDown'])
  })
  test('says one modifier for Ctrl and ⌘', () => {
    expect([press('k', 'ctrl'), press('k', 'meta'), press('Z', 'meta', 'shift'), press('Enter', 'ctrl')]).toEqual(['mod+k', 'mod+k', 'mod+shift+z', 'mod+Enter'])
  })
  test('leaves what is pressed with Alt to the browser', () => {
    expect([press('d', 'alt'), press('ArrowLeft', 'alt'), press('1', 'alt')]).toEqual([null, null, null])
  })
  test('takes a sign that a keyboard writes with AltGr or Option for that sign', () => {
    expect([press('#', 'AltGraph', 'ctrl', 'alt'), press('#', 'AltGraph'), press('#', 'alt'), press('/', 'alt', 'shift')]).toEqual(['#', '#', '#', '/'])
    expect(press('µ', 'AltGraph', 'ctrl', 'alt'), 'a letter is none').toBe('mod+µ')
  })
})

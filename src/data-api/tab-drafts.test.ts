import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTabDrafts, type TabDrafts } from './tab-drafts.ts'

/** As browsers have it: what is kept are its keys, and every other tab hears of each write. */
let tabs: TabDrafts[] = []
class SharedStorage {
  setItem(key: string, value: string): void { Object.assign(this, { [key]: value }) }
  getItem(key: string): string | null { return (this as unknown as Record<string, string | undefined>)[key] ?? null }
  removeItem(key: string): void { Reflect.deleteProperty(this, key) }
}
const key = 'satchel.draft.satchel contacts.create'
let ids = 0
const openTab = (): TabDrafts => {
  const tab = createTabDrafts(() => `tab${ids += 1}`)
  tabs.push(tab)
  return tab
}
const close = (tab: TabDrafts): void => { tabs = tabs.filter((other) => other !== tab) }
const all = (): Record<string, string> => Object.fromEntries(Object.entries(localStorage)) as Record<string, string>
const type = (tab: TabDrafts, text: string): void => {
  const before = all()
  expect(tab.write(key, text)).toBe(true)
  for (const [slot, now] of Object.entries(all())) {
    if (before[slot] !== now) for (const other of tabs) if (other !== tab) other.writtenElsewhere(slot, now)
  }
}
const kept = (): string[] => Object.values(all()).sort()

beforeEach(() => { tabs = []; ids = 0; vi.stubGlobal('localStorage', new SharedStorage()) })
afterEach(() => { vi.unstubAllGlobals() })

describe('a draft', () => {
  it('of one tab is there after a reload, and gone once it is saved', () => {
    const tab = openTab()
    expect(tab.read(key)).toBeNull()
    type(tab, 'An')
    type(tab, 'Ana')
    close(tab)
    const again = openTab()
    expect(again.read(key)).toBe('Ana')
    type(again, 'Ana Silva')
    again.clear(key)
    expect([again.read(key), kept()]).toEqual([null, []])
  })

  it('that two tabs begin is two: each finds its own, saving one leaves the other, and who comes after a crash finds one after the other', () => {
    const [one, two] = [openTab(), openTab()]
    for (const tab of [one, two]) expect(tab.read(key)).toBeNull()
    for (const part of ['A', 'An', 'Ana']) { type(one, part); type(two, part.replace('A', 'B')) }
    expect([one.read(key), two.read(key), kept()]).toEqual(['Ana', 'Bna', ['Ana', 'Bna']])
    one.clear(key)
    expect(two.read(key)).toBe('Bna')
    type(one, 'Cleo')
    for (const tab of [one, two]) close(tab)
    const later = openTab(), found = [later.read(key)]
    later.clear(key)
    found.push(later.read(key))
    later.clear(key)
    expect([found.sort(), later.read(key)]).toEqual([['Bna', 'Cleo'], null])
  })

  it('in which one tab goes on while another has it in sight leaves both with their words', () => {
    const one = openTab()
    one.read(key)
    type(one, 'Ana')
    const two = openTab()
    expect(two.read(key)).toBe('Ana')
    type(two, 'Bea')
    expect([one.read(key), two.read(key)]).toEqual(['Ana', 'Bea'])
    type(one, 'Ana Silva')
    two.clear(key)
    expect(kept()).toEqual(['Ana Silva'])
  })

  it('that was left in one tab and goes on in another is one, and does not come back when it is saved there', () => {
    const one = openTab()
    type(one, 'Ana')
    one.leave(key)
    const two = openTab()
    two.read(key)
    type(two, 'Ana Silva')
    two.clear(key)
    expect([kept(), one.read(key)]).toEqual([[], null])
  })

  it('that is thrown away elsewhere is written anew by who types on', () => {
    const [one, two] = [openTab(), openTab()]
    type(one, 'Ana')
    expect(two.read(key)).toBe('Ana')
    two.clear(key)
    one.writtenElsewhere(key, null)
    expect(kept()).toEqual([])
    type(one, 'Ana S')
    expect(kept()).toEqual(['Ana S'])
  })
})

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { draftKey, forgetDrafts, forgetOtherDrafts, formerDraftKey, moveDrafts } from './kept-drafts.ts'

/** As browsers have it: what is kept are its keys. */
class FakeStorage {
  setItem(key: string, value: string): void { Object.assign(this, { [key]: value }) }
  getItem(key: string): string | null { return (this as unknown as Record<string, string | undefined>)[key] ?? null }
  removeItem(key: string): void { Reflect.deleteProperty(this, key) }
}

beforeEach(() => { vi.stubGlobal('localStorage', new FakeStorage()) })
afterEach(() => { vi.unstubAllGlobals() })

it('drafts are their database’s: they go with it, move with what is moved, and a wipe leaves those of others', () => {
  const ana = draftKey('satchel', 'contacts.create'), ben = draftKey('satchel-2', 'contacts.create'), earlier = formerDraftKey('note.1')
  for (const key of [ana, ben, earlier]) localStorage.setItem(key, key)
  forgetDrafts('satchel')
  expect(Object.keys(localStorage)).toEqual([ben, earlier])
  moveDrafts('satchel-2', 'satchel-3')
  expect([Object.keys(localStorage), localStorage.getItem(draftKey('satchel-3', 'contacts.create'))]).toEqual([[earlier, draftKey('satchel-3', 'contacts.create')], ben])
  localStorage.setItem(ana, 'again')
  forgetOtherDrafts(['satchel'])
  expect(Object.keys(localStorage)).toEqual([ana])
})

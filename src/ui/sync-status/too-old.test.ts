import { describe, expect, it } from 'vitest'
import { isTooOld, updateStep } from './too-old.ts'

describe('a version that the server no longer understands', () => {
  it('[K2] asks for a newer one, goes over to it when nobody is in the middle of something, and never reloads without one', () => {
    expect(updateStep({ tooOld: false, updateReady: true, busy: false })).toBe('nothing')
    expect(updateStep({ tooOld: true, updateReady: false, busy: false })).toBe('ask')
    expect(updateStep({ tooOld: true, updateReady: true, busy: true })).toBe('wait')
    expect(updateStep({ tooOld: true, updateReady: true, busy: false })).toBe('apply')
  })

  it('[K2] is told from another account being signed in, which no update cures', () => {
    expect(isTooOld({ state: 'blocked', error: { code: 'code_too_old', message: '' } })).toBe(true)
    expect(isTooOld({ state: 'blocked', error: { code: 'wrong_account', message: '' } })).toBe(false)
    expect(isTooOld({ state: 'waiting', error: { code: 'code_too_old', message: '' } })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { hasWhatItStandsOn } from './stands-on.ts'

const current = { Worker: {}, MessageChannel: {}, BroadcastChannel: {}, WebAssembly: {}, navigator: { locks: {} } }

describe('a browser', () => {
  it('can run the app where it knows what that stands on, whatever else it lacks', () => {
    expect(hasWhatItStandsOn(current)).toBe(true)
  })

  it.each(Object.keys(current))('is too old without %s', (name) => {
    expect(hasWhatItStandsOn({ ...current, [name]: undefined })).toBe(false)
  })

  it('is too old without locks', () => {
    expect(hasWhatItStandsOn({ ...current, navigator: {} })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { unsentWords } from './unsent-words.ts'

describe('what is still only here after a sync', () => {
  const base = { state: 'idle', pending: 0, failed: 0, error: null, nextAttemptAt: null } as const

  it('says nothing where everything has arrived', () => {
    expect(unsentWords(base)).toBeNull()
  })

  it('names being offline, else what the server said', () => {
    expect(unsentWords({ ...base, state: 'offline', pending: 3 })).toBe('The server cannot be reached; 3 changes are still only on this device.')
    expect(unsentWords({ ...base, state: 'waiting', pending: 1, error: { code: 'server_error', message: 'The server failed.' } }))
      .toBe('The server failed. 1 change is still only on this device.')
    const error = { code: 'server_error', message: 'The server has trouble.', details: { retryAfterMs: 3_600_000 } } as const
    expect(unsentWords({ ...base, state: 'waiting', pending: 1, error, nextAttemptAt: '2026-11-03T13:00:00Z' }), 'until when, where that was said')
      .toMatch(/asked to be left alone until \d+:00.*\. 1 change is still only on this device\.$/)
    expect(unsentWords({ ...base, failed: 2 })).toMatch(/^The server refused 2 changes/)
  })
})

import { describe, expect, it } from 'vitest'
import type { SyncStatus } from '../../data-api/types.ts'
import { chipAnnouncement, chipExplanation, chipInShort, chipWords, nextTryWords } from './chip-words.ts'

const now = Date.parse('2026-11-03T12:00:00Z')
const idle: SyncStatus = {
  state: 'idle', pending: 0, failed: 0, conflicts: 0, notices: 0, progress: null, download: null, lastSyncedAt: null, upToDate: false, healed: null,
  struggling: 0, nextAttemptAt: null, error: null, account: null, transport: 'none',
}
const download = { received: 1_240, total: 3_000, counts: { contacts: 3_000 } }
const words = (part: Partial<SyncStatus>, kept = true): string => chipWords({ ...idle, ...part }, { now, kept }).words

describe('the sync chip', () => {
  it('says exactly the words of product.md', () => {
    expect(words({ state: 'no_account' })).toBe('Saved on this device')
    expect(words({ state: 'syncing', progress: { done: 12, total: 40 } })).toBe('Syncing 12 of 40')
    expect(words({ upToDate: true, lastSyncedAt: '2026-11-03T11:58:00Z' })).toBe('Up to date, 2 min ago')
    expect(words({ state: 'offline', pending: 7 })).toBe('Offline, 7 changes waiting')
    expect(words({ conflicts: 1, failed: 1 })).toBe('2 need you')
    expect(words({ state: 'signed_out' })).toBe('Sign in to sync')
  })

  it('counts one as one', () => {
    expect(words({ state: 'offline', pending: 1 })).toBe('Offline, 1 change waiting')
    expect(words({ failed: 1 })).toBe('1 needs you')
  })

  it('[R7] never says "up to date" while something is pending or the server was not heard', () => {
    expect(words({ pending: 3, upToDate: false, lastSyncedAt: '2026-11-03T11:58:00Z' })).toBe('3 changes waiting')
    expect(words({ upToDate: false, lastSyncedAt: '2026-11-03T11:58:00Z' })).not.toMatch(/Up to date/)
  })

  it('puts what only the person can mend before what goes by itself', () => {
    expect(words({ state: 'offline', pending: 9, conflicts: 2 })).toBe('2 need you')
    expect(words({ state: 'signed_out', conflicts: 2 })).toBe('Sign in to sync')
    expect(words({ state: 'blocked', error: { code: 'code_too_old', message: 'Too old.' } })).toBe('Update to sync')
    expect(words({ state: 'blocked', error: { code: 'wrong_account', message: 'Another account.' } })).toBe('Sign in to sync')
  })

  it('asks nobody to decide who may only look', () => {
    const account = { userId: 'u', email: 'ben@example.org', name: 'Ben', workspaceId: 'w', workspaceName: 'Silva' }
    expect(words({ conflicts: 2, account: { ...account, role: 'viewer' } })).toBe('Saved on this device')
    expect(words({ conflicts: 2, failed: 1, account: { ...account, role: 'viewer' } })).toBe('1 needs you')
    expect(words({ conflicts: 2, account: { ...account, role: 'member' } })).toBe('2 need you')
  })

  it('never claims to have saved where nothing is kept', () => {
    expect(words({ state: 'no_account' }, false)).toBe('Not kept on this device')
  })

  it('says "only here" of a device without an account alone, not of one that was not heard of yet', () => {
    expect(chipExplanation('local', { ...idle, state: 'no_account' })).toMatch(/only here/)
    expect(chipExplanation('local', { ...idle, state: 'idle', account: null })).not.toMatch(/only here|Sign in/)
  })

  it('shows the first download', () => {
    expect(words({ state: 'downloading', download })).toBe('Downloading 1,240 of 3,000')
    expect(words({ state: 'offline', download }), 'also where it broke off: that is not all there is').toBe('Offline, 1,240 of 3,000 here')
    expect(chipExplanation('offline', { ...idle, download })).toMatch(/first download goes on/)
  })

  it('says in short, for a phone, a part of what it says in full', () => {
    const short = (part: Partial<SyncStatus>, kept = true): string => {
      const status = { ...idle, ...part }, chip = chipWords(status, { now, kept }), said = chipInShort(chip, status)
      for (const word of said.split(/[ ,]+/)) expect(chip.words).toContain(word)
      return said
    }
    expect(short({ state: 'offline', pending: 7 })).toBe('Offline, 7')
    expect(short({ state: 'offline' })).toBe('Offline')
    expect(short({ conflicts: 1, failed: 1 })).toBe('2 need you')
    expect(short({ state: 'signed_out' })).toBe('Sign in')
    expect(short({ state: 'downloading', download })).toBe('1,240 of 3,000')
    expect(short({ state: 'syncing', progress: { done: 12, total: 40 } })).toBe('12 of 40')
    expect(short({ state: 'syncing' })).toBe('Syncing')
    expect(short({ upToDate: true, lastSyncedAt: '2026-11-03T11:58:00Z' })).toBe('Up to date')
    expect(short({ pending: 3 })).toBe('3 changes')
    expect(short({ state: 'waiting', pending: 3 })).toBe('No answer')
    expect(short({ state: 'no_account' }, false)).toBe('Not kept')
    expect(short({ state: 'no_account' })).toBe('Saved')
  })

  it('tells a network that is gone from a server that is, and never promises to send what is not there', () => {
    expect(chipExplanation('offline', { ...idle, pending: 2 }, false)).toBe('Everything is saved on this device and goes out when you are online again.')
    expect(chipExplanation('offline', { ...idle, pending: 2 }, true)).toBe('The server cannot be reached. Everything is saved on this device and goes out when it answers again.')
    expect(chipExplanation('offline', idle, false)).toMatch(/nothing waits/)
  })

  it('announces trouble and its end, and nothing else', () => {
    expect(chipAnnouncement('current', { kind: 'offline', words: 'Offline, 7 changes waiting' })).toBe('Offline, 7 changes waiting')
    expect(chipAnnouncement('offline', { kind: 'offline', words: 'Offline, 8 changes waiting' })).toBeNull()
    expect(chipAnnouncement('offline', { kind: 'current', words: 'Up to date, just now' })).toBe('Up to date')
    expect(chipAnnouncement('current', { kind: 'syncing', words: 'Syncing 1 of 1' })).toBeNull()
    expect(chipAnnouncement('syncing', { kind: 'current', words: 'Up to date, just now' })).toBeNull()
  })

  it('[P4] says when it tries again', () => {
    expect(nextTryWords('2026-11-03T12:00:12Z', now)).toBe('next try in 12 s')
    expect(nextTryWords('2026-11-03T11:59:00Z', now)).toBe('trying again now')
  })

  it('[P4] says until when, where the server or a proxy named a time that is far off', () => {
    const asked = (retryAfterMs: number): SyncStatus => ({ ...idle, state: 'waiting', pending: 1, nextAttemptAt: '2026-11-03T13:00:00Z', error: { code: 'rate_limited', message: 'A pause.', details: { retryAfterMs } } })
    const { kind, words } = chipWords(asked(3_600_000), { now })
    expect(words).toMatch(/^Paused until \d+:00.*, 1 change waiting$/)
    expect(chipInShort({ kind, words }, asked(3_600_000))).toBe('Paused')
    expect(chipExplanation(kind, asked(3_600_000))).toMatch(/left alone until \d+:00.*saved on this device.*Sync now/)
    expect(chipWords(asked(5_000), { now }).words).toBe('No answer yet, 1 change waiting')
  })

  it('does not blame the server for a device that is full', () => {
    const full: SyncStatus = { ...idle, state: 'waiting', download, error: { code: 'storage_full', message: 'This change was not saved.' } }
    const chip = chipWords(full, { now })
    expect([chip.words, chipInShort(chip, full)]).toEqual(['No space left, 1,240 of 3,000 here', 'No space'])
    expect(chipExplanation(chip.kind, full)).toMatch(/no space left.*goes on by itself/)
  })

  it('says in every explanation of trouble that the data is safe', () => {
    for (const kind of ['offline', 'struggling', 'sign-in', 'update'] as const) expect(chipExplanation(kind, idle)).toMatch(/saved on this device/i)
    expect(chipExplanation('needs-you', idle)).toMatch(/Nothing is lost/)
  })
})

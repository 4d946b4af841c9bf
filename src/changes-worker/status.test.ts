import { expect, it } from 'vitest'
import { ready } from '../outbox/retry-schedule.ts'
import { deriveStatus, type SyncFacts } from './status.ts'

const facts: SyncFacts = {
  bound: true, account: null, hold: null, networkGone: false, pushing: true, drained: 0, drainTotal: 0, pulling: false, download: null,
  push: ready, pull: ready, trouble: null, caughtUp: false, digestsEqual: false, transport: 'socket',
}
const state = (pending: number): Parameters<typeof deriveStatus>[1] => ({
  replicaId: 'r', cursor: 'c', seen: 's', epoch: 'e', snapshot: null, givingBack: false, lastSyncedAt: null, conflicts: 0, notices: 0, healed: null,
  counts: { pending, pushing: 0, deferred: 0, synced: 0, conflict: 0, failed: 0, replaced: 0 },
})
const progress = (part: Partial<SyncFacts>, pending: number): unknown => deriveStatus({ ...facts, ...part }, state(pending), 0, 0, 0).progress

it('[P6] "12 of 40" counts up to the same 40, also between an answer’s being written and being counted, and up to more when more is written', () => {
  expect(progress({}, 40)).toEqual({ done: 0, total: 40 })
  expect(progress({ drained: 0, drainTotal: 40 }, 30)).toEqual({ done: 10, total: 40 })
  expect(progress({ drained: 10, drainTotal: 40 }, 30)).toEqual({ done: 10, total: 40 })
  expect(progress({ drained: 10, drainTotal: 40 }, 35)).toEqual({ done: 10, total: 45 })
})

it('[R7] "up to date" takes nothing pending, the cursor current and digests equal; none of them alone will do', () => {
  const quiet = { ...facts, pushing: false, caughtUp: true, digestsEqual: true }
  const upToDate = (part: Partial<SyncFacts>, pending = 0): boolean => deriveStatus({ ...quiet, ...part }, state(pending), 0, 0, 0).upToDate
  expect(upToDate({})).toBe(true)
  expect([upToDate({ digestsEqual: false }), upToDate({ caughtUp: false }), upToDate({}, 1), upToDate({ pulling: true })]).toEqual([false, false, false, false])
})

it('[R6] a first download that broke off is still told of', () => {
  const broken = { ...state(0), cursor: null, snapshot: { cursor: 'c', seen: 's', after: 'k1', counts: { contacts: 2_000, notes: 500 }, received: 1_000 } }
  expect(deriveStatus({ ...facts, pushing: false, networkGone: true }, broken, 0, 0, 0))
    .toMatchObject({ state: 'offline', download: { received: 1_000, total: 2_500, counts: { contacts: 2_000 } } })
})

import { expect, it } from 'vitest'
import type { SyncRecord } from '../../src/protocol/change.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { seenOf } from './db-synced-setup.ts'

const day = 24 * 3_600_000

/**
 * A journal with one change of each status, by its contact's name.
 * @param jump how far the clock was set, ms, between the last sync and what was written
 */
async function setupJournal(jump = 0) {
  let now = Date.parse('2026-01-01T00:00:00Z')
  const store = await openMemoryStore({ clock: { now: () => now, monotonic: () => 0, setTimeout: () => 0, clearTimeout: () => undefined } as never })
  const { data, sync, core } = store
  core.write(() => { core.meta.set('lastSyncedAt', core.now()) })
  now += jump
  for (const status of ['pending', 'pushing', 'deferred', 'failed', 'conflict', 'synced', 'replaced'] as const) {
    const mutationId = core.makeId()
    data.mutate({ mutationId, label: status, changes: [{ entity: 'contacts', recordId: core.makeId(), op: 'create', patch: { lastName: status } }] })
    core.journal.setStatus(core.journal.byMutation(mutationId)[0]!.change.id, status, { settledAt: now })
  }
  const sweepAll = (): void => { while (sync.sweep()); }
  /** Time passes, with a pull at its end. */
  const wait = (ms: number): void => { now += ms; core.write(() => { core.meta.set('lastSyncedAt', core.now()) }) }
  return { core, sync, sweepAll, wait, waitOffline: (ms: number) => { now += ms }, left: () => data.journal({}).rows.map((row) => row.status).sort() }
}

it('[J5] synced and replaced rows go after seven days, not before', async () => {
  const { sweepAll, wait, left } = await setupJournal()
  wait(7 * day)
  sweepAll()
  expect(left()).toHaveLength(7)
  wait(1)
  sweepAll()
  expect(left()).not.toContain('synced')
  expect(left()).not.toContain('replaced')
})

it('[J2, J5] no clean-up ever removes a change that is not synced', async () => {
  const { sweepAll, wait, left } = await setupJournal()
  wait(400 * day)
  sweepAll()
  expect(left()).toEqual(['conflict', 'deferred', 'failed', 'pending', 'pushing'])
})

it('[J5, R8] what was answered and whose history never came down stays, however long the device is away', async () => {
  const { sweepAll, wait, waitOffline, left } = await setupJournal()
  waitOffline(400 * day)
  sweepAll()
  expect(left()).toContain('synced')
  expect(left()).not.toContain('replaced')
  wait(0)
  sweepAll()
  expect(left()).not.toContain('synced')
})

it('[J5, T1] a clock set back by years does not make it seem to have been away for years (seed 4058 with restores)', async () => {
  const { sweepAll, wait, waitOffline, left } = await setupJournal(-3 * 365 * day)
  waitOffline(100 * day)
  sweepAll()
  expect(left()).toContain('synced')
  wait(40 * day)
  sweepAll()
  expect(left()).not.toContain('synced')
})

it('[J5] a step lasts at most 8 ms, and says that there is more', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z'), ticks = 0
  const store = await openMemoryStore({ clock: { now: () => now, monotonic: () => { ticks += 1; return ticks }, setTimeout: () => 0, clearTimeout: () => undefined } as never })
  const { data, sync, core } = store
  data.mutate({ mutationId: core.makeId(), label: 'many', changes: Array.from({ length: 50 }, () => ({ entity: 'contacts', recordId: core.makeId(), op: 'create' as const, patch: { lastName: 'x' } })) })
  core.db.run("UPDATE local_changes SET status = 'synced', settled_at = ?", [now])
  now += 8 * day
  core.write(() => { core.meta.set('lastSyncedAt', core.now()) })
  const began = ticks
  expect(sync.sweep()).toBe(true)
  expect(ticks - began).toBeLessThanOrEqual(8)
  expect(50 - data.journal({}).total).toBeGreaterThan(0)
  while (sync.sweep());
  expect(data.journal({}).total).toBe(0)
})

it('[J5] numbers go on rising when the last row was swept', async () => {
  const { core, sweepAll, wait } = await setupJournal()
  const next = core.journal.nextSeq()
  wait(8 * day)
  sweepAll()
  expect(core.journal.nextSeq()).toBe(next)
})

it('[J5, R8] none goes while a server that was put back is being given back what it lost: some are to travel again', async () => {
  const { core, sweepAll, wait, left } = await setupJournal()
  core.write(() => { core.meta.set('giveBack', { why: 'reset', numbers: [0], since: null, asked: false, after: null, place: null, given: 0, parted: null, lost: null }) })
  wait(100 * day)
  sweepAll()
  expect(left()).toHaveLength(7)
  core.write(() => { core.meta.set('giveBack', null) })
  sweepAll()
  expect(left()).not.toContain('synced')
})

it('[J5, R8] none goes whose record the disk has lost: it may be all that is left; unless it was deleted', async () => {
  const { core, sync, sweepAll, wait, left } = await setupJournal()
  const [{ id, record_id: recordId }] = core.db.all<{ id: string; record_id: string }>("SELECT id, record_id FROM local_changes WHERE status = 'synced'") as [{ id: string; record_id: string }]
  const entry = (entryId: string, revision: number, op: string): SyncRecord => ({
    entity: 'history', id: entryId, revision, data: { entity: 'contacts', recordId, op, fields: {}, lost: {} }, deletedAt: null, updatedAt: core.now(), updatedBy: 'ana',
  })
  const pull = (...entries: SyncRecord[]): void => {
    sync.applyPage({ changes: entries.map((record) => ({ ...record, action: 'created' as const })), cursor: 'c', seen: seenOf('first', 9), hasMore: false })
  }
  pull(entry(id, 5, 'create'))
  core.db.run('DELETE FROM contacts WHERE id = ?', [recordId])
  wait(100 * day)
  sweepAll()
  expect(left()).toContain('synced')
  pull(entry(core.makeId(), 6, 'delete'))
  sweepAll()
  expect(left()).not.toContain('synced')
})

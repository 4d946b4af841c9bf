import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { BulkWriter, Satchel } from '../../../data-api/types.ts'
import { namedCompanyId } from '../../../model/companies.ts'
import { adoptNames, makeNamedAlong } from './adopt-names.ts'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) } })
})
afterEach(() => { vi.unstubAllGlobals() })

const synced = { state: 'idle', account: null, lastSyncedAt: '2026-11-26T08:00:00Z', download: null }

/** A workspace whose contacts name one company. */
function workspace({ status = synced, total = 0, opened = {} }: { status?: Partial<Record<keyof typeof synced, unknown>>; total?: number; opened?: Record<string, string> } = {}) {
  const made: (string | undefined)[] = []
  const writer = { create: (_: string, __: unknown, options?: { id?: string }) => { made.push(options?.id); return '' } } as unknown as BulkWriter
  const satchel = {
    ready: Promise.resolve({ databaseName: 'satchel', replicaId: 'r1', role: null, ...opened }),
    sync: { status: () => ({ ...synced, ...status }) },
    entity: () => ({
      list: ({ where }: { where?: unknown }) => Promise.resolve({ rows: [], total: where === undefined ? total : 0 }),
      ids: () => Promise.resolve([]),
      facets: () => Promise.resolve([{ value: 'Onda', count: 2 }]),
    }),
    bulk: async (write: (writer: BulkWriter) => Promise<void>) => { await write(writer); return { changed: 1, actId: 'a' } },
  } as unknown as Satchel
  return { satchel, writer, made }
}

it.each([
  ['before the changes worker was heard', { lastSyncedAt: null }, false],
  ['before the first download has begun', { state: 'syncing', lastSyncedAt: null }, false],
  ['while it is under way or broken off', { download: { received: 1, total: 9, counts: {} } }, false],
  ['once all is here', {}, true],
  ['without an account', { state: 'no_account', lastSyncedAt: null }, true],
])('[M6] names become companies only where all is here: %s', async (_, status, makes) => {
  const none = workspace({ status }), some = workspace({ status, total: 3 })
  expect(await adoptNames(none.satchel)).toBe(makes ? 1 : 0)
  await makeNamedAlong(some.satchel, some.writer, ['Onda'])
  for (const { made } of [none, some]) expect(made).toEqual(makes ? [namedCompanyId('Onda')] : [])
})

it('names become companies once in a database, however often what was made is discarded', async () => {
  expect(await adoptNames(workspace().satchel)).toBe(1)
  expect(await adoptNames(workspace().satchel)).toBe(0)
  expect(await adoptNames(workspace({ opened: { databaseName: 'satchel-2' } }).satchel)).toBe(1)
  // Deleted, and begun anew under its name.
  expect(await adoptNames(workspace({ opened: { replicaId: 'r2' } }).satchel)).toBe(1)
})

it('[M5] names become no companies for somebody who may only look', async () => {
  expect(await adoptNames(workspace({ status: { account: { role: 'viewer' } } }).satchel)).toBe(0)
  expect(await adoptNames(workspace({ opened: { role: 'viewer' } }).satchel)).toBe(0)
})

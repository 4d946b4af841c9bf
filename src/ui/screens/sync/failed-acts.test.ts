import { expect, it } from 'vitest'
import type { JournalRow, Satchel } from '../../../data-api/types.ts'
import { retryAll } from './failed-acts.ts'

const row = (mutationId: string, error: JournalRow['error'] = { code: 'role_may_not_write', message: 'no' }): JournalRow => ({
  change: { id: mutationId, mutationId, seq: Number(mutationId.slice(1)), entity: 'contacts', recordId: 'r', op: 'update', patch: { company: 'Lumen' }, baseRevision: 3, at: '', schemaVersion: 1 },
  status: 'failed', title: 'Ana Silva', label: 'Edit Ana Silva', createdAt: '2026-11-03T10:00:00Z', attempts: 0, error,
})

/** The journal's list is newest first; `refused` says why an act cannot go. */
const setup = (rows: JournalRow[], refused: Record<string, string> = {}): { sync: Pick<Satchel, 'sync'>; sent: string[] } => {
  const sent: string[] = []
  const sync = {
    changes: ({ offset = 0, limit = 500 }) => Promise.resolve({ rows: rows.slice(offset, offset + limit), total: rows.length }),
    retryAll: (ids: string[]) => { sent.push(...ids); return Promise.resolve(ids.flatMap((id) => refused[id] ?? [])) },
  }
  return { sync: { sync: sync as unknown as Satchel['sync'] }, sent }
}

it('[P4] all that was refused is sent again in the order in which it was done; what is gone for good is asked about by itself', async () => {
  const many = Array.from({ length: 1_200 }, (_, at) => row(`m${1_200 - at}`))
  const { sync, sent } = setup([row('m1300', { code: 'record_gone', message: 'gone', kept: {} }), ...many])
  expect(await retryAll(sync)).toBe('Sent again')
  expect([sent.length, sent[0], sent.at(-1), sent.includes('m1300')]).toEqual([1_200, 'm1', 'm1200', false])
})

it('[P4] what cannot go says why', async () => {
  const no = 'A contact needs a name.'
  expect(await retryAll(setup([row('m3'), row('m2'), row('m1')], { m2: no }).sync)).toBe('1 act of 3 cannot be sent yet: A contact needs a name.')
  expect(await retryAll(setup([row('m2'), row('m1')], { m1: no, m2: no }).sync)).toBe(no)
})
